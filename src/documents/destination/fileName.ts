import slugify from '@sindresorhus/slugify';
import { printable } from '../printable';

/** File systems take 255 bytes; so much of them leaves room for a number and an extension. */
export const maxNameBytes = 240;

const maxLength = 60;

/** Device names that Windows does not take as file names, whatever their extension. */
const reservedOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** A file name for the image of that prompt, without an extension: lower-case ASCII words joined by hyphens. */
export function fileNameFor(prompt: string): string {
	// Only the beginning can get into the name, and prompts may be very long.
	const slug = slugify(prompt.slice(0, 4 * maxLength), { decamelize: false });
	const name =
		slug.length <= maxLength
			? slug
			: slug
					.slice(0, maxLength + 1)
					.replace(/-[^-]*$/, '')
					.slice(0, maxLength);
	return name === '' ? 'image' : reservedOnWindows.test(name) ? `${name}-image` : name;
}

/** A file name that something else bears already, without an extension, as one step of a path: shortened where it is very long. */
export function fileNameLike(name: string): string {
	const safe = printable(name);
	const start = Buffer.from(safe, 'utf8')
		.subarray(0, maxNameBytes)
		.toString('utf8')
		.replace(/\uFFFD+$/, '');
	// Dots alone lead elsewhere.
	return /^\.*$/.test(start) ? 'image' : start;
}
