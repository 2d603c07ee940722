import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { maxNameBytes } from '../documents/destination/fileName';
import type { ImageFormat } from '../engine/decode/imageFile';
import type { MissingLink } from './missingLinks';

/** An image that is to be made, for one link or several. */
export interface Wanted {
	/** What it is to show. */
	readonly prompt: string;
	/** The first of its links that says what it shows. */
	readonly link: MissingLink;
	/** Where it may go, the likeliest first; they differ in their extension. */
	readonly targets: readonly string[];
}

/** What is to be made for missing links, and why not for the others. */
export interface Plan {
	readonly wanted: readonly Wanted[];
	readonly skipped: readonly { readonly link: MissingLink; readonly reason: string }[];
}

/** Services take no more: ten pages of text. */
const maxPromptLength = 32_000;

/** What an image of that name is by its name; undefined where no service makes such images. */
export function formatOf(path: string): ImageFormat | undefined {
	return formats.get(extname(path).toLowerCase());
}

const formats: ReadonlyMap<string, ImageFormat> = new Map([
	['.png', 'png'],
	['.apng', 'png'],
	['.jpg', 'jpeg'],
	['.jpeg', 'jpeg'],
	['.webp', 'webp'],
	['.gif', 'gif'],
	['.avif', 'avif'],
	['.heic', 'heic'],
]);

/** Plans an image for each file that is missing, once for all its links. */
export async function planFor(links: readonly MissingLink[]): Promise<Plan> {
	const wanted = new Map<string, Wanted>();
	const skipped: { link: MissingLink; reason: string; key: string }[] = [];
	for (const link of links) {
		const [first = link.path] = link.candidates;
		const key = keyOf(first);
		const reason = wanted.has(key) ? undefined : await reasonAgainst(link);
		if (reason !== undefined) {
			skipped.push({ link, reason, key });
		} else if (!wanted.has(key)) {
			wanted.set(key, { prompt: link.alt.trim(), link, targets: targetsOf(link) });
		}
	}
	// Another link may say what the first one does not.
	return { wanted: [...wanted.values()], skipped: skipped.filter(({ key }) => !wanted.has(key)) };
}

/** Where names that differ in their case alone are one. */
const isCaseBlind = process.platform === 'win32' || process.platform === 'darwin';

function keyOf(path: string): string {
	return isCaseBlind ? path.toLowerCase() : path;
}

async function reasonAgainst(link: MissingLink): Promise<string | undefined> {
	const [target] = targetsOf(link);
	if (target === undefined) {
		const extension = extname(link.path).toLowerCase();
		return `services make no ${extension === '' ? 'such' : extension} images`;
	}
	if (!isInside(link.root, target) || !(await staysInside(link.root, target))) {
		return `it leads out of ${link.root}`;
	}
	if (/\p{Cc}/u.test(target)) {
		return 'files have no such names';
	}
	if (Buffer.byteLength(basename(target)) > maxNameBytes) {
		return `a file name takes ${maxNameBytes} bytes at most`;
	}
	if (process.platform === 'win32' && /[<>:"|?*]/.test(relative(link.root, target))) {
		return 'Windows has no such names';
	}
	if (await lstat(target).catch(() => undefined)) {
		return "there is something of that name that isn't a file";
	}
	if (link.alt.trim() === '') {
		return 'it has no alternative text that says what to draw';
	}
	return link.alt.length > maxPromptLength
		? `its alternative text has more than ${maxPromptLength} characters`
		: undefined;
}

/** The candidate that is the likeliest, and those that differ from it in their extension. */
function targetsOf({ candidates }: MissingLink): readonly string[] {
	const possible = candidates.filter((path) => formatOf(path) !== undefined);
	const [first] = possible;
	return first === undefined ? [] : possible.filter((path) => stemOf(path) === stemOf(first));
}

function stemOf(path: string): string {
	return join(dirname(path), basename(path, extname(path)));
}

/** By its name, and not among what git keeps for itself. */
function isInside(root: string, path: string): boolean {
	const way = relative(root, path);
	const [first] = way.split(sep);
	return way !== '' && first !== '..' && first !== '.git' && !isAbsolute(way);
}

/** Wherever symbolic links on the way lead. */
export async function staysInside(root: string, path: string): Promise<boolean> {
	const real = await realpath(root);
	for (let folder = dirname(path); ; folder = dirname(folder)) {
		try {
			const there = await realpath(folder);
			return there === real || isInside(real, there);
		} catch {
			if (dirname(folder) === folder || (await lstat(folder).catch(() => undefined))) {
				// A link that leads nowhere.
				return false;
			}
		}
	}
}
