import { basename, dirname } from 'node:path';
import { GenerationError } from '../failure';
import { readEvents } from '../jobs/eventLog';
import { type JobFolder, listJobs } from '../jobs/layout';
import { keyOrigin } from '../providers/catalogue';
import type { AcceptedTask, ListedTask, TaskProtocol } from '../providers/protocols/taskProtocol';
import { parsedJson } from '../providers/protocols/taskReplies';
import { taskHttpRequest } from '../providers/registry';
import type { GenerateTask } from '../task';
import { plainBody } from '../transport/contentEncoding';
import { exchange } from '../transport/exchange';
import { readStart } from './ask';
import type { AttemptOptions } from './attempt';
import type { DownloadOptions } from './download';
import type { Grace } from './grace';
import { pollTimeouts } from './taskWire';

/** A task of which the id was lost. */
export interface LostTask {
	readonly request: GenerateTask;
	/** When it was asked for; wall time. */
	readonly sentAt: number;
	readonly protocol: TaskProtocol;
	readonly wire: DownloadOptions;
	readonly grace: Grace;
}

/** The clocks of a service and of this machine may differ by so much. */
const clockSkewMs = 60_000;

/** Lists are a little behind. */
const pausesMs = [2_000, 4_000, 8_000, 15_000];
const fewestLooks = 2;

/** A list of a hundred tasks with all that they were asked for. */
const listBytes = 16 * 1024 * 1024;

/**
 * Looks for the task in the list that its service keeps, until it would be over: a service may list what is over alone. Undefined where the
 * service keeps none, does not show it, or does not have it there.
 */
export async function lookUpTask(lost: LostTask, options: AttemptOptions): Promise<AcceptedTask | undefined> {
	const { protocol, request, sentAt, grace } = lost;
	const { clock, folder } = options;
	const { list } = protocol;
	if (!list) {
		return undefined;
	}
	const usualMs = request.timeouts.firstByteMs;
	const givesUpAt = clock.now() + 2 * usualMs;
	for (let turn = 0, looks = 0; clock.now() < givesUpAt; turn++) {
		await clock.sleep(pausesMs[Math.min(turn, pausesMs.length - 1)] ?? 0, grace.signal).catch(() => undefined);
		if (grace.signal.aborted) {
			return undefined;
		}
		const listed = await read(lost, list, options);
		if (listed === 'refused') {
			return undefined;
		}
		looks += listed ? 1 : 0;
		const candidates = listed?.filter((task) => isLikely(task, lost, clock.wallTime())) ?? [];
		const others = candidates.length > 0 ? await takenElsewhere(folder) : new Set();
		const [found, ...more] = candidates.filter(({ id }) => !others.has(id));
		// Of those of which only the time is known, one alone is certain.
		if (found && (found.prompt !== undefined || more.length === 0)) {
			const { at: _at, prompt: _prompt, ...task } = found;
			return task;
		}
		if (looks >= fewestLooks && clock.wallTime() >= sentAt + usualMs) {
			return undefined;
		}
	}
	return undefined;
}

function isLikely({ at, prompt }: ListedTask, { sentAt, request }: LostTask, now: number): boolean {
	const isInTime = at >= sentAt - clockSkewMs && at <= now + clockSkewMs;
	return isInTime && (prompt === undefined || prompt.trim() === request.image.prompt);
}

/** What the list holds; undefined where it could not be had just now, and `refused` where the key may not see it. */
async function read(
	{ request, sentAt, wire, grace }: LostTask,
	list: NonNullable<TaskProtocol['list']>,
	{ secrets, clock }: AttemptOptions,
): Promise<readonly ListedTask[] | 'refused' | undefined> {
	const { endpoint } = request;
	const url = new URL(list.at(endpoint, sentAt - clockSkewMs));
	const asked = taskHttpRequest({ method: 'GET', url }, endpoint, secrets.keys.get(keyOrigin(endpoint)));
	const timeouts = { ...wire.timeouts, ...pollTimeouts };
	const endsAt = clock.now() + timeouts.attemptMs;
	try {
		return await exchange(asked, { ...wire, timeouts, endsAt, signal: grace.signal }, async (http) => {
			const text = (await readStart(plainBody(http, listBytes), listBytes)).toString('utf8');
			if ([401, 403, 404].includes(http.status)) {
				return 'refused';
			}
			const value = http.status === 200 ? parsedJson(text) : undefined;
			return value === undefined ? undefined : list.tasks(value, endpoint);
		});
	} catch (error) {
		if (!GenerationError.is(error)) {
			throw error;
		}
		return undefined;
	}
}

/** The ids of tasks that other jobs beside this one have. */
async function takenElsewhere({ path }: JobFolder): Promise<ReadonlySet<string>> {
	const ids = new Set<string>();
	for (const job of await listJobs(dirname(path)).catch(() => [])) {
		const { events } = job.id === basename(path) ? { events: [] } : await readEvents(job).catch(() => ({ events: [] }));
		events.forEach((event) => event.type === 'accepted' && ids.add(event.id));
	}
	return ids;
}
