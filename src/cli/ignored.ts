import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { maxConfigurationBytes } from '../documents/sites/site';

/** What one `.gitignore` says of plain names. */
export interface Ignoring {
	/** The folder that the file is in. */
	readonly folder: string;
	readonly rules: readonly Rule[];
}

interface Rule {
	readonly name: string;
	/** Of the folder's own entries, or of those of any folder in it. */
	readonly isAnchored: boolean;
	readonly isFolder: boolean;
	readonly isIgnored: boolean;
}

/**
 * The rules of a folder's `.gitignore` that are plain names or paths. Those with wildcards are about files that are no documents,
 * such as `*.log`, and a repository's patterns might take for ever.
 */
export async function ignoringIn(folder: string): Promise<Ignoring> {
	const text = await textOf(join(folder, '.gitignore')).catch(() => '');
	const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
	const rules = lines.flatMap((line): readonly Rule[] => {
		const [, not, slash, name, end] = /^(!?)(\/?)([^#!/*?[\\\s][^*?[\\]*?)(\/?)$/.exec(line) ?? [];
		const isAnchored = slash === '/' || name?.includes('/') === true;
		return name === undefined ? [] : [{ name, isAnchored, isFolder: end === '/', isIgnored: not === '' }];
	});
	return { folder, rules };
}

/** Git reads none through a link, and a pipe of that name would never end. */
async function textOf(path: string): Promise<string> {
	const found = await lstat(path);
	return found.isFile() && found.size <= maxConfigurationBytes ? await readFile(path, 'utf8') : '';
}

/** Whether these files, from the outermost folder's on, ignore an entry. The last rule that fits counts. */
export function isIgnored(all: readonly Ignoring[], folder: string, name: string, isFolder: boolean): boolean {
	const fitting = all.flatMap(({ folder: base, rules }) =>
		rules.filter(
			(rule) =>
				(isFolder || !rule.isFolder) &&
				(rule.isAnchored ? join(base, rule.name) === join(folder, name) : rule.name === name),
		),
	);
	return fitting.at(-1)?.isIgnored === true;
}
