import { type FileHandle, lstat, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isCode } from '../jobs/fileErrors';
import { fileHash } from '../jobs/fileHash';
import type { Recipe } from './recipe';
import {
	type FileFlaw,
	imagegenFileName,
	maxImagegenFileBytes,
	recipeIn,
	recipeWith,
	textIn,
	withRecipes,
} from './recipeText';

/** The recipe of an image, from beside it; undefined where there is none, and why where it cannot be told. Throws what the disk says. */
export async function readRecipe(image: string): Promise<Recipe | FileFlaw | undefined> {
	const file = await readText(join(dirname(image), imagegenFileName));
	return typeof file === 'string' || !file
		? file
		: (recipeIn(file.text, basename(image)) ?? (await recipeByBytes(file.text, image)));
}

/** A larger file is not read to find out what it was called before. */
const maxHashedBytes = 32 * 1024 * 1024;

async function recipeByBytes(text: string, image: string): Promise<Recipe | undefined> {
	const hash = await hashOf(image);
	return hash === undefined ? undefined : recipeWith(text, hash);
}

async function hashOf(image: string): Promise<string | undefined> {
	const { size } = await stat(image).catch(() => ({ size: Infinity }));
	return size > maxHashedBytes ? undefined : fileHash(image);
}

/** The recipe of an image that was moved here, from one of these files, with the folder of that: it is told by its bytes. Throws what the disk says. */
export async function findRecipe(
	image: string,
	files: readonly string[],
): Promise<{ readonly recipe: Recipe; readonly folder: string } | undefined> {
	const hash = files.length === 0 ? undefined : await hashOf(image);
	for (const path of hash === undefined ? [] : files) {
		const file = await readText(path).catch(() => undefined);
		const recipe = typeof file === 'object' && hash !== undefined ? recipeWith(file.text, hash) : undefined;
		if (recipe) {
			return { recipe, folder: dirname(path) };
		}
	}
	return undefined;
}

/**
 * Puts recipes into the file of a folder, by the names of their images; a recipe of undefined is taken out. Several processes may do so at
 * once: as git does with its index, the next version is written to a file that only one of them can make, which then becomes the file.
 *
 * @returns why the file stays as it was, where it does. Throws what the disk says.
 */
export async function writeRecipes(
	folder: string,
	recipes: ReadonlyMap<string, Recipe | undefined>,
): Promise<FileFlaw | undefined> {
	const path = join(folder, imagegenFileName);
	for (;;) {
		const file = await openDraft(`${path}.lock`);
		try {
			const written = await writeOnce(path, file, recipes);
			if (written !== 'overtaken') {
				return written;
			}
		} finally {
			await file.close();
		}
	}
}

/** `overtaken` where another process has taken this one for dead. */
async function writeOnce(
	path: string,
	draft: FileHandle,
	recipes: ReadonlyMap<string, Recipe | undefined>,
): Promise<FileFlaw | 'overtaken' | undefined> {
	let isLeft = true;
	try {
		const file = await readText(path);
		const next = typeof file === 'string' ? file : withRecipes(file?.text, recipes);
		if (typeof next === 'string' || typeof file === 'string') {
			return next as FileFlaw;
		}
		if (next.text === undefined) {
			await rm(path, { force: true });
		} else if (next.text !== file?.text) {
			await draft.chmod(file?.mode ?? (await draft.stat()).mode);
			await draft.writeFile(next.text);
			await draft.sync();
			isLeft = false;
			if ((await lstat(`${path}.lock`).catch(() => undefined))?.ino !== (await draft.stat()).ino) {
				return 'overtaken';
			}
			await rename(`${path}.lock`, path);
		}
		return undefined;
	} finally {
		await (isLeft ? rm(`${path}.lock`, { force: true }) : undefined);
	}
}

/** A file as it is. A link may lead anywhere, and what is no file may never end: both are left alone. */
async function readText(
	path: string,
): Promise<{ readonly text: string; readonly mode: number } | FileFlaw | undefined> {
	try {
		const found = await lstat(path);
		if (!found.isFile()) {
			return 'noFile';
		}
		if (found.size > maxImagegenFileBytes) {
			return 'tooLarge';
		}
		const text = textIn(await readFile(path));
		return text === undefined ? 'noJson' : { text, mode: found.mode & 0o777 };
	} catch (error) {
		if (isCode(error, 'ENOENT')) {
			return undefined;
		}
		throw error;
	}
}

/** Who holds it is done within milliseconds: one that is older has been left by a process that was killed. */
const staleMs = 10_000;

/** Nobody waits longer for a name that is never given back. */
const patienceMs = 15_000;

async function openDraft(path: string): Promise<FileHandle> {
	const until = Date.now() + patienceMs;
	for (;;) {
		try {
			return await open(path, 'wx');
		} catch (error) {
			if (!isCode(error, 'EEXIST') || Date.now() > until) {
				throw error;
			}
		}
		const found = await lstat(path).catch(() => undefined);
		if (found && Math.abs(Date.now() - found.mtimeMs) > staleMs) {
			await rm(path, { force: true });
		} else {
			await sleep(5 + Math.random() * 20);
		}
	}
}
