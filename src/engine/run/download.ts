import { isIP } from 'node:net';
import type { WakefulClock } from '../clock';
import { type ImageBytes, ImagePart } from '../decode/imagePart';
import { GenerationError } from '../failure';
import { isLocal, isPublicAddress } from '../network/privacy';
import type { Timeouts } from '../task';
import { hostOf } from '../transport/connect';
import { plainBody } from '../transport/contentEncoding';
import { exchange, type ExchangeOptions } from '../transport/exchange';

/** A link is fetched by itself again: a GET costs nothing, and the link lives for an hour at least. */
const tries = 3;
const maxRedirects = 5;
const retryDelayMs = 1_000;

export interface DownloadOptions extends ExchangeOptions {
	readonly clock: WakefulClock;
	readonly endsAt: number;
}

/** A store of finished files answers at once: only the largest size is the job's own, and the attempt's end. */
const storeTimeouts: Omit<Timeouts, 'maxReplyBytes' | 'runMs'> = {
	connectMs: 10_000,
	writeMs: 10_000,
	firstByteMs: 60_000,
	idleMs: 30_000,
	attemptMs: 300_000,
};

/**
 * Fetches the image that a reply links to into `path`. No key goes along. Plain http and private addresses are followed
 * only where the service itself is at one: a public service has no business pointing at this machine's network.
 *
 * Throws `linkNotFetched` with the link, which stays valid for a while, so that the image is not lost, also when the attempt
 * must be over; `cancelled`; and the file system's error when the disk refuses.
 */
export async function downloadImage(
	link: string,
	serviceUrl: URL,
	path: string,
	wire: DownloadOptions,
): Promise<ImageBytes> {
	const { signal, clock, endsAt } = wire;
	const local = isLocal(serviceUrl);
	for (let attempt = 1; ; attempt++) {
		if (clock.now() >= endsAt) {
			throw new GenerationError('linkNotFetched', { link, reason: 'no time was left for it' }, true);
		}
		try {
			return await fetchOnce(target(link, serviceUrl), { path, wire, local }, maxRedirects);
		} catch (error) {
			if (!GenerationError.is(error)) {
				throw error;
			}
			if (GenerationError.is(error, 'cancelled')) {
				throw new GenerationError('cancelled', {}, true);
			}
			const refusal = refusalIn(error);
			const delayMs = retryDelayMs * attempt;
			if (refusal !== undefined || attempt === tries || clock.now() + delayMs >= endsAt) {
				throw new GenerationError('linkNotFetched', { link, reason: refusal ?? inShort(error) }, true, {
					cause: error,
				});
			}
			await clock.sleep(delayMs, signal).catch(() => {
				throw new GenerationError('cancelled', {}, true);
			});
		}
	}
}

interface Fetch {
	readonly path: string;
	readonly wire: DownloadOptions;
	/** Whether the service itself is at a private address. */
	readonly local: boolean;
}

async function fetchOnce(url: URL, fetch: Fetch, redirects: number): Promise<ImageBytes> {
	const { local, wire, path } = fetch;
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
		throw refused(url, `links to ${url.protocol} are not followed`);
	}
	if (!local && isPrivate(url)) {
		throw refused(url, 'it leads to a private address');
	}
	const reply = await exchange(
		{ method: 'GET', url, headers: { 'user-agent': 'imagegen' } },
		{ ...wire, timeouts: { ...wire.timeouts, ...storeTimeouts }, publicOnly: !local },
		async (http) => {
			const { status, headers } = http;
			if (status >= 300 && status < 400 && headers['location']) {
				return target(String(headers['location']), url);
			}
			if (status === 200) {
				return await save(plainBody(http, wire.timeouts.maxReplyBytes), path);
			}
			// 4xx: expired or forbidden, for good. Anything else may pass.
			throw status >= 400 && status < 500
				? refused(url, `status ${status}`)
				: new GenerationError('serverError', { status }, true);
		},
	);
	if (!(reply instanceof URL)) {
		return reply;
	}
	if (redirects === 0) {
		throw refused(url, 'too many redirects');
	}
	return await fetchOnce(reply, fetch, redirects - 1);
}

async function save(body: AsyncIterable<Buffer>, path: string): Promise<ImageBytes> {
	const part = await ImagePart.create(path);
	try {
		for await (const chunk of body) {
			part.add(chunk);
			await part.drain();
		}
	} catch (error) {
		await part.finish();
		throw error;
	}
	return await part.finish();
}

function target(link: string, base: URL): URL {
	if (!URL.canParse(link, base.href)) {
		throw new GenerationError('linkNotFetched', { link, reason: 'it is no address' }, true);
	}
	return new URL(link, base);
}

/** Whether only this machine or its own network can reach it: by its address, or by a name that means nothing elsewhere. */
function isPrivate(url: URL): boolean {
	const host = hostOf(url).replace(/\.$/, '');
	return isIP(host) ? !isPublicAddress(host) : isLocal(url) || !host.includes('.');
}

/** What happened, in the words that the log has for it: the failure's kind, and the status, the code or the phase. */
function inShort({ kind, facts }: GenerationError): string {
	const { status, code, phase } = facts as { status?: number; code?: string; phase?: string };
	const about = status ?? code ?? phase;
	return about === undefined ? kind : `${kind}, ${about}`;
}

/** Why the link must not or cannot be followed, however often it is tried; undefined where another try may do. */
function refusalIn(error: GenerationError): string | undefined {
	if (GenerationError.is(error, 'linkNotFetched')) {
		return error.facts.reason;
	}
	if (GenerationError.is(error, 'replyTooLarge')) {
		return `it is larger than ${error.facts.limitBytes} bytes`;
	}
	const hidden = GenerationError.is(error, 'unreachable') && error.facts.code === 'EPRIVATE';
	return hidden ? 'it leads to a private address' : undefined;
}

function refused(url: URL, reason: string): GenerationError<'linkNotFetched'> {
	return new GenerationError('linkNotFetched', { link: url.href, reason }, true);
}
