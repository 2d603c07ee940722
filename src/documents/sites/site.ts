import { posix } from 'node:path';
import { withLowerDrive } from '../driveLetter';
import { isWithin } from '../isWithin';
import { type Generator, generators } from './generators';

/** A folder whose files are linked from a root: a site's, or that of an Antora module's images. */
export interface PublicRoot {
	/** Absolute, with slashes, not encoded. */
	readonly path: string;
	/** What such links begin with: `/`, also with a path after it; nothing where they are names alone. */
	readonly prefix: string;
}

/** The site that a document becomes a page of. */
export interface Site {
	/** Where there is one. */
	readonly publicRoot?: PublicRoot;
	/** Where images go by default, where a link from beside the document would not resolve on the page. */
	readonly images?: string;
	/** Whether its pages find images with ASCII names alone. */
	readonly needsAscii: boolean;
}

/** Longer texts are no configuration. */
export const maxConfigurationBytes = 1024 * 1024;

/** Looks at folders and files. Paths are absolute, with slashes, not encoded. */
export interface Reader {
	/** What is in a folder, by name; nothing where it cannot be read. */
	readonly namesIn: (folder: string) => Promise<readonly string[]>;
	/** The text of a small file; empty where it cannot be read. */
	readonly textOf: (file: string) => Promise<string>;
}

/** A document that may be a page of a site. */
export interface Page {
	readonly path: string;
	readonly languageId: string;
	/** Its workspace folder: what is above that is not looked at. */
	readonly folderPath: string;
	/** `imagegen.siteRoot`: a folder in the workspace folder, `none`, or empty to look for the site's own. */
	readonly siteRoot?: string;
}

/** What images and links of a document follow from the site that it belongs to; undefined where it belongs to none. */
export async function siteOf(asked: Page, reader: Reader): Promise<Site | undefined> {
	const page = { ...asked, path: withLowerDrive(asked.path), folderPath: withLowerDrive(asked.folderPath) };
	if (!isWithin(page.folderPath, page.path)) {
		return undefined;
	}
	if (page.languageId === 'asciidoc') {
		return antoraModuleOf(page, reader);
	}
	if (!linkedByUrl.has(page.languageId)) {
		return undefined;
	}
	const site = await nearestSite(page, reader);
	const { siteRoot = '' } = page;
	return siteRoot === '' ? site : withRoot(site, siteRoot, page.folderPath);
}

/** Whether that setting names a folder of the workspace folder, or none. */
export function isSiteRoot(setting: string): boolean {
	return setting === '' || (!setting.includes('\\') && isWithin('/w', posix.join('/w', setting, 'x')));
}

/** Languages whose links to images are URLs, in which a slash at the beginning is the site's root. */
const linkedByUrl: ReadonlySet<string> = new Set(
	[
		'markdown mdx quarto rmd prompt instructions chatagent skill textile',
		'html php blade twig handlebars razor aspnetcorerazor django-html jinja-html jinja liquid erb html.erb ejs nunjucks',
		'vue svelte astro javascriptreact typescriptreact css scss less postcss tailwindcss sass stylus',
		// Most of the JSX of sites is in files that are called so.
		'javascript',
	].flatMap((ids) => ids.split(' ')),
);

/** Documents of the project about itself, which people read where its sources are: no pages. */
const aboutProject =
	/^(README|[Rr]eadme|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|LICENSE|SECURITY|SUPPORT|AGENTS)(\.[\w.-]+)?$/;

async function nearestSite(page: Page, reader: Reader): Promise<Site | undefined> {
	for (const root of foldersUpFrom(page)) {
		const found = await generatorIn(root, reader);
		if (found) {
			const path = posix.relative(root, page.path);
			const isPage = !(found.generator.id !== 'vuepress' && aboutProject.test(path)) && !/(^|\/)\.git/.test(path);
			return isPage ? siteFor(found, root, path) : undefined;
		}
	}
	return undefined;
}

interface Found {
	readonly generator: Generator;
	readonly names: ReadonlySet<string>;
	/** The text of the file that told it. */
	readonly config: string;
}

async function generatorIn(root: string, { namesIn, textOf }: Reader): Promise<Found | undefined> {
	const names = new Set(await namesIn(root));
	for (const generator of generators) {
		for (const { name, beside, mentions } of generator.signs) {
			const file = [...names].find((candidate) => name.test(candidate));
			if (file === undefined || (beside && !beside.some((other) => names.has(other)))) {
				continue;
			}
			const config = await textOf(posix.join(root, file));
			if (!mentions || mentions.test(config)) {
				return { generator, names, config };
			}
		}
	}
	return undefined;
}

function siteFor({ generator, names, config }: Found, root: string, page: string): Site {
	const { publicFolders = [], publicSetting, base, images, needsAscii } = generator;
	const set = publicSetting?.(config);
	const usual = publicFolders.find((folder) => names.has(folder)) ?? publicFolders[0];
	const folder = set !== undefined && isWithin(root, posix.join(root, set, 'x')) ? set : usual;
	const path = folder === undefined ? undefined : withoutSlash(posix.join(root, folder));
	const hasOwnFolder = images && (images.isFor?.(page) ?? true);
	return {
		...(path !== undefined && { publicRoot: { path, prefix: prefixFor(base?.(config)) } }),
		...(path !== undefined && hasOwnFolder && { images: posix.join(path, images.folder(config)) }),
		needsAscii: needsAscii?.(config) ?? false,
	};
}

/** The beginning of links on a site that is not published at the root of its host. */
function prefixFor(base: string | undefined): string {
	const steps = (base ?? '').split('/').filter((step) => step !== '' && step !== '.' && step !== '..');
	return `/${steps.map((step) => `${step}/`).join('')}`;
}

function withRoot(site: Site | undefined, siteRoot: string, folderPath: string): Site {
	const { publicRoot, images, needsAscii = false } = site ?? {};
	if (siteRoot === 'none') {
		return { needsAscii };
	}
	const path = withoutSlash(posix.join(folderPath, siteRoot));
	return {
		publicRoot: { path, prefix: publicRoot?.prefix ?? '/' },
		...(publicRoot && images !== undefined && { images: posix.join(path, posix.relative(publicRoot.path, images)) }),
		needsAscii,
	};
}

/** In `modules/<name>/` of a component, images are linked by their names in that module's folder for them. */
async function antoraModuleOf(page: Page, { namesIn }: Reader): Promise<Site | undefined> {
	for (const root of foldersUpFrom(page)) {
		const [modules, name, ...rest] = posix.relative(root, page.path).split('/');
		if (
			modules === 'modules' &&
			name !== undefined &&
			rest.length > 0 &&
			(await namesIn(root)).includes('antora.yml')
		) {
			const images = posix.join(root, modules, name, 'images');
			return { publicRoot: { path: images, prefix: '' }, images, needsAscii: false };
		}
	}
	return undefined;
}

/** From the document's own folder up to its workspace folder. */
function foldersUpFrom({ path, folderPath }: Page): readonly string[] {
	const steps = posix.relative(folderPath, posix.dirname(path)).split('/');
	return steps[0] === ''
		? [folderPath]
		: [...steps.keys(), steps.length].map((count) => posix.join(folderPath, ...steps.slice(0, count))).reverse();
}

function withoutSlash(path: string): string {
	return path.length > 1 ? path.replace(/\/$/, '') : path;
}
