import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { numbered } from '../documents/destination/destination';
import { GenerationError } from '../engine/failure';
import { maxNameBytes } from '../documents/destination/fileName';
import { codeOf } from '../engine/jobs/fileErrors';
import { placeFile, tryFolder } from '../engine/jobs/placeFile';
import { t } from './translate';
import { CommandError, UsageError } from './usage';

/** Extensions that name an image format and give way to the true one. Any other belongs to the name. */
const imageExtensions: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif', '.heic']);

/** More clashes than anyone has, so that a folder that refuses every name ends the search. */
const maxNames = 10_000;

export interface Copying {
	/** A file, or a folder (one that exists, or a path that ends in a slash). */
	readonly out: string;
	/** What the file is called in a folder, without an extension: one step of a path. */
	readonly name: string;
	/** Whether it gets a number also where that name is free. */
	readonly isNumbered?: boolean | undefined;
	/** The job's. */
	readonly id: string;
}

/**
 * Copies the image to where `--out` says, under its true extension and never over another file: `fox.jpg`, `fox-1.jpg`…
 *
 * @returns the absolute path. Throws `notSaved` when the disk refuses; `image` is untouched then.
 */
export async function copyToOut(image: string, { out, name, isNumbered = false, id }: Copying): Promise<string> {
	const target = (await isFolder(out)) ? join(resolve(out), name) : resolve(out);
	const folder = dirname(target);
	const given = extname(target);
	const stem = imageExtensions.has(given.toLowerCase()) ? basename(target, given) : basename(target);
	const wanted = stem + extname(image);
	try {
		return join(folder, await placeFile(image, folder, namesFor(wanted, isNumbered ? 1 : 0), { id }));
	} catch (error) {
		throw new GenerationError('notSaved', { code: codeOf(error), path: join(folder, wanted) }, true, { cause: error });
	}
}

/** Throws a `CommandError` where nothing can be put to `out`: better before an image is paid for. Makes its folder. */
export async function checkOut(out: string): Promise<void> {
	if (out === '') {
		throw new UsageError(t('--out takes a file or a folder. For the current one, leave it out.'));
	}
	const isName = !(await isFolder(out));
	if (isName && Buffer.byteLength(basename(out)) > maxNameBytes) {
		throw new UsageError(t('--out: a file name takes {0} bytes at most.', maxNameBytes));
	}
	const folder = isName ? dirname(resolve(out)) : resolve(out);
	try {
		await tryFolder(folder);
	} catch (error) {
		throw new CommandError(t('--out: nothing can be written to {0} ({1}).', folder, codeOf(error)));
	}
}

function* namesFor(name: string, first: number): Iterable<string> {
	for (let count = first; count < maxNames; count++) {
		yield numbered(name, count);
	}
}

async function isFolder(path: string): Promise<boolean> {
	return path.endsWith('/') || path.endsWith(sep) || (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
