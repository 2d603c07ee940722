import { readFile, writeFile } from 'node:fs/promises';
import type { DecodedReply } from '../decode/decodedReply';
import type { ImageBytes } from '../decode/imagePart';
import { GenerationError } from '../failure';
import { writeDurably } from '../jobs/durable';
import { type JobFolder, replyPath } from '../jobs/layout';
import { imagesBeside } from '../providers/anyImage';
import { billsNobody, keyOrigin } from '../providers/catalogue';
import type { Protocol } from '../providers/protocols/protocol';
import { headersOf, protocolOf } from '../providers/registry';
import { type Redactor, redactor } from '../redactor';
import type { Endpoint, GenerateTask } from '../task';
import { ask } from './ask';
import { downloadImage, type DownloadOptions } from './download';
import { Gathered } from './gather';
import type { AttemptOptions } from './options';
import { partsIn } from './parts';
import type { Made } from './result';
import { madeOf } from './verify';
import { wireFor } from './wire';

/** A task of which one endpoint is asked, as a stream or not. */
export type AskedTask = GenerateTask & { readonly stream: 'on' | 'off' };

/** What a service has sent, and how its images are found in it. */
export interface Received {
	readonly reply: DecodedReply;
	readonly protocol: Pick<Protocol, 'read'>;
	/** For the links in it. */
	readonly wire: DownloadOptions;
	/** What is sent along where they lead to the service itself. */
	readonly linkHeaders: Readonly<Record<string, string>>;
}

/** Asks one endpoint once: sends, receives, and saves. */
export async function makeAttempt(request: AskedTask, attempt: number, options: AttemptOptions): Promise<Made> {
	const { endpoint } = request;
	return await saveReceived(endpoint, attempt, options, async () => {
		const wire = wireFor(request, options);
		const reply = await ask(request, attempt, options, wire);
		const linkHeaders = headersOf(endpoint, options.secrets.keys.get(keyOrigin(endpoint)));
		return { reply, protocol: protocolOf(endpoint), wire, linkHeaders };
	});
}

/**
 * Saves what came along with what `receive` brings, and then what is linked. Whatever fails once an image has
 * arrived whole, also by the person's cancel: the image is saved, the attempt has succeeded, and the failure is told in
 * `spoiled`. Throws a `GenerationError` only where there is no whole image; what arrived then stays in the folder.
 */
export async function saveReceived(
	endpoint: Endpoint,
	attempt: number,
	{ folder, secrets, onStep, svgFrom }: Pick<AttemptOptions, 'folder' | 'secrets' | 'onStep' | 'svgFrom'>,
	receive: () => Promise<Received>,
): Promise<Made> {
	const redact = redactor(secrets);
	const cleanSvg = svgFrom?.(endpoint);
	const gathered = new Gathered(folder, cleanSvg);
	let reply: DecodedReply | undefined;
	const asTold = (failure: GenerationError): GenerationError => {
		const told = failure.redacted((text) => redact(reply?.said(text) ?? text));
		return billsNobody(endpoint) ? told.ofFreeService() : told;
	};
	let failure: GenerationError | undefined;
	try {
		const received = await receive();
		const { protocol, wire, linkHeaders: headers } = received;
		const answer = received.reply;
		reply = answer;
		const service = { url: new URL(endpoint.baseUrl), headers };
		await gathered.from(answer, {
			protocol,
			fetch: (link) =>
				downloadImage(answer.said(link), service, answer.newPartPath(), { ...wire, mayBeSvg: cleanSvg !== undefined }),
			onPlace: (place) => onStep({ type: 'foundElsewhere', attempt, place }),
		});
	} catch (error) {
		failure = failureIn(error, folder);
		gathered.spoiled.add(failure);
	}
	// Where something broke off, what had come whole by then counts, wherever it stood; but not what a service repeats of the request.
	const beside = new Set(reply && imagesBeside(reply).map(({ path }) => path));
	const save = async (part: ImageBytes): Promise<void> => (beside.has(part.path) ? undefined : gathered.save(part));
	await settleParts(folder, redact, failure ? save : () => Promise.resolve());
	const made = madeOf(gathered.images, [...gathered.spoiled].map(asTold));
	if (made) {
		return made;
	}
	if (reply && failure?.kind !== 'cancelled') {
		await keep(await redact.inPieces(reply.bytes), folder);
	}
	throw asTold(failure ?? new GenerationError('badImage', { detail: 'no image' }, true));
}

/** Names what the disk refuses. Throws what is a bug, and no failed generation. */
function failureIn(error: unknown, { path }: JobFolder): GenerationError {
	if (GenerationError.is(error)) {
		return error;
	}
	if (error instanceof Error && 'syscall' in error && 'code' in error) {
		return new GenerationError('notSaved', { code: String(error.code), path }, true, { cause: error });
	}
	throw error;
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
