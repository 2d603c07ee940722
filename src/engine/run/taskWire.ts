import { GenerationError } from '../failure';
import { presetOf } from '../providers/catalogue';
import { urlBelow } from '../providers/baseUrl';
import { said } from '../providers/said';
import type { Endpoint, Timeouts } from '../task';

/** A service answers at once what it is asked about a task; a dead line is given up, and asked once more. */
export const pollTimeouts: Omit<Timeouts, 'maxReplyBytes' | 'runMs' | 'taskMs'> = {
	connectMs: 10_000,
	writeMs: 10_000,
	firstByteMs: 30_000,
	idleMs: 60_000,
	attemptMs: 600_000,
};

/** A task is taken on at once: who says nothing for so long will not. */
export const answerMs = 60_000;

/**
 * Where a service is asked about a task: at the address that it has given, if its key may go there; else at the path below its own.
 *
 * @param given by the service.
 */
export function addressOf(given: string | undefined, path: string, endpoint: Endpoint): URL {
	return given !== undefined && mayTakeKey(given, endpoint) ? new URL(given) : urlBelow(endpoint.baseUrl, path);
}

/** Whether an address that a service has named is its own: of its origin, or over https at one of the hosts that are known to be its. */
export function mayTakeKey(address: string, { baseUrl, service }: Pick<Endpoint, 'baseUrl' | 'service'>): boolean {
	if (!URL.canParse(address)) {
		return false;
	}
	const [url, base] = [new URL(address), new URL(baseUrl)];
	if (url.username !== '' || url.password !== '') {
		return false;
	}
	// Who speaks the protocol at an address of their own has no say over the vendor's hosts.
	const areVendors = [url, base].every(
		({ protocol, host }) => protocol === 'https:' && isAmong(host, presetOf(service)?.hosts ?? []),
	);
	return url.origin === base.origin || areVendors;
}

function isAmong(host: string, names: readonly string[]): boolean {
	return names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
}

/** The wait that a reply asks for, in milliseconds: at most five minutes, since asking costs nothing. */
export function waitIn(header: unknown, now: number): number | undefined {
	const text = typeof header === 'string' ? header.trim() : '';
	const ms = /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
	return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 5 * 60_000) : undefined;
}

/** What the service has given for its refusal of a key. */
export function keyRefused(status: number, value: unknown): GenerationError {
	const { words: reason } = said(value);
	return new GenerationError('unauthorized', { status, ...(reason !== undefined && { reason }) }, true);
}
