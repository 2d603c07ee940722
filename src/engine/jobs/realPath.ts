import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isCode } from './fileErrors';

/**
 * Where a folder really is, all symbolic links followed, when that is outside of all `roots`; undefined when it is inside of one.
 * None of them need exist yet. Throws what the disk says, `ELOOP` for links that lead in a circle.
 */
export async function leadsOutOf(roots: readonly string[], folder: string): Promise<string | undefined> {
	const real = await realPathOf(folder);
	for (const root of roots) {
		// The workspace itself may have been opened through a link.
		const inside = relative(await realPathOf(root), real);
		if (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) {
			return undefined;
		}
	}
	return real;
}

/** Where a file or folder is, or would be if it were made. Throws what the disk says, `ELOOP` for links that lead in a circle. */
export async function realPathOf(path: string): Promise<string> {
	try {
		return await realpath(path);
	} catch (error) {
		if (!isCode(error, 'ENOENT')) {
			throw error;
		}
	}
	const folder = dirname(path);
	// A link that leads to nothing would be followed as soon as there is something.
	const target = await readlink(path).catch(() => undefined);
	if (target !== undefined) {
		return realPathOf(isAbsolute(target) ? target : `${folder}${sep}${target}`);
	}
	return folder === path ? path : join(await realPathOf(folder), basename(path));
}
