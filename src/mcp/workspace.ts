import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, resolve, sep } from 'node:path';
import { leadsOutOf, realPathOf } from '../engine/jobs/realPath';
import { Refused } from './desk';

/** The folders that a host works in, absolute: nothing outside of them is read for an agent, nor written. */
export class Workspace {
	constructor(readonly roots: readonly string[]) {}

	/** The first folder: what relative paths begin with. */
	get root(): string {
		return this.roots[0] ?? resolve('.');
	}

	/** The folder that a path of `pathTo` lies in. */
	rootOf(path: string): string {
		return this.rootNaming(path) ?? this.root;
	}

	/** The absolute path that an agent means. Throws `Refused` where it leads out, also by a link, and where git keeps its own things. */
	async pathTo(path: string): Promise<string> {
		const isFolder = /[\\/]$/.test(path);
		// Shells have put the home's folder there, and agents forget that there is none.
		const meant = path.replace(/^~(?=$|[\\/])/, () => homedir());
		const absolute = isAbsolute(meant) ? resolve(meant) : await this.meantBy(meant);
		await this.check(absolute, path);
		return isFolder ? absolute + sep : absolute;
	}

	/** Throws `Refused` for an absolute path that nothing is to be read or written at. */
	async check(absolute: string, shown = absolute): Promise<void> {
		if (!(await this.has(absolute))) {
			throw new Refused(`${shown} is outside of the workspace (${this.roots.join(', ')}). Name a path inside of it.`);
		}
		const real = await realPathOf(absolute);
		if (real.split(sep).some((step) => step.toLowerCase() === '.git')) {
			throw new Refused(`${shown} is git's own. Name another path.`);
		}
	}

	/** Whether an absolute path is inside of one of them, all symbolic links followed. */
	async has(absolute: string): Promise<boolean> {
		return (await leadsOutOf(this.roots, absolute).catch((error: unknown) => String(error))) === undefined;
	}

	/** Whether an absolute path is one of theirs by its name, wherever links lead by now. */
	names(absolute: string): boolean {
		return this.rootNaming(absolute) !== undefined;
	}

	private rootNaming(path: string): string | undefined {
		return this.roots.find((root) => path.startsWith(root.endsWith(sep) ? root : root + sep));
	}

	/** Of several folders a path may begin with the name of one, as paths do that the editor shows, unless the first holds such a thing itself. */
	private async meantBy(path: string): Promise<string> {
		const [first = '', ...rest] = path.split(/[\\/]/);
		const [named, ...others] = this.roots.length > 1 ? this.roots.filter((root) => basename(root) === first) : [];
		const isNamed = named !== undefined && others.length === 0;
		return isNamed && !(await isThere(join(this.root, first))) ? resolve(named, ...rest) : resolve(this.root, path);
	}
}

async function isThere(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}
