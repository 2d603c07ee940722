import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../clock';
import type { DecodedReply } from '../decode/decodedReply';
import type { ImageBytes } from '../decode/imagePart';
import { framingOf, readReply } from '../decode/reply';
import { GenerationError } from '../failure';
import { type JobFolder, partPath, previewPath } from '../jobs/layout';
import { keyOrigin, missingEnd } from '../providers/catalogue';
import { nameRefusal } from '../providers/refusal';
import { imageHttpRequest, protocolOf } from '../providers/registry';
import { redactor } from '../redactor';
import type { GenerateTask } from '../task';
import { plainBody } from '../transport/contentEncoding';
import { exchange, type ExchangeOptions, type HttpReply, type HttpRequest } from '../transport/exchange';
import type { DownloadOptions } from './download';
import type { AttemptOptions, GenerateOptions } from './options';

/** How often the bytes received are told of, at most. */
const progressMs = 250;

/** How much of a refusal's body is read, in bytes. */
const refusalBytes = 64 * 1024;

/**
 * Sends the request for an image and reads the reply, its images decoded to `.part` files in the job's folder. Throws what the
 * service refuses and what breaks on the way, as a `GenerationError`; and the file system's error when the disk refuses.
 */
export async function ask(
	request: GenerateTask,
	attempt: number,
	{ folder, secrets, clock, onStep, onSending, inputs }: AttemptOptions,
	wire: DownloadOptions,
): Promise<DecodedReply> {
	const { endpoint } = request;
	const { maxReplyBytes } = wire.timeouts;
	const redact = redactor(secrets);
	const protocol = protocolOf(endpoint);
	return await exchangeWithinOrigin(
		imageHttpRequest(request, secrets.keys.get(keyOrigin(endpoint)), inputs),
		{ ...wire, onSending: () => onSending(attempt) },
		async (http, url) => {
			const { status, headers } = http;
			const requestId = requestIdOf(http);
			onStep({ type: 'replied', attempt, status, ...(requestId && { requestId: redact(requestId).slice(0, 200) }) });
			const body = plainBody(http, maxReplyBytes);
			if (status < 200 || status >= 300) {
				const text = (await readStart(body, refusalBytes)).toString('utf8');
				const asked = { model: endpoint.model, url, addressEnd: missingEnd(endpoint) };
				throw nameRefusal({ status, headers, text, ...asked, now: clock.wallTime() });
			}
			return await readReply(body, (index) => partPath(folder, index), {
				framing: framingOf(headers['content-type']),
				isPreview: (value) => protocol.isPreview(value),
				onPreview: (images) => showPreview(images, folder, attempt, onStep),
				onBytes: progress(attempt, clock, onStep),
			});
		},
	);
}

/**
 * Like `exchange`, but sends the request once more where the service moves it to another address of its own, by the two
 * statuses that say that nothing was done. Any other redirect would carry the key elsewhere or turn into a GET.
 */
export async function exchangeWithinOrigin<T>(
	request: HttpRequest,
	options: ExchangeOptions,
	read: (reply: HttpReply, url: URL) => Promise<T>,
): Promise<T> {
	const ask = (url: URL): Promise<T> => exchange({ ...request, url }, options, (reply) => read(reply, url));
	try {
		return await ask(request.url);
	} catch (error) {
		if (!GenerationError.is(error, 'redirected') || ![307, 308].includes(error.facts.status)) {
			throw error;
		}
		const { location } = error.facts;
		const url = URL.canParse(location, request.url.href) ? new URL(location, request.url) : undefined;
		if (location === '' || url?.origin !== request.url.origin || url.href === request.url.href) {
			throw error;
		}
		return await ask(url);
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

/** Keeps a whole preview for people to see while the image is made, under a name that is no image's. A disk that takes none is no failure. */
async function showPreview(
	images: readonly ImageBytes[],
	folder: JobFolder,
	attempt: number,
	onStep: GenerateOptions['onStep'],
): Promise<void> {
	const preview = images.findLast(({ flaw }) => flaw === undefined);
	if (preview) {
		const path = previewPath(folder, preview.path);
		await rename(preview.path, path).then(
			() => onStep({ type: 'preview', attempt, file: basename(path) }),
			() => undefined,
		);
	}
}

/** The first `limitBytes` of a body, or as many as come. */
export async function readStart(body: AsyncIterable<Buffer>, limitBytes: number): Promise<Buffer> {
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
	return Buffer.concat(chunks).subarray(0, limitBytes);
}

/** The id under which the service knows the request: what its support asks for. */
export function requestIdOf({ headers }: HttpReply): string | undefined {
	const id = headers['x-request-id'] ?? headers['x-generation-id'] ?? headers['x-goog-request-id'] ?? headers['cf-ray'];
	return typeof id === 'string' ? id : undefined;
}
