import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isCode } from '../../engine/jobs/fileErrors';

/**
 * Where a folder really is, all symbolic links followed, when that is outside of `root`; undefined when it is inside. Neither
 * need exist yet. Throws what the disk says, `ELOOP` for links that lead in a circle.
 */
export async function leadsOutOf(root: string, folder: string): Promise<string | undefined> {
	// The workspace itself may have been opened through a link.
	const [realRoot, real] = [await realPathOf(root), await realPathOf(folder)];
	const inside = relative(realRoot, real);
	return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? real : undefined;
}

/** Where a file or folder is, or would be if it were made. */
async function realPathOf(path: string): Promise<string> {
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
