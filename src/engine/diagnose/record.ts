import { isGatewayTimeout } from '../failure';
import type { PastRequest } from '../jobs/history';
import { type CutPattern, cutPattern } from './intermediaries';

/** What became of the requests to one service so far. */
export interface PastRecord {
	readonly requests: number;
	/** How many were cut: by a reset, an early end, or a gateway that gave up waiting. What the service itself refused is none of them. */
	readonly cuts: number;
	/** How many stayed without an answer until the limit. */
	readonly silent: number;
	/** The longest after which an image still came, in milliseconds; 0 where none did. */
	readonly longestMs: number;
	/** What the last cuts have in common. */
	readonly pattern?: CutPattern;
}

export function recordOf(history: readonly PastRequest[]): PastRecord {
	const cuts = history.filter(
		({ failure }) => failure && (failure.kind === 'interrupted' || isGatewayTimeout(failure)),
	);
	const silent = history.filter(({ failure }) => failure?.kind === 'timeout');
	const saved = history.filter(({ failure }) => !failure);
	const pattern = cutPattern(cuts.map(({ ms }) => ms));
	return {
		requests: history.length,
		cuts: cuts.length,
		silent: silent.length,
		longestMs: Math.max(0, ...saved.map(({ ms }) => ms)),
		...(pattern && { pattern }),
	};
}
