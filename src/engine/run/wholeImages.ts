import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { measureImage } from '../decode/imageFile';
import { measureSvg } from '../decode/svgFile';
import { WholenessCheck } from '../decode/wholeness';
import type { SavedImage } from '../jobs/events';
import { imagesAmong } from '../jobs/layout';

/** The files of a folder that are whole images, whatever they are called and whatever the job's events say of them. */
export async function wholeImagesIn(path: string, names: readonly string[]): Promise<readonly SavedImage[]> {
	const found: SavedImage[] = [];
	for (const name of imagesAmong(names)) {
		const image = await wholeImage(join(path, name));
		if (image) {
			found.push(image);
		}
	}
	return found;
}

/** The image in that file; undefined where there is none, or not all of it. */
export async function wholeImage(path: string): Promise<SavedImage | undefined> {
	try {
		const { size } = await stat(path);
		if (extname(path) === '.svg') {
			// Only what was made harmless has that name, and it is written in one step.
			const drawn = await measureSvg(path);
			return drawn && { path, ...drawn, bytes: size };
		}
		const measured = size > 0 ? await measureImage(path) : undefined;
		return measured && (await isWhole(path)) ? { path, ...measured, bytes: size } : undefined;
	} catch (error) {
		if (error instanceof Error && 'syscall' in error) {
			// It cannot be read, or was taken away by whoever works on it.
			return undefined;
		}
		throw error;
	}
}

async function isWhole(path: string): Promise<boolean> {
	const check = new WholenessCheck();
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		check.write(chunk);
	}
	return check.end() === undefined;
}
