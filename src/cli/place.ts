import { constants } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { GenerationError } from '../engine/failure';
import { syncFolder, syncPath } from '../engine/jobs/durable';
import { printable } from '../documents/printable';

/** Extensions that name an image format and give way to the true one. Any other belongs to the name. */
const imageExtensions: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif', '.heic']);

/** More clashes than anyone has, so that a folder that refuses every name ends the search. */
const maxNames = 10_000;

/**
 * Copies the image to where `--out` says, under its true extension and never over another file: `fox.jpg`, `fox-1.jpg`…
 *
 * @param out a file, or a folder (one that exists, or a path that ends in a slash); then the file is called `name`.
 * @returns the absolute path. Throws `notSaved` when the disk refuses; `image` is untouched then.
 */
export async function placeImage(image: string, out: string, name: string): Promise<string> {
	const target = (await isFolder(out)) ? join(resolve(out), printable(name) || 'image') : resolve(out);
	const folder = dirname(target);
	const given = extname(target);
	const stem = imageExtensions.has(given.toLowerCase()) ? basename(target, given) : basename(target);
	try {
		await mkdir(folder, { recursive: true });
		return await copyUnderFreeName(image, join(folder, stem), extname(image));
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
		throw new GenerationError('notSaved', { code, path: target }, true, { cause: error });
	}
}

async function copyUnderFreeName(image: string, stem: string, extension: string): Promise<string> {
	for (let count = 0; count < maxNames; count++) {
		const path = `${stem}${count > 0 ? `-${count}` : ''}${extension}`;
		try {
			// Created by this call or not at all: looking first and writing then would overwrite a rival's file.
			await copyFile(image, path, constants.COPYFILE_EXCL);
		} catch (error) {
			if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
				continue;
			}
			throw error;
		}
		await syncPath(path).catch(async (error: unknown) => {
			await rm(path, { force: true });
			throw error;
		});
		await syncFolder(dirname(path));
		return path;
	}
	throw Object.assign(new Error('no free name'), { code: 'EEXIST' });
}

async function isFolder(path: string): Promise<boolean> {
	return path.endsWith('/') || path.endsWith(sep) || (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
