import { readFile } from 'node:fs/promises';
import type { Failure, FailureKind } from '../../src/engine/failure';
import type { LedgerEntry } from '../../src/sandbox/ledger';
import type { Outcome } from './clients';
import { timeouts, retry } from './load';

/** What became of a load, by the service's ledger and by what lies on disk. */
export interface Verdict {
	readonly generations: number;
	readonly requests: number;
	/** Whole images on disk. */
	readonly delivered: number;
	/** Files on disk that were taken for an image and are not the one that was drawn. */
	readonly broken: number;
	/** Images drawn. */
	readonly paid: number;
	/** Images of which the service sent every byte, and which are not on disk. */
	readonly lost: number;
	/** Requests sent, without being told to, after one that may have been paid for. */
	readonly repeated: number;
	/** Generations that ended with the question whether to pay once more. Undefined for a client that does not tell. */
	readonly asked: number | undefined;
	/** Generations whose end was not told as what it was. Undefined for a client that does not tell. */
	readonly misnamed: readonly string[] | undefined;
	/** How often which fault really happened. */
	readonly faults: Readonly<Record<string, number>>;
}

/** What cannot have cost anything, by the status that the ledger has. */
const refusals = [401, 429, 503];

export async function judge(
	outcomes: readonly Outcome[],
	entries: readonly LedgerEntry[],
	imageOf: (prompt: string) => Uint8Array,
	tellsWhy: boolean,
): Promise<Verdict> {
	const byPrompt = Map.groupBy(entries, ({ prompt = '' }) => prompt);
	const sum = { delivered: 0, broken: 0, lost: 0, repeated: 0 };
	const misnamed: string[] = [];
	for (const { prompt, path, failure } of outcomes) {
		const requests = byPrompt.get(prompt) ?? [];
		const whole = path !== undefined && (await readFile(path)).equals(imageOf(prompt));
		sum.delivered += Number(whole);
		sum.broken += Number(path !== undefined && !whole);
		sum.lost += Math.max(0, requests.filter(bringsImage).length - Number(whole));
		sum.repeated += requests.slice(0, -1).filter(mayBePaid).length;
		const fault = faultOfName(requests, whole, failure);
		if (fault) {
			misnamed.push(`${prompt}: ${fault}`);
		}
	}
	return {
		generations: outcomes.length,
		requests: entries.length,
		...sum,
		paid: entries.reduce((paid, { billed }) => paid + billed, 0),
		asked: tellsWhy ? outcomes.filter(({ failure }) => failure?.maybePaid).length : undefined,
		misnamed: tellsWhy ? misnamed : undefined,
		faults: countBy(entries.map(faultName)),
	};
}

/** The fault as the tables name it. */
export function faultName({ fault, status }: Pick<LedgerEntry, 'fault' | 'status'>): string {
	switch (fault) {
		case undefined:
			return 'none';
		case 'status':
			return `status ${status ?? ''}`;
		case 'stall':
			return status === undefined ? 'stall, headers' : 'stall, body';
		default:
			return fault;
	}
}

function bringsImage({ fault, fullySent, billed }: LedgerEntry): boolean {
	return fullySent && billed > 0 && (fault === undefined || fault === 'drip');
}

function mayBePaid({ status = 0 }: LedgerEntry): boolean {
	return !refusals.includes(status);
}

type End = 'saved' | readonly [kind: FailureKind, maybePaid: boolean];

/** What is wrong with how the generation is said to have ended; undefined where nothing is. */
function faultOfName(
	requests: readonly LedgerEntry[],
	saved: boolean,
	failure: Failure | undefined,
): string | undefined {
	const last = requests.at(-1);
	if (!last) {
		return 'no request came';
	}
	const told: End | undefined = saved ? 'saved' : failure && [failure.kind, failure.maybePaid];
	const right = endsAfter(last);
	if (!right.some((end) => String(end) === String(told))) {
		return `${faultName(last)} was told as ${String(told)}`;
	}
	const gaveUp = [429, 503].includes(last.status ?? 0) && requests.length < retry.attempts;
	return gaveUp ? `given up after ${requests.length} free requests` : undefined;
}

/** How near a latency may be to the limit for either end to be right, in milliseconds: a busy machine's timers are late. */
const toleranceMs = 300;

/** How a generation may end whose last request met that. */
function endsAfter(last: LedgerEntry): readonly End[] {
	switch (faultName(last)) {
		case 'none':
		case 'drip': {
			const { latencyMs = 0 } = last;
			const late: End = ['timeout', true];
			return [
				...(latencyMs < timeouts.firstByteMs + toleranceMs ? (['saved'] as const) : []),
				...(latencyMs > timeouts.firstByteMs - toleranceMs ? [late] : []),
			];
		}
		case 'status 401':
			return [['unauthorized', false]];
		case 'status 429':
			return [['rateLimited', false]];
		case 'status 503':
			return [['overloaded', false]];
		case 'status 504':
			return [['serverError', true]];
		case 'stall, headers':
		case 'stall, body':
			return [['timeout', true]];
		case 'html-200':
			return [['badReply', true]];
		case 'no-image':
			return [['noImage', true]];
		case 'truncated-image':
			return [['badImage', true]];
		case 'rst-before-reply':
		case 'fin-before-reply':
		case 'rst-mid-body':
			return [['interrupted', true]];
		default:
			return [];
	}
}

function countBy(names: readonly string[]): Record<string, number> {
	return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
