import { posix } from 'node:path';
import { maxNameBytes } from './destination/fileName';
import type { LinkedFile } from './linkedFiles';
import { printable } from './printable';

/** What an image file is by its name. */
export type ImageFileFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'heic' | 'svg';

/** Services take no more: ten pages of text. */
export const maxPromptLength = 32_000;

/** An image that is to be made for a link that leads to no file. All paths are absolute, with slashes, not encoded. */
export interface WantedImage {
	/** What it is to show: empty where the link does not say. */
	readonly prompt: string;
	/** Where it may go, the likeliest first: they differ in their extension. */
	readonly targets: readonly [string, ...string[]];
}

/**
 * Why no image can be made for a link: services make no such files; no file, or none on Windows, can be called so; its name, or its
 * prompt, is too long.
 */
export type NotWanted = 'format' | 'name' | 'nameOnWindows' | 'longName' | 'longPrompt';

/** The image that would mend that link, or why none can be made. */
export function wantedFor(
	{ candidates, alt }: Pick<LinkedFile, 'candidates' | 'alt'>,
	{ isOnWindows = false } = {},
): WantedImage | NotWanted {
	const possible = candidates.filter((path) => imageFileFormat(path) !== undefined);
	const [first] = possible;
	if (first === undefined) {
		return 'format';
	}
	const reason = reasonAgainstName(first, isOnWindows);
	if (reason !== undefined) {
		return reason;
	}
	if (alt.length > maxPromptLength) {
		return 'longPrompt';
	}
	// A link that names no format takes pixels.
	const isOther = (path: string): boolean => stemOf(path) === stemOf(first) && imageFileFormat(path) !== 'svg';
	const others = possible.slice(1).filter(isOther);
	return { prompt: alt.trim(), targets: [first, ...others] };
}

/** What an image of that name is by its name; undefined where no service makes such images. */
export function imageFileFormat(path: string): ImageFileFormat | undefined {
	return formats.get(posix.extname(path).toLowerCase());
}

const formats: ReadonlyMap<string, ImageFileFormat> = new Map([
	['.png', 'png'],
	['.apng', 'png'],
	['.jpg', 'jpeg'],
	['.jpeg', 'jpeg'],
	['.webp', 'webp'],
	['.gif', 'gif'],
	['.avif', 'avif'],
	['.heic', 'heic'],
	['.svg', 'svg'],
]);

function stemOf(path: string): string {
	const { dir, name } = posix.parse(path);
	return posix.join(dir, name);
}

/** A drive tells Windows by itself. */
function reasonAgainstName(path: string, isOnWindows: boolean): NotWanted | undefined {
	const [drive = ''] = /^\/[a-z]:(?=\/)/i.exec(path) ?? [];
	// Browsers read a backslash as a slash, and elsewhere it is no part of a name that every system can have. What is not seen may turn a name around.
	if (path.includes('\\') || printable(path) !== path) {
		return 'name';
	}
	if ((isOnWindows || drive !== '') && /[<>:"|?*]/.test(path.slice(drive.length))) {
		return 'nameOnWindows';
	}
	return path.split('/').some((step) => Buffer.byteLength(step) > maxNameBytes) ? 'longName' : undefined;
}
