import { isIP } from 'node:net';
import type { WakefulClock } from '../clock';
import { type ImageBytes, ImagePart } from '../decode/imagePart';
import { beginsAsSvg } from '../decode/svgFile';
import { type FailureKind, GenerationError } from '../failure';
import { isLocal, isPublicAddress } from '../network/privacy';
import type { Timeouts } from '../task';
import { hostOf } from '../transport/connect';
import { plainBody } from '../transport/contentEncoding';
import { exchange, type ExchangeOptions } from '../transport/exchange';

/** A link is fetched by itself again: a GET costs nothing, and the link lives for an hour at least. */
const tries = 3;
const maxRedirects = 5;
const retryDelayMs = 1_000;
const longestDelayMs = 5_000;

export interface DownloadOptions extends ExchangeOptions {
	readonly clock: WakefulClock;
	readonly endsAt: number;
	/** Whether a link is fetched again until `endsAt` where the line is away: its image is kept, and was waited for as patiently. */
	readonly isPatient?: boolean;
	/** Whether an SVG is an image, since one was asked for. */
	readonly mayBeSvg?: boolean;
}

/** A store of finished files answers at once, whatever the time that an image may take; never later than that. */
function storeTimeouts(timeouts: Timeouts): Timeouts {
	return {
		...timeouts,
		connectMs: Math.min(timeouts.connectMs, 10_000),
		writeMs: Math.min(timeouts.writeMs, 10_000),
		firstByteMs: Math.min(timeouts.firstByteMs, 60_000),
		idleMs: Math.min(timeouts.idleMs, 30_000),
		attemptMs: Math.min(timeouts.attemptMs, 300_000),
	};
}

/** The service that has sent a link. */
export interface LinkingService {
	readonly url: URL;
	/** What requests to its own origin carry, the key among them. They go nowhere else. */
	readonly headers: Readonly<Record<string, string>>;
}

/**
 * Fetches the image that a reply links to into `path`, by the link byte for byte. The key goes along where that leads to the service's
 * own origin. Private addresses are followed only where the service itself is at one, plain http only where the service is, or where
 * both are private: a public service has no business pointing at this machine's network.
 *
 * What it leads to may be no image, or not all of it, after several tries: its flaw says so.
 * Throws `linkNotFetched` with the link, which stays valid for a while, so that the image is not lost, also when the attempt
 * must be over; `cancelled`; and the file system's error when the disk refuses.
 */
export async function downloadImage(
	link: string,
	service: LinkingService,
	path: string,
	wire: DownloadOptions,
): Promise<ImageBytes> {
	const { signal, clock, endsAt, isPatient = false, mayBeSvg = false } = wire;
	const places = placesOf(link, service.url, service);
	const isAtService = places.some(({ url }) => url.origin === service.url.origin);
	let isKeyed = true;
	for (let attempt = 1; ; attempt++) {
		if (clock.now() >= endsAt) {
			throw new GenerationError('linkNotFetched', { link, reason: 'no time was left for it' }, true);
		}
		const delayMs = Math.min(retryDelayMs * attempt, longestDelayMs);
		const isOverAfter = (): boolean => clock.now() + delayMs >= endsAt;
		try {
			const image = await fetchAt(places, { path, wire, service, isKeyed }, maxRedirects);
			// A store that has nothing of it yet, a hop that has cut it or asks people to sign in: the next answer may be the image.
			const isImage = image.flaw === undefined || (mayBeSvg && (await beginsAsSvg(image.path)));
			if (isImage || attempt >= tries || isOverAfter()) {
				return image;
			}
		} catch (error) {
			if (!GenerationError.is(error)) {
				throw error;
			}
			if (GenerationError.is(error, 'cancelled')) {
				throw new GenerationError('cancelled', {}, true);
			}
			const isOnWay = error.kind !== 'serverError';
			const isLast = attempt >= tries && !(isPatient && isOnWay);
			const isPassing = mayPass(error) || (isAtService && isAboutKey(error));
			if (!isPassing || isLast || isOverAfter()) {
				throw new GenerationError('linkNotFetched', { link, reason: inWords(error) }, true, { cause: error });
			}
			// A link with a signature of its own may be refused for the key beside it.
			isKeyed = isAboutKey(error) ? !isKeyed : isKeyed;
		}
		await clock.sleep(delayMs, signal).catch(() => {
			throw new GenerationError('cancelled', {}, true);
		});
	}
}

/** Where a file is: whom to ask, and for what, in the link's own spelling. */
interface Place {
	readonly url: URL;
	readonly target: string;
}

interface Fetch {
	readonly path: string;
	readonly wire: DownloadOptions;
	readonly service: LinkingService;
	/** Whether the service's own origin is given the key. */
	readonly isKeyed: boolean;
}

/** Fetches what is at the first of these places that has it. Throws why the first one did not. */
async function fetchAt(places: readonly Place[], fetch: Fetch, redirects: number): Promise<ImageBytes> {
	const failures: GenerationError[] = [];
	for (const place of places) {
		try {
			return await fetchOnce(place, fetch, redirects);
		} catch (error) {
			if (!GenerationError.is(error) || error.kind === 'cancelled') {
				throw error;
			}
			failures.push(error);
		}
	}
	throw failures[0] ?? new GenerationError('badReply', { detail: 'no address' }, true);
}

async function fetchOnce({ url, target }: Place, fetch: Fetch, redirects: number): Promise<ImageBytes> {
	const { service, wire, path, isKeyed } = fetch;
	const isServiceLocal = isLocal(service.url);
	const mayBePlain = isServiceLocal || service.url.protocol === 'http:';
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBePlain)) {
		throw refused(url, `links to ${url.protocol} are not followed`);
	}
	if (!isServiceLocal && isPrivate(url)) {
		throw refused(url, 'it leads to a private address');
	}
	const headers = isKeyed && url.origin === service.url.origin ? service.headers : { 'user-agent': 'imagegen' };
	const moved = await exchange(
		{ method: 'GET', url, target, headers },
		{ ...wire, timeouts: storeTimeouts(wire.timeouts), publicOnly: !isServiceLocal },
		async (http) => {
			const { status, headers } = http;
			if (status === 200) {
				return await save(plainBody(http, wire.timeouts.maxReplyBytes), path);
			}
			if (status >= 300 && status < 400 && headers['location']) {
				return String(headers['location']);
			}
			throw new GenerationError('serverError', { status }, true);
		},
	);
	if (typeof moved !== 'string') {
		return moved;
	}
	if (redirects === 0) {
		throw refused(url, 'too many redirects');
	}
	return await fetchAt(placesOf(moved, url, service), fetch, redirects - 1);
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

/**
 * Where a link leads that stands in what came from `base`. Servers behind a proxy that ends TLS often write `http:` for themselves:
 * then the same host and port by https comes first, and then the service's own port. https://github.com/mudler/LocalAI/issues/10482
 */
function placesOf(link: string, base: URL, service: LinkingService): readonly Place[] {
	if (!URL.canParse(link, base.href)) {
		throw new GenerationError('linkNotFetched', { link, reason: 'it is no address' }, true);
	}
	const url = new URL(link, base);
	const target = targetIn(link) ?? url.pathname + url.search;
	if (url.protocol !== 'http:' || service.url.protocol !== 'https:') {
		return [{ url, target }];
	}
	const secure = new URL(url);
	secure.protocol = 'https:';
	const atService = new URL(secure);
	atService.port = service.url.port;
	const places = [
		secure,
		...(atService.origin === service.url.origin ? [atService] : []),
		...(isLocal(service.url) ? [url] : []),
	];
	return places
		.filter(({ href }, index) => places.findIndex((other) => other.href === href) === index)
		.map((place) => ({ url: place, target }));
}

/**
 * Path and query in a link's own spelling, of which a signature may have been made: `URL` writes a quote, a bar or a dot segment in
 * another way. Only what no request line can hold is encoded. Undefined for a link that is relative to a path.
 */
function targetIn(link: string): string | undefined {
	const [address = ''] = link
		.trim()
		.replace(/[\t\r\n]/g, '')
		.split('#');
	const [, target = address] = /^(?:[a-z][a-z\d+.-]*:)?\/\/[^/?\\]*(.*)$/is.exec(address) ?? [];
	const rooted = target === '' || target.startsWith('?') ? `/${target}` : target;
	return rooted.startsWith('/') ? rooted.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent) : undefined;
}

/** Whether only this machine or its own network can reach it: by its address, or by a name that means nothing elsewhere. */
function isPrivate(url: URL): boolean {
	const host = hostOf(url).replace(/\.$/, '');
	return isIP(host) ? !isPublicAddress(host) : isLocal(url) || !host.includes('.');
}

/** The statuses by which a store refuses a key, or another signature beside its own. */
const keyStatuses: ReadonlySet<number> = new Set([400, 401, 403]);

/** Those of a file that is not there yet: some stores say 403 of what they have not got. */
const earlyStatuses: ReadonlySet<number> = new Set([403, 404, 408, 425, 429]);

function isAboutKey(error: GenerationError): boolean {
	return GenerationError.is(error, 'serverError') && keyStatuses.has(error.facts.status);
}

/** Whether another try may do. */
function mayPass(error: GenerationError): boolean {
	if (GenerationError.is(error, 'serverError')) {
		const { status } = error.facts;
		return status < 400 || status >= 500 || earlyStatuses.has(status);
	}
	return (
		!GenerationError.is(error, 'linkNotFetched') && !GenerationError.is(error, 'replyTooLarge') && !isHidden(error)
	);
}

/** Whether a name leads to a private address. */
function isHidden(error: GenerationError): boolean {
	return GenerationError.is(error, 'unreachable') && error.facts.code === 'EPRIVATE';
}

/** What happened, as people read it. */
function inWords(error: GenerationError): string {
	const { status, host, code, limitBytes } = error.facts as Partial<Record<string, string | number>>;
	if (GenerationError.is(error, 'linkNotFetched')) {
		return error.facts.reason;
	}
	if (isHidden(error)) {
		return 'it leads to a private address';
	}
	const words: Partial<Record<FailureKind, string>> = {
		serverError: `status ${status}`,
		replyTooLarge: `it is larger than ${limitBytes} bytes`,
		timeout: 'no answer in time',
		interrupted: `the connection broke, ${code}`,
		unreachable: `no connection to ${host}, ${code}`,
		certificate: `the certificate of ${host} isn't trusted, ${code}`,
		proxy: 'no connection through the proxy',
	};
	return words[error.kind] ?? error.kind;
}

function refused(url: URL, reason: string): GenerationError<'linkNotFetched'> {
	return new GenerationError('linkNotFetched', { link: url.href, reason }, true);
}
