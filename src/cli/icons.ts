import { mkdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import type { SavedImage } from '../engine/jobs/events';
import { isCode } from '../engine/jobs/fileErrors';
import { wordInputFlaw } from '../messages/inputs';
import type { IconFile } from '../pixels';
import { placeMade } from './placeMade';
import { t } from './translate';
import { CommandError } from './usage';

/** An icon that was written. */
interface WrittenIcon {
	readonly path: string;
	readonly bytes: number;
}

/** Puts the files of a set of icons into a folder, never over others: all of them, or none where the disk refuses one. */
export async function placeIcons(icons: readonly IconFile[], out: string): Promise<WrittenIcon[]> {
	const written: WrittenIcon[] = [];
	try {
		for (const { name, file } of icons) {
			const extension = extname(name).slice(1);
			const path = await placeMade(file, { out: join(out, sep), name: basename(name, extname(name)), extension });
			written.push({ path, bytes: file.length });
		}
	} catch (error) {
		await Promise.all(written.map(({ path }) => rm(path, { force: true })));
		throw error;
	}
	return written;
}

/** Makes a set of icons of an image, into a new folder beside where that was saved; resolves with what people are to know of it. */
export async function iconsBeside({ path }: Pick<SavedImage, 'path'>, there: string): Promise<string> {
	const { iconSetOf, openCodecs, readImage, UnreadableImage } = await import('../pixels');
	const codecs = openCodecs();
	try {
		const icons = await iconSetOf(await readImage(path, codecs), codecs);
		const folder = await newFolder(join(dirname(there), `${basename(there, extname(there))}-icons`));
		await placeIcons(icons, folder).catch(async (error: unknown) => {
			await rmdir(folder).catch(() => undefined);
			throw error;
		});
		return t('Its icon set, 16 to 512 pixels and .ico, is in {0}.', folder);
	} catch (error) {
		if (error instanceof UnreadableImage) {
			return t("Its icon set couldn't be made: {0}", wordInputFlaw(t, basename(path), error.kind, error.facts));
		}
		return t("Its icon set couldn't be made: {0}", error instanceof CommandError ? error.message : String(error));
	}
}

/** Makes that folder, or where there is one, or a link to one, the next by that name and a number. */
async function newFolder(path: string, count = 0): Promise<string> {
	const folder = count === 0 ? path : `${path}-${count}`;
	try {
		await mkdir(folder);
		return folder;
	} catch (error) {
		if (!isCode(error, 'EEXIST')) {
			throw error;
		}
		return await newFolder(path, count + 1);
	}
}
