import { readFile, writeFile } from 'node:fs/promises';
import type { WakefulClock } from '../clock';
import type { DecodedReply } from '../decode/decodedReply';
import type { ImageBytes } from '../decode/imagePart';
import { GenerationError } from '../failure';
import { writeDurably } from '../jobs/durable';
import type { SavedImage } from '../jobs/events';
import { type JobFolder, replyPath } from '../jobs/layout';
import { directNetwork } from '../network/proxy';
import { billsNobody } from '../providers/catalogue';
import type { Protocol } from '../providers/protocols/protocol';
import { protocolOf } from '../providers/registry';
import { type Redactor, redactor } from '../redactor';
import type { GenerateTask, Timeouts } from '../task';
import { ask } from './ask';
import { downloadImage, type DownloadOptions } from './download';
import { partsIn } from './parts';
import type { GenerateOptions } from './options';
import type { Made } from './result';
import { madeOf, saveImage } from './verify';

/** So many links of one reply are followed. */
const maxLinks = 16;

/** A task of which one endpoint is asked, as a stream or not. */
export type AskedTask = GenerateTask & { readonly stream: 'on' | 'off' };

export type AttemptOptions = GenerateOptions & { readonly clock: WakefulClock };

/**
 * Asks one endpoint once: sends, receives, saves what came along, and then what is linked. Whatever fails once an image has
 * arrived whole, also by the person's cancel: the image is saved, the attempt has succeeded, and the failure is told in
 * `spoiled`. Throws a `GenerationError` only where there is no whole image; what arrived then stays in the folder.
 */
export async function makeAttempt(request: AskedTask, attempt: number, options: AttemptOptions): Promise<Made> {
	const { folder, secrets } = options;
	const { endpoint } = request;
	const images: SavedImage[] = [];
	const spoiled = new Set<GenerationError>();
	const save = async (image: ImageBytes): Promise<void> => {
		images.push(await saveImage(image, folder, images.length));
	};
	/** Saves an image; one that is not whole, or cannot be fetched, spoils only itself. */
	const add = async (image: ImageBytes | Promise<ImageBytes>): Promise<void> => {
		try {
			await save(await image);
		} catch (error) {
			if (!GenerationError.is(error, 'badImage') && !GenerationError.is(error, 'linkNotFetched')) {
				throw error;
			}
			spoiled.add(error);
		}
	};
	const redact = redactor(secrets);
	let reply: DecodedReply | undefined;
	const asTold = (failure: GenerationError): GenerationError => {
		const told = failure.redacted((text) => redact(reply?.said(text) ?? text));
		return billsNobody(endpoint.service) ? told.ofFreeService() : told;
	};
	try {
		const wire = wireFor(request, options);
		reply = await ask(request, attempt, options, wire);
		const found = await foundIn(reply, protocolOf(endpoint));
		// What came along first: no image waits for a link.
		for (const image of found.images) {
			await add(image);
		}
		for (const link of found.links.slice(0, maxLinks)) {
			await add(downloadImage(reply.said(link), new URL(endpoint.baseUrl), reply.newPartPath(), wire));
		}
		if (found.links.length > maxLinks) {
			spoiled.add(new GenerationError('tooManyImages', { limit: maxLinks }, true));
		}
		const made = madeOf(images, [...spoiled].map(asTold));
		if (!made) {
			throw [...spoiled][0] ?? new GenerationError('badImage', { detail: 'no image' }, true);
		}
		await settleParts(folder, redact, () => Promise.resolve());
		return made;
	} catch (error) {
		await settleParts(folder, redact, save);
		const failure = nameDiskFailure(error, folder);
		if (!GenerationError.is(failure)) {
			throw failure; // A bug, not a failed generation.
		}
		const made = madeOf(images, [...spoiled.add(failure)].map(asTold));
		if (made) {
			return made;
		}
		if (reply && failure.kind !== 'cancelled') {
			await keep(await redact.inPieces(reply.bytes), folder);
		}
		throw asTold(failure);
	}
}

/** What the attempt's requests have in common. Links are fetched in what is left of its time. */
function wireFor(request: AskedTask, { secrets, signal, clock }: AttemptOptions): DownloadOptions {
	const { network = directNetwork } = request;
	const { proxyAuthorization } = secrets;
	const timeouts = timeoutsOf(request);
	return {
		...{ timeouts, signal, network, clock, endsAt: clock.now() + timeouts.attemptMs },
		...(proxyAuthorization && { proxyAuthorization }),
	};
}

/**
 * The timeouts of one attempt. A service that streams sends its reply's head at once: the silence while the image is made then
 * lies within the reply, and may take as long there as it may before any other.
 */
function timeoutsOf({ timeouts, stream }: AskedTask): Timeouts {
	return stream === 'on' ? { ...timeouts, idleMs: Math.max(timeouts.idleMs, timeouts.firstByteMs) } : timeouts;
}

/** The images that came along, and the links to others. */
async function foundIn(
	reply: DecodedReply,
	protocol: Protocol,
): Promise<{ readonly images: readonly ImageBytes[]; readonly links: readonly string[] }> {
	if (reply.image) {
		return { images: [reply.image], links: [] };
	}
	const found = await protocol.read(reply);
	return {
		images: [...found.flatMap((item) => (item.kind === 'bytes' ? [item.image] : [])), ...reply.strays],
		links: found.flatMap((item) => (item.kind === 'link' ? [item.url] : [])),
	};
}

/** Names what the disk refuses. */
function nameDiskFailure(error: unknown, { path }: JobFolder): unknown {
	return error instanceof Error && 'syscall' in error && 'code' in error
		? new GenerationError('notSaved', { code: String(error.code), path }, true, { cause: error })
		: error;
}

/** No error in words that begins like an image, or is called one, is larger. */
const wordsBytes = 16 * 1024 * 1024;

/** Gives the whole images among what is left in the folder to `save`, and takes the secrets out of what came as an image and is none. */
async function settleParts(
	{ path }: JobFolder,
	redact: Redactor,
	save: (image: ImageBytes) => Promise<void>,
): Promise<void> {
	for (const part of await partsIn(path).catch(() => [])) {
		const settled = part.flaw === undefined ? save(part) : blank(part, redact);
		await settled.catch(() => undefined);
	}
}

async function blank({ path, bytes }: ImageBytes, redact: Redactor): Promise<void> {
	if (bytes <= wordsBytes) {
		const found = await readFile(path);
		const redacted = await redact.inPieces(found);
		if (redacted !== found) {
			await writeFile(path, redacted);
		}
	}
}

/** A reply from which no image could be read may have been paid for: it stays beside its `.part` files. */
async function keep(reply: Buffer, folder: JobFolder): Promise<void> {
	if (reply.length > 0) {
		await writeDurably(replyPath(folder), reply).catch(() => undefined);
	}
}
