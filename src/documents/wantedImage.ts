import { posix } from 'node:path';
import { maxNameBytes } from './destination/fileName';
import type { LinkedFile } from './linkedFiles';

/** What an image file is by its name. */
export type ImageFileFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'heic';

/** Services take no more: ten pages of text. */
const maxPromptLength = 32_000;

/** An image that is to be made for a link that leads to no file. All paths are absolute, with slashes, not encoded. */
export interface WantedImage {
	/** What it is to show: empty where the link does not say. */
	readonly prompt: string;
	/** Where it may go, the likeliest first: they differ in their extension. */
	readonly targets: readonly [string, ...string[]];
}

/** The image that would mend that link; undefined where none can be made: services make no such files, or nothing can be called so. */
export function wantedFor({ candidates, alt }: Pick<LinkedFile, 'candidates' | 'alt'>): WantedImage | undefined {
	const possible = candidates.filter((path) => imageFileFormat(path) !== undefined);
	const [first] = possible;
	if (first === undefined || !isFileName(first) || alt.length > maxPromptLength) {
		return undefined;
	}
	const others = possible.slice(1).filter((path) => stemOf(path) === stemOf(first));
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
]);

function stemOf(path: string): string {
	const { dir, name } = posix.parse(path);
	return posix.join(dir, name);
}

/** Whether a file can be called so on whatever system: no controls, nothing that Windows refuses after a drive, not too long. */
function isFileName(path: string): boolean {
	const isOnWindows = /^\/[a-z]:\//i.test(path);
	const rest = isOnWindows ? path.slice(3) : path;
	return (
		!/\p{Cc}/u.test(path) &&
		!(isOnWindows && /[<>:"|?*\\]/.test(rest)) &&
		path.split('/').every((step) => Buffer.byteLength(step) <= maxNameBytes)
	);
}
