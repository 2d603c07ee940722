import { readdir, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isWithin } from '../documents/isWithin';
import { maxConfigurationBytes, type PublicRoot, type Reader, siteOf } from '../documents/sites/site';
import { locationOf, pathOf } from './documentFile';

/** Finds the public folder of the site that a document is a page of, with what links to it begin with; undefined where there is none. */
export type FindPublicRoot = (path: string, languageId: string, root: string) => Promise<PublicRoot | undefined>;

/** Looks at each folder once, for all documents. */
export function publicRoots(): FindPublicRoot {
	const names = new Map<string, Promise<readonly string[]>>();
	const texts = new Map<string, Promise<string>>();
	return async (path, languageId, root) => {
		const { path: page, ...where } = locationOf(resolve(path));
		const at = (location: string): string => pathOf({ ...where, path: location }) ?? '';
		const reader: Reader = {
			namesIn: (folder) => once(names, folder, () => readdir(at(folder)).catch(() => [])),
			textOf: (file) => once(texts, file, () => textOf(at(file)).catch(() => '')),
		};
		// Modules show images by the same elements as pages do.
		const language = /^(java|type)script$/.test(languageId) ? `${languageId}react` : languageId;
		// Whoever runs it from a site's folder means that site, as whoever opens the folder in an editor.
		const own = locationOf(root).path;
		const here = locationOf(resolve('.')).path;
		const folderPath = isWithin(here, own) ? here : own;
		return (await siteOf({ path: page, languageId: language, folderPath }, reader))?.publicRoot;
	};
}

/** A pipe of that name would never end. */
async function textOf(path: string): Promise<string> {
	const found = await stat(path);
	return found.isFile() && found.size <= maxConfigurationBytes ? await readFile(path, 'utf8') : '';
}

async function once<T>(known: Map<string, Promise<T>>, key: string, look: () => Promise<T>): Promise<T> {
	const found = known.get(key) ?? look();
	known.set(key, found);
	return await found;
}
