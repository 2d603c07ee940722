import { constants, copyFile, link } from 'node:fs/promises';
import { isCode } from './fileErrors';

/**
 * Gives the file at `source` the further name `target`: at once and whole, however large it is. Where a file system has no
 * second names, or the two are not on one disk, it is copied. Throws `EEXIST` where `target` is taken.
 */
export async function addName(source: string, target: string): Promise<void> {
	try {
		await link(source, target);
	} catch (error) {
		if (isCode(error, 'EEXIST')) {
			throw error;
		}
		await copyFile(source, target, constants.COPYFILE_EXCL);
	}
}
