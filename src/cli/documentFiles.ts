import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { languageIdOf } from '../documents/languageIds';
import { codeOf, isCode } from '../engine/jobs/fileErrors';
import { type Ignoring, ignoringIn, isIgnored } from './ignored';
import { complain } from './output';
import { t } from './translate';
import { CommandError } from './usage';

/** A document that was named, or that lies in a folder that was. */
export interface DocumentFile {
	/** Beginning with the path that was named. */
	readonly path: string;
	readonly languageId: string;
	/** What it belongs to, absolute: the repository; where there is none, the folder that was named, or its own. */
	readonly root: string;
}

/** Documents, and what could not be looked at. */
export interface Found {
	readonly documents: readonly DocumentFile[];
	readonly isWhole: boolean;
}

/**
 * The documents at these paths, in order and none twice, that may refer to images. In folders, neither what is hidden, ignored by git
 * or installed, nor what links lead to. Throws a `CommandError` where there is nothing to look at.
 */
export async function documentsAt(paths: readonly string[]): Promise<Found> {
	const { formatOf } = await import('../languages');
	const documents = new Map<string, DocumentFile>();
	let isWhole = true;
	const add = (path: string, root: string): void => {
		const languageId = languageIdOf(path);
		const isDocument = languageId !== undefined && (formatOf(languageId).id !== 'code' || modules.has(languageId));
		if (isDocument && !documents.has(resolve(path))) {
			documents.set(resolve(path), { path, languageId, root });
		}
	};
	const walk = async (folder: string, root: string, above: readonly Ignoring[]): Promise<void> => {
		const ignoring = [...above, await ignoringIn(resolve(folder))];
		const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
			complain(t("Couldn't look into {0} ({1}).", folder, codeOf(error)));
			isWhole = false;
			return [];
		});
		for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
			const { name } = entry;
			if (isPassedOver(name) || isIgnored(ignoring, resolve(folder), name, entry.isDirectory())) {
				continue;
			}
			if (entry.isDirectory()) {
				await walk(join(folder, name), root, ignoring);
			} else if (entry.isFile()) {
				add(join(folder, name), root);
			}
		}
	};
	for (const path of paths) {
		if (await isFolder(path)) {
			const root = await repositoryOf(resolve(path));
			await walk(path, root ?? resolve(path), root === undefined ? [] : await ignoringAbove(root, resolve(path)));
		} else {
			add(path, await rootOf(path));
		}
	}
	const [first] = paths;
	if (documents.size === 0 && paths.length === 1 && first !== undefined && !(await isFolder(first))) {
		throw new CommandError(t("{0} isn't a document that can refer to images, as far as its name tells.", first));
	}
	return { documents: [...documents.values()], isWhole };
}

/** Code in which images are imported, and shown by elements. */
const modules: ReadonlySet<string> = new Set(['javascript', 'typescript']);

function isPassedOver(name: string): boolean {
	return name.startsWith('.') || name === 'node_modules' || name === 'bower_components' || name === '__pycache__';
}

async function isFolder(path: string): Promise<boolean> {
	try {
		return (await stat(path)).isDirectory();
	} catch (error) {
		if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) {
			throw new CommandError(t('There is nothing at {0}. Name documents, or folders with documents in them.', path));
		}
		throw error;
	}
}

/** What a document belongs to, absolute: its repository, else its folder. */
export async function rootOf(document: string): Promise<string> {
	const folder = dirname(resolve(document));
	return (await repositoryOf(folder)) ?? folder;
}

/** The nearest folder from there up that is a git repository's. */
async function repositoryOf(folder: string): Promise<string | undefined> {
	for (let next = folder; ; next = dirname(next)) {
		if (await stat(join(next, '.git')).catch(() => undefined)) {
			return next;
		}
		if (dirname(next) === next) {
			return undefined;
		}
	}
}

/** What the folders from the repository's down to that one ignore, without its own. */
async function ignoringAbove(root: string, folder: string): Promise<readonly Ignoring[]> {
	if (folder === root) {
		return [];
	}
	const parent = dirname(folder);
	return [...(await ignoringAbove(root, parent)), await ignoringIn(parent)];
}
