import * as v from 'valibot';
import { generateTaskSchema, type GenerateTask } from '../task';
import { checkEvent, type JobEvent } from './events';

/*
 * Job folders as versions up to 0.1.0 wrote them: `request.json` instead of `task.json`, lines of JSON without a checksum, and other
 * words for some of it. They are read for as long as their images may wait for somebody; nothing is written in this form any more.
 */

const requestSchema = v.looseObject({
	image: v.looseObject({ size: v.string() }),
	connection: v.unknown(),
	limits: v.unknown(),
});

/** The task that a `request.json` describes. Throws a `ValiError` where it is none. */
export function taskOfVersion1(json: unknown): GenerateTask {
	const { image, connection, limits, ...rest } = v.parse(requestSchema, json);
	const { size, ...imageRest } = image;
	const task = {
		...rest,
		type: 'generate',
		image: { ...imageRest, resolution: size },
		endpoint: connection,
		timeouts: limits,
	};
	return v.parse(generateTaskSchema, task);
}

const eventSchema = v.looseObject({ at: v.number(), type: v.string() });

/** The event that a line of such a log tells of; undefined where it is none. */
export function eventOfVersion1(line: string): JobEvent | undefined {
	try {
		return checkEvent(upgrade(v.parse(eventSchema, JSON.parse(line))));
	} catch {
		return undefined;
	}
}

const words: ReadonlyMap<unknown, string> = new Map([
	['sent', 'sending'],
	['deadline', 'timeout'],
	['serverFault', 'serverError'],
]);

function upgrade({ limitMs, ...event }: Record<string, unknown>): JobEvent {
	const { type, kind, failure, facts } = event;
	const renamed = (word: unknown): unknown => words.get(word) ?? word;
	return {
		...event,
		...(limitMs !== undefined && { timeoutMs: limitMs }),
		type: renamed(type),
		...(kind !== undefined && { kind: renamed(kind), facts: factsOf(facts) }),
		...(isFailure(failure) && { failure: { ...failure, kind: renamed(failure.kind), facts: factsOf(failure.facts) } }),
	} as unknown as JobEvent;
}

function factsOf(facts: unknown): unknown {
	const { limitMs, ...rest } = Object(facts) as Record<string, unknown>;
	return limitMs === undefined ? facts : { ...rest, timeoutMs: limitMs };
}

function isFailure(value: unknown): value is { kind: unknown; facts: unknown } {
	return typeof value === 'object' && value !== null && 'kind' in value;
}
