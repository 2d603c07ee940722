import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Positions, type Position } from '../documents/position';
import { timeLimit, type within } from '../documents/timeLimit';
import { codeOf, isCode } from '../engine/jobs/fileErrors';
import { locationOf, maxDocument, maxReadingMs, pathOf, readDocument } from './documentFile';
import { type DocumentFile, documentsAt } from './documentFiles';
import { complain } from './output';
import { type FindPublicRoot, publicRoots } from './sites';
import { t } from './translate';

/** A link to an image that is no file. */
export interface MissingLink extends Position {
	/** The document's path, beginning with the one that was named. */
	readonly document: string;
	/** As the document has it, decoded. */
	readonly path: string;
	readonly alt: string;
	/** Where the file may be, as the system has it: absolute, the likeliest first. */
	readonly candidates: readonly string[];
	/** The folder that it is to stay in. */
	readonly root: string;
}

/** The image links at these paths that lead to no file; and whether everything there could be looked at. */
export async function missingAt(
	paths: readonly string[],
): Promise<{ readonly links: readonly MissingLink[]; readonly isWhole: boolean }> {
	const { documents, isWhole } = await documentsAt(paths);
	const links: MissingLink[] = [];
	let isComplete = isWhole;
	const reading: Reading = { findPublicRoot: publicRoots(), limit: timeLimit() };
	for (const document of documents) {
		const found = await missingIn(document, reading).catch((error: unknown) =>
			t("it can't be read ({0})", codeOf(error)),
		);
		if (typeof found === 'string') {
			complain(t('{0} is left out: {1}.', document.path, found));
			isComplete = false;
		} else {
			links.push(...found);
		}
	}
	return { links, isWhole: isComplete };
}

/** What all documents are read with. */
interface Reading {
	readonly findPublicRoot: FindPublicRoot;
	readonly limit: typeof within;
}

/** Or why it cannot be told. */
async function missingIn(
	{ path, languageId, root }: DocumentFile,
	{ findPublicRoot, limit }: Reading,
): Promise<readonly MissingLink[] | string> {
	const read = await readDocument(path);
	if (read === 'large') {
		return t('it is larger than {0}', maxDocument);
	}
	if (read === 'binary') {
		return [];
	}
	const { text } = read;
	const { path: place, ...where } = locationOf(resolve(path));
	const { filesLinkedIn } = await import('../languages');
	const publicRoot = await findPublicRoot(path, languageId, root);
	const roots = [locationOf(root).path];
	const document = { path: place, languageId, text, roots, ...(publicRoot && { publicRoot }) };
	const linked = limit(maxReadingMs, () => filesLinkedIn(document));
	if (!linked) {
		return t('it takes too long to read');
	}
	const positions = new Positions(text);
	return linked.flatMap(({ from, path: linkedPath, alt, candidates: places }) => {
		const candidates = places.flatMap((candidate) => pathOf({ ...where, path: candidate }) ?? []);
		return candidates.some(isThere)
			? []
			: [{ document: path, ...positions.at(from), path: linkedPath, alt, candidates, root }];
	});
}

/** Whether a file is. At once, since a document may refer to very many; what must not be looked at is taken to be there. */
export function isThere(path: string): boolean {
	try {
		return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
	} catch (error) {
		return isCode(error, 'EACCES');
	}
}
