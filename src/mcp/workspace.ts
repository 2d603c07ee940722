import { homedir } from 'node:os';
import { isAbsolute, resolve, sep } from 'node:path';
import { leadsOutOf, realPathOf } from '../engine/jobs/realPath';
import { Refused } from './desk';

/** The folders that a host works in, absolute: nothing outside of them is read for an agent, nor written. */
export class Workspace {
	constructor(private readonly roots: readonly string[]) {}

	/** The first folder: what relative paths begin with. */
	get root(): string {
		return this.roots[0] ?? resolve('.');
	}

	/** The folder that a path of `pathTo` lies in. */
	rootOf(path: string): string {
		return this.roots.find((root) => path.startsWith(root.endsWith(sep) ? root : root + sep)) ?? this.root;
	}

	/** The absolute path that an agent means. Throws `Refused` where it leads out, also by a link, and where git keeps its own things. */
	async pathTo(path: string): Promise<string> {
		const isFolder = /[\\/]$/.test(path);
		// Shells have put the home's folder there, and agents forget that there is none.
		const meant = path.replace(/^~(?=$|[\\/])/, () => homedir());
		const absolute = isAbsolute(meant) ? resolve(meant) : resolve(this.root, meant);
		if (!(await this.has(absolute))) {
			throw new Refused(`${path} is outside of the workspace (${this.roots.join(', ')}). Name a path inside of it.`);
		}
		const real = await realPathOf(absolute);
		if (real.split(sep).some((step) => step.toLowerCase() === '.git')) {
			throw new Refused(`${path} is git's own. Name another path.`);
		}
		return isFolder ? absolute + sep : absolute;
	}

	/** Whether an absolute path is inside of one of them, all symbolic links followed. */
	async has(absolute: string): Promise<boolean> {
		return (await leadsOutOf(this.roots, absolute).catch((error: unknown) => String(error))) === undefined;
	}
}
