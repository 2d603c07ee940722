import slugify from '@sindresorhus/slugify';

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
