import type { Failure } from '../failure';
import { isReadableOnTheWay } from '../network/privacy';
import type { Resolution } from '../task';
import type { Certificate } from './certificate';
import type { Answer, Connected, Diagnosis } from './diagnose';
import type { CutPattern, Intermediary } from './intermediaries';

/** One thing that a diagnosis shows. Words for it are the faces' own. */
export type Finding = { readonly level: 'problem' | 'note' | 'fine' } & (
	| { readonly kind: 'direct'; readonly addresses: readonly string[] }
	| { readonly kind: 'proxy'; readonly proxy: string }
	| { readonly kind: 'failed'; readonly step: 'connect' | 'answer'; readonly failure: Failure }
	| ({ readonly kind: 'connected' } & Connected)
	| { readonly kind: 'readable' }
	| { readonly kind: 'unchecked' }
	| { readonly kind: 'certificate'; readonly certificate: Certificate; readonly daysLeft: number }
	| { readonly kind: 'protocol'; readonly offers: string }
	| { readonly kind: 'answered'; readonly status: number; readonly ms: number; readonly marks: Answer['marks'] }
	| { readonly kind: 'key'; readonly verdict: Answer['key'] }
	| {
			readonly kind: 'intermediary';
			readonly intermediary: Intermediary;
			/** Absent while no times are known. */
			readonly usualMs?: number;
			readonly resolution: Resolution;
	  }
	| { readonly kind: 'pattern'; readonly pattern: CutPattern }
	| { readonly kind: 'silence'; readonly silent: number; readonly requests: number }
	| { readonly kind: 'record'; readonly cuts: number; readonly requests: number }
);

const dayMs = 24 * 60 * 60 * 1000;

/** A certificate with fewer days left is about to be a problem. */
const fewDays = 14;

/** What a diagnosis shows, in the order of the way to the service. `now` is wall time in milliseconds since 1970. */
export function findingsOf(diagnosis: Diagnosis, now: number): readonly Finding[] {
	return [...wayThere(diagnosis, now), ...answerOf(diagnosis), ...intermediariesOn(diagnosis), ...historyOf(diagnosis)];
}

function* wayThere(
	{ origin, proxy, addresses, connect, certificate, strictSsl, offers }: Diagnosis,
	now: number,
): Generator<Finding> {
	yield proxy === undefined
		? { kind: 'direct', level: addresses.length > 0 ? 'fine' : 'note', addresses }
		: { kind: 'proxy', level: 'note', proxy };
	if (isReadableOnTheWay(new URL(origin))) {
		yield { kind: 'readable', level: 'problem' };
	}
	yield 'ms' in connect
		? { kind: 'connected', level: 'fine', ...connect }
		: { kind: 'failed', level: 'problem', step: 'connect', failure: connect };
	if (certificate) {
		const daysLeft = Math.floor((certificate.validTo - now) / dayMs);
		yield { kind: 'certificate', level: daysLeft < fewDays ? 'problem' : 'fine', certificate, daysLeft };
	}
	if (!strictSsl) {
		yield { kind: 'unchecked', level: 'problem' };
	}
	if (offers !== undefined) {
		yield { kind: 'protocol', level: 'fine', offers };
	}
}

function* answerOf({ answer }: Diagnosis): Generator<Finding> {
	if (answer && 'kind' in answer) {
		yield { kind: 'failed', level: 'problem', step: 'answer', failure: answer };
	} else if (answer) {
		const { status, ms, marks, key } = answer;
		yield { kind: 'answered', level: status >= 500 ? 'problem' : 'fine', status, ms, marks };
		const level = { accepted: 'fine', refused: 'problem', unknown: 'note', none: 'note' } as const;
		yield { kind: 'key', level: level[key], verdict: key };
	}
}

function* intermediariesOn({ intermediaries, usualMs, resolution, record }: Diagnosis): Generator<Finding> {
	for (const intermediary of intermediaries) {
		const about = { intermediary, resolution, ...(usualMs !== undefined && { usualMs }) };
		yield { kind: 'intermediary', level: levelOf(intermediary, usualMs, record.longestMs), ...about };
	}
}

function levelOf({ idleMs }: Intermediary, usualMs: number | undefined, longestMs: number): Finding['level'] {
	// One that has let longer silences pass is not set to its default.
	if (idleMs <= longestMs) {
		return 'fine';
	}
	return usualMs === undefined ? 'note' : idleMs < usualMs ? 'problem' : 'fine';
}

function* historyOf({ record: { requests, cuts, silent, pattern } }: Diagnosis): Generator<Finding> {
	if (pattern) {
		yield { kind: 'pattern', level: 'problem', pattern };
	}
	if (silent > 0) {
		yield { kind: 'silence', level: 'note', silent, requests };
	}
	if (requests > 0) {
		yield { kind: 'record', level: cuts > 0 ? 'note' : 'fine', cuts, requests };
	}
}
