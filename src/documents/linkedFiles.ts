import { posix } from 'node:path';
import { baseInLatex, graphicsFolders } from './formats/latexPaths';
import { unlessTooDeep } from './depth';
import { formatOf } from './formats';
import { isImagePath } from './imagePath';
import type { PublicRoot } from './sites/site';
import type { FoundImage } from './spots';

/** A text that refers to images. Paths are absolute, with slashes, not encoded. */
export interface LinkingDocument {
	readonly path: string;
	readonly languageId: string;
	readonly text: string;
	/** What a slash at the beginning of a link may mean, beside its site's public folder: a workspace, a repository. The likeliest first. */
	readonly roots: readonly string[];
	/** Of the site that the document becomes a page of. */
	readonly publicRoot?: PublicRoot;
}

/** A link to an image that is to be a file. */
export interface LinkedFile extends FoundImage {
	/** Where it may be, the likeliest first: each absolute, none twice. */
	readonly candidates: readonly string[];
}

/**
 * The image files that a document refers to, in the order of its links. Not addresses, and not what is filled in later. Undefined where it
 * is nested too deep to tell.
 */
export function filesLinkedIn(document: LinkingDocument): readonly LinkedFile[] | undefined {
	const { languageId, text } = document;
	const folders = { ofNames: foldersFor(document, true), ofPaths: foldersFor(document, false) };
	// An Antora module knows no other folder for images than its own.
	const isOfModule = languageId === 'asciidoc' && document.publicRoot !== undefined;
	return unlessTooDeep(() => formatOf(languageId).imagesIn(text))?.flatMap((image) => {
		const raw = text.slice(image.from, image.to);
		const isImported = importing.test(text.slice(Math.max(0, image.from - 32), image.from));
		const isSomewhere = image.base !== undefined && image.base.folder === undefined && !isOfModule;
		const isOther = isSomewhere || isElsewhere(raw, languageId) || (isImported && !/^\.{0,2}\//.test(raw));
		const names = isOther ? [] : namesOf(image.path, raw, languageId);
		const candidates = names
			.flatMap((name) => (languageId === 'asciidoc' && !isOfModule ? nameFrom(name, image) : [name]))
			.flatMap((name) => pathsOf(name, document, name.includes('/') ? folders.ofPaths : folders.ofNames));
		return candidates.length === 0 ? [] : [{ ...image, candidates: [...new Set(candidates)] }];
	});
}

/** The name of an image from the document's folder; none where it is not known where it begins. */
function nameFrom(name: string, { base }: FoundImage): readonly string[] {
	if (!base || name.startsWith('/')) {
		return [name];
	}
	return base.folder === undefined ? [] : [posix.join(base.folder, name)];
}

/** What programs fill in: Jekyll, Vue, Twig; ERB, ASP; scripts; Sass; Less; at the beginning Pelican's and AsciiDoc's names. */
const filledIn = /\{\{|\{%|<[%?]|\$\{|#\{|@\{|^\{[\w-]+\}/;

/** Names that bundlers and frameworks resolve by settings of their own: `~/x.png`, `@site/x.png`, `$lib/x.png`; Razor's code. */
const alias = /^(?:~[\w-]*\/|[$@][\w-]*\/|@[A-Z(])/;

/** What stands before the path that a module imports: one that begins neither with a dot nor with a slash is a package's. */
const importing = /(?:\bfrom|\bimport|\brequire\s*\()\s*["'`]$/;

function isElsewhere(raw: string, languageId: string): boolean {
	return (
		// A single letter is a drive.
		/^(?:[a-z][a-z\d+.-]+:|\/\/)/i.test(raw) ||
		filledIn.test(raw) ||
		alias.test(raw) ||
		(languageId === 'asciidoc' && /\{[\w-]+\}/.test(raw))
	);
}

/** In which order LaTeX's formats are looked for does not matter; the first is what is made where there is none. */
const latexExtensions = ['.png', '.jpg', '.jpeg', '.pdf', '.eps', '.svg'];

/** What Docutils' `x.*` stands for. */
const anyExtensions = ['.png', '.jpg', '.jpeg', '.gif', '.svg', '.webp', '.pdf'];

/** What a link may mean, as a path: what is decoded, and where people forgot to encode it, what is written. */
function namesOf(path: string, raw: string, languageId: string): readonly string[] {
	if (isLatex(languageId)) {
		// A command in it is known to LaTeX alone.
		return path.includes('\\')
			? []
			: hasExtension(path, latexExtensions)
				? [path]
				: withExtensions(path, latexExtensions);
	}
	if (languageId === 'restructuredtext' && path.endsWith('.*')) {
		return withExtensions(path.slice(0, -2), anyExtensions);
	}
	return [path, raw.replace(/[?#].*$/s, '')].filter(isImagePath);
}

function hasExtension(path: string, extensions: readonly string[]): boolean {
	return isImagePath(path) || extensions.includes(posix.extname(path).toLowerCase());
}

function withExtensions(path: string, extensions: readonly string[]): readonly string[] {
	return extensions.map((extension) => path + extension);
}

/** Languages whose paths are those of the file system: there a slash at the beginning is its root. */
const ofFileSystem: ReadonlySet<string> = new Set(['org', 'restructuredtext']);

function pathsOf(name: string, document: LinkingDocument, folders: readonly string[]): readonly string[] {
	const { languageId, roots } = document;
	if (/^[a-z]:[\\/]/i.test(name)) {
		return [`/${name.replaceAll('\\', '/')}`];
	}
	if (!name.startsWith('/')) {
		return [...pathsOnSite(name, document), ...folders.map((folder) => posix.join(folder, name))];
	}
	const isWhole = ofFileSystem.has(languageId) || isLatex(languageId);
	return [
		...pathsOnSite(name, document),
		...roots.map((root) => posix.join(root, name)),
		...(isWhole ? [posix.normalize(name)] : []),
	];
}

/** Where a site publishes what is linked so: with what its links begin with, which some generators add by themselves. */
function pathsOnSite(name: string, { publicRoot }: LinkingDocument): readonly string[] {
	if (!publicRoot) {
		return [];
	}
	const { path, prefix } = publicRoot;
	const published = name.startsWith(prefix) ? [name.slice(prefix.length)] : [];
	return [...published, ...(name.startsWith('/') ? [name] : [])].map((rest) => posix.join(path, rest));
}

/** What a relative path may be relative to, or a mere name. */
function foldersFor(
	{ path, languageId, text, roots, publicRoot }: LinkingDocument,
	isName: boolean,
): readonly string[] {
	const own = posix.dirname(path);
	const above = foldersAbove(own, roots);
	if (isLatex(languageId)) {
		// LaTeX reads all of them from the main file's folder.
		const base = baseInLatex(text);
		const main = posix.join(own, base?.folder ?? '');
		const mains = !base && !text.includes('\\documentclass') ? [main, ...above] : [main];
		// Who names a folder for images and gives a name alone means one in it.
		const within = isName ? [...graphicsFolders(text), ''] : ['', ...graphicsFolders(text)];
		return mains.flatMap((folder) => within.map((name) => posix.resolve(folder, name)));
	}
	// A part is relative to what it becomes a part of: a page, a style sheet.
	const isPart = templates.has(languageId) || (/^s[ac]ss$/.test(languageId) && posix.basename(path).startsWith('_'));
	return isPart ? [own, ...above, ...(publicRoot ? [publicRoot.path] : []), ...roots] : [own];
}

/** From the nearest up to the outermost root that the folder is in. */
function foldersAbove(folder: string, roots: readonly string[]): readonly string[] {
	const isWithin = (inner: string): boolean => roots.some((root) => `${inner}/`.startsWith(`${root}/`));
	const above: string[] = [];
	for (let next = posix.dirname(folder); isWithin(next) && next !== above.at(-1); next = posix.dirname(next)) {
		above.push(next);
	}
	return above;
}

const templates: ReadonlySet<string> = new Set(
	(
		'php blade twig handlebars razor aspnetcorerazor django-html jinja-html jinja liquid erb html.erb ejs nunjucks ' +
		'jade pug slim haml'
	).split(' '),
);

function isLatex(languageId: string): boolean {
	return formatOf(languageId).id === 'latex';
}
