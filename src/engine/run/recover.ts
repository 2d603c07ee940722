import { constants, createReadStream } from 'node:fs';
import { copyFile, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import type { DecodedReply } from '../decode/decodedReply';
import type { ImageBytes } from '../decode/imagePart';
import { type Framing, readReply } from '../decode/reply';
import { GenerationError } from '../failure';
import type { Images } from './result';
import type { SavedImage } from '../jobs/events';
import { type JobFolder, jobFolder, partPath, replyPath } from '../jobs/layout';
import { imagesAnywhere, imagesAtAll } from '../providers/anyImage';
import type { FoundImage, Protocol } from '../providers/protocols/protocol';
import { protocols } from '../providers/registry';
import { verifyImages } from './verify';
import { wholeImagesIn } from './wholeImages';

/**
 * Looks once more for images in what a service sent: the folder of a job, with whatever images lie in it, or a file with a whole
 * reply in it, of whatever protocol. What is found is verified and lies in `folder` afterwards; the source stays as it is.
 *
 * Throws `badImage` when there is no whole image in it, and the file system's error when it cannot be read.
 */
export async function recoverImages(source: string, folder: JobFolder): Promise<Images> {
	const stats = await stat(source);
	const isJob = stats.isDirectory();
	if (!isJob && !stats.isFile()) {
		// A pipe or a device may never end.
		throw new GenerationError('badImage', { detail: 'it is no file' }, false);
	}
	const found = isJob ? await imagesOfJob(jobFolder(source), folder) : await imagesIn(source, folder);
	if (found.length === 0) {
		throw new GenerationError('badImage', { detail: 'there is no image in it' }, true);
	}
	const { images } = await verifyImages(found, folder);
	return images;
}

/** Copies of the images that lie in a job's folder; where there are none, what its kept reply holds. */
async function imagesOfJob(job: JobFolder, folder: JobFolder): Promise<readonly ImageBytes[]> {
	const names = await readdir(job.path);
	const images = await wholeImagesIn(job.path, names);
	if (images.length === 0 && names.includes(basename(replyPath(job)))) {
		return await imagesIn(replyPath(job), folder);
	}
	return await copiesOf(images, folder);
}

async function copiesOf(images: readonly SavedImage[], folder: JobFolder): Promise<ImageBytes[]> {
	const copies: ImageBytes[] = [];
	for (const { path, bytes } of images) {
		const copy = partPath(folder, copies.length);
		await copyFile(path, copy, constants.COPYFILE_FICLONE);
		copies.push({ path: copy, bytes });
	}
	return copies;
}

async function imagesIn(file: string, folder: JobFolder): Promise<readonly ImageBytes[]> {
	const stream = createReadStream(file) as AsyncIterable<Buffer>;
	const known = Object.values(protocols);
	const reply = await readReply(stream, (index) => partPath(folder, index), {
		framing: await framingIn(file),
		isPreview: (value) => known.some((protocol) => protocol.isPreview(value)),
	});
	for (const protocol of known) {
		const found = await readAs(protocol, reply);
		if (found.length > 0) {
			return found;
		}
	}
	// No protocol knows it: then whatever turns out to be a whole image, and what the request held only where there is nothing else.
	const elsewhere = bytesOf(await imagesAnywhere(reply));
	return elsewhere.length > 0 ? elsewhere : await imagesAtAll(reply);
}

/** What the file begins with: nobody has kept the reply's Content-Type. No JSON begins like a field of an event. */
async function framingIn(file: string): Promise<Framing> {
	const start = await text(createReadStream(file, { end: 63 }));
	return /^\uFEFF?\s*(:|data|event|id|retry)/.test(start) ? 'events' : 'json';
}

async function readAs(protocol: Protocol, reply: DecodedReply): Promise<ImageBytes[]> {
	try {
		return bytesOf(await protocol.read(reply));
	} catch {
		return [];
	}
}

/** What lies there. Nobody is asked for anything, so no link is followed. */
function bytesOf(found: readonly FoundImage[]): ImageBytes[] {
	return found.flatMap((item) => (item.kind === 'bytes' ? [item.image] : []));
}
