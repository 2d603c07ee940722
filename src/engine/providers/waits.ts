import type { ReplyHeaders } from '../transport/exchange';
import type { Members, Said } from './said';

/** Nobody means a longer one: a date far in the future, a number of milliseconds in the place of seconds. */
const maxWaitMs = 31 * 24 * 60 * 60 * 1000;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as Go, Google and people write it: `2h23m59.09s`, `10.67s`, `5 minutes`, `1 hour and 20 minutes`. */
const duration =
	/^(?:\d{1,9}(?:\.\d{1,9})? ?(?:ms|milliseconds?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|[smhd])(?![a-z])(?:,? and |, ?| )?){1,5}/i;

/** What stands before a wait in words. */
const asking = /\b(?:resets?|retry|try again|wait|available|recover)\b[^\d\n]{0,40}(?=\d)/gi;

/**
 * The wait that a service asks for: in OpenAI's own header, the standard one, the error's metadata, or its words. One that is negative or
 * absurd is none.
 *
 * @param now milliseconds since 1970, to measure a date against.
 */
export function waitIn(headers: ReplyHeaders, { parts, words = '' }: Said, now: number): number | undefined {
	const header = headerOf(headers, 'retry-after') ?? '';
	const told = [
		numberOf(headerOf(headers, 'retry-after-ms')),
		secondsOf(header),
		header.includes(':') ? Date.parse(header) - now : undefined,
		...parts.flatMap(waitsInMembers),
		...Array.from(words.matchAll(asking), ({ 0: found, index }) => durationIn(words.slice(index + found.length))),
	];
	return told
		.map((wait) => wait && Math.ceil(wait))
		.find((wait) => wait !== undefined && wait >= 0 && wait <= maxWaitMs);
}

/** Google's `RetryInfo` and what its relays add, and what others write beside the error. */
function waitsInMembers(members: Members): readonly (number | undefined)[] {
	const [delay, reset] = [members.get('retrydelay'), members.get('quotaresetdelay')];
	const after = members.get('retryafter') ?? members.get('retryafterseconds');
	return [
		...[delay, reset].map((text) => (typeof text === 'string' ? durationIn(text) : undefined)),
		typeof after === 'number' ? after * 1000 : typeof after === 'string' ? secondsOf(after) : undefined,
	];
}

function numberOf(text = ''): number | undefined {
	return /^\d{1,15}(?:\.\d{1,15})?$/.test(text.trim()) ? Number(text) : undefined;
}

function secondsOf(text: string): number | undefined {
	const seconds = numberOf(text);
	return seconds === undefined ? undefined : seconds * 1000;
}

/** The duration that a text begins with. */
function durationIn(text: string): number | undefined {
	const all = duration.exec(text.trimStart())?.[0];
	if (all === undefined) {
		return undefined;
	}
	return Array.from(all.matchAll(/([\d.]+) ?(ms|milli|[smhd])/gi), ([, count = '', unit = '']) => {
		const short = unit.toLowerCase().replace('milli', 'ms');
		return Number(count) * (unitMs[short] ?? 0);
	}).reduce((sum, part) => sum + part, 0);
}

/** A header's value, the first of several. */
export function headerOf(headers: ReplyHeaders, name: string): string | undefined {
	const value = headers[name];
	return typeof value === 'object' ? value[0] : value;
}
