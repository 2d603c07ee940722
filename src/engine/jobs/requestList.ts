import { stringify } from 'csv-stringify/sync';
import { labelOf, priceAsked } from '../providers/catalogue';
import type { PastRequest } from './history';

/** Providers may compensate for requests that take longer (the source article); in milliseconds. */
export const claimableMs = 180_000;

/** Whether a provider may compensate for the request: it took longer than that, or was lost although it may have been paid for. */
export function worthClaiming(request: PastRequest, slowerThanMs: number): boolean {
	return request.ms > slowerThanMs || request.failure?.maybePaid === true;
}

/** What the request cost, or may have cost, in US dollars; undefined where that is not known. */
export function costOf(request: PastRequest): number | undefined {
	const { failure, isTaken = false } = request;
	const isFree = failure !== undefined && !failure.maybePaid && !isTaken;
	return isFree ? 0 : priceAsked(request);
}

/** The requests as a table with a header: comma-separated values (RFC 4180) that a spreadsheet shows and does not calculate. */
export function toCsv(requests: readonly PastRequest[]): string {
	return stringify(requests.map(rowOf), { header: true, columns: [...columns], escape_formulas: true });
}

const columns = [
	'time',
	'duration in seconds',
	'service',
	'model',
	'resolution',
	'request id',
	'outcome',
	'possibly paid',
	'cost in USD',
] as const;

function rowOf(request: PastRequest): Readonly<Record<(typeof columns)[number], string | number>> {
	const { at, ms, service, model, resolution, requestId = '', failure } = request;
	return {
		time: new Date(at).toISOString(),
		'duration in seconds': ms / 1000,
		service: cellOf(labelOf(service)),
		model: cellOf(model),
		resolution,
		'request id': cellOf(requestId),
		outcome: cellOf(failure?.kind ?? 'saved'),
		'possibly paid': failure?.maybePaid === true ? 'yes' : 'no',
		'cost in USD': costOf(request) ?? '',
	};
}

/** A text from outside as one line without controls; nothing stands before what it begins with, so that a formula is seen as one. */
function cellOf(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
		.trim()
		.toWellFormed();
}
