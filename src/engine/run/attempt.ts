import type { Clock } from '../clock';
import { framingOf, type ImageBytes, readReply, type DecodedReply } from '../decode/reply';
import { downloadImage, type DownloadOptions } from './download';
import { GenerationError } from '../failure';
import type { GenerateOptions } from './options';
import type { Made } from './result';
import { writeDurably } from '../jobs/durable';
import { partPath, replyPath } from '../jobs/layout';
import type { GenerateTask, Timeouts } from '../task';
import { keyOrigin } from '../providers/catalogue';
import type { FoundImage } from '../providers/provider';
import { nameRefusal } from '../providers/refusal';
import { imageHttpRequest, protocolOf } from '../providers/registry';
import { plainBody } from '../transport/contentEncoding';
import { exchange, type ExchangeOptions, type HttpReply, type HttpRequest } from '../transport/exchange';
import { directNetwork } from '../network/proxy';
import { verifyImages, withSpoiled } from './verify';

/** How often the bytes received are told of, at most. */
const progressMs = 250;

/** How much of a refusal's body is read, in bytes. */
const refusalBytes = 64 * 1024;

/** Asks one connection once: sends, receives, fetches what is linked, and verifies. Throws a `GenerationError`. */
export async function makeAttempt(
	request: GenerateTask,
	attempt: number,
	{ folder, secrets, clock, signal, onStep, onSending }: GenerateOptions,
): Promise<Made> {
	const { endpoint, network = directNetwork } = request;
	const { keys, proxyAuthorization } = secrets;
	const timeouts = timeoutsOf(request);
	const protocol = protocolOf(endpoint);
	const wire = { timeouts, signal, network, clock, ...(proxyAuthorization && { proxyAuthorization }) };
	const reply = await exchangeWithinOrigin(
		imageHttpRequest(request, keys.get(keyOrigin(endpoint))),
		{ ...wire, onSending: () => onSending(attempt) },
		async (http) => {
			const requestId = requestIdOf(http);
			onStep({ type: 'replied', attempt, status: http.status, ...(requestId && { requestId }) });
			if (http.status < 200 || http.status >= 300) {
				const text = await readText(plainBody(http, timeouts.maxReplyBytes), refusalBytes);
				const { status, headers } = http;
				throw nameRefusal({ status, headers, text, model: endpoint.model, now: clock.wallTime() });
			}
			return await onDisk(folder.path, () =>
				readReply(plainBody(http, timeouts.maxReplyBytes), (index) => partPath(folder, index), {
					framing: framingOf(http.headers['content-type']),
					isPreview: (value) => protocol.isPreview(value),
					onBytes: progress(attempt, clock, onStep),
				}),
			);
		},
	);
	try {
		return await onDisk(folder.path, async () => {
			const found = await protocol.read(reply);
			const { images, unfetched } = await fetchAll(found, new URL(endpoint.baseUrl), reply, wire);
			return withSpoiled(await verifyImages(images, folder), unfetched);
		});
	} catch (error) {
		// A reply from which no image could be read may have been paid for: its text stays beside its `.part` files.
		await writeDurably(replyPath(folder), reply.text).catch(() => undefined);
		throw error;
	}
}

/**
 * The limits of one attempt. A service that streams sends its reply's head at once: the silence while the image is made then
 * lies within the reply, and may take as long there as it may before any other.
 */
function timeoutsOf({ timeouts, stream = false }: GenerateTask): Timeouts {
	return stream ? { ...timeouts, idleMs: Math.max(timeouts.idleMs, timeouts.firstByteMs) } : timeouts;
}

/**
 * Like `exchange`, but sends the request once more where the service moves it to another address of its own, by the two
 * statuses that say that nothing was done. Any other redirect would carry the key elsewhere or turn into a GET.
 */
async function exchangeWithinOrigin<T>(
	request: HttpRequest,
	options: ExchangeOptions,
	read: (reply: HttpReply) => Promise<T>,
): Promise<T> {
	try {
		return await exchange(request, options, read);
	} catch (error) {
		if (!GenerationError.is(error, 'redirected') || ![307, 308].includes(error.facts.status)) {
			throw error;
		}
		const { location } = error.facts;
		const url = URL.canParse(location, request.url.href) ? new URL(location, request.url) : undefined;
		if (url?.origin !== request.url.origin) {
			throw error;
		}
		return await exchange({ ...request, url }, options, read);
	}
}

/** Every image of the reply as bytes on disk. One link that cannot be fetched spoils only itself, unless it is the only one. */
async function fetchAll(
	found: readonly FoundImage[],
	serviceUrl: URL,
	reply: DecodedReply,
	wire: DownloadOptions,
): Promise<{ images: readonly ImageBytes[]; unfetched: readonly GenerationError[] }> {
	const images: ImageBytes[] = [];
	const unfetched: GenerationError[] = [];
	for (const item of found) {
		try {
			images.push(
				item.kind === 'bytes' ? item.image : await downloadImage(item.url, serviceUrl, reply.newPartPath(), wire),
			);
		} catch (error) {
			if (!GenerationError.is(error, 'linkNotFetched')) {
				throw error;
			}
			unfetched.push(error);
		}
	}
	const [failure] = unfetched;
	if (failure && images.length === 0) {
		throw failure;
	}
	return { images, unfetched };
}

/** Runs `work` and names what the disk refuses. */
async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof Error && 'syscall' in error && 'code' in error) {
			throw new GenerationError('notSaved', { code: String(error.code), path }, true, { cause: error });
		}
		throw error;
	}
}

function progress(attempt: number, clock: Clock, onStep: GenerateOptions['onStep']): (bytes: number) => void {
	let toldAt = -Infinity;
	return (bytes) => {
		if (clock.now() - toldAt >= progressMs) {
			toldAt = clock.now();
			onStep({ type: 'received', attempt, bytes });
		}
	};
}

async function readText(body: AsyncIterable<Buffer>, limitBytes: number): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of body) {
			chunks.push(chunk);
			length += chunk.length;
			if (length >= limitBytes) {
				break;
			}
		}
	} catch (error) {
		// The status has said enough; a service that refuses early often cuts the line as well.
		if (GenerationError.is(error, 'cancelled')) {
			throw error;
		}
	}
	return Buffer.concat(chunks).subarray(0, limitBytes).toString('utf8');
}

/** The id under which the service knows the request: what its support asks for. */
function requestIdOf({ headers }: HttpReply): string | undefined {
	const id = headers['x-request-id'] ?? headers['x-generation-id'] ?? headers['x-goog-request-id'] ?? headers['cf-ray'];
	return typeof id === 'string' ? id.slice(0, 200) : undefined;
}
