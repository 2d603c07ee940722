import type { LackingImage, MadeImage, Standing } from './desk';

/** What an agent reads of images that are where they were wanted, and of what is remarkable about them. */
export function wordMade(images: readonly MadeImage[], remarks: readonly string[]): string {
	return [...images.map(wordImage), ...remarks].join('\n');
}

function wordImage({ path, link, width, height, bytes, cost }: MadeImage): string {
	const facts = [`${width} × ${height}`, `${Math.max(1, Math.round(bytes / 1000))} KB`];
	return [
		`${path} (${[...facts, ...(cost === undefined ? [] : [`$${cost}`])].join(', ')})`,
		...(link === undefined ? [] : [`Insert into the document: ${link}`]),
	].join('\n');
}

/** What an agent reads of an image that is not there, where it gets words alone. What the service has nobody is to ask for again. */
export function wordNone({
	state,
	said,
	mayBePaid,
}: Extract<Standing, { readonly said: string; readonly mayBePaid: boolean }>): string {
	return `No image: ${said}${state === 'failed' && mayBePaid ? ' Tell the person before you ask again.' : ''}`;
}

/** What an agent reads of image links that lead to no file: a line each. */
export function wordLacking(images: readonly LackingImage[]): string {
	return images.length === 0 ? 'No image is missing.' : images.map(wordLink).join('\n');
}

function wordLink({ document, line, column, path, alt }: LackingImage): string {
	return `${document}:${line}:${column}: ${path}${alt === '' ? '' : ` (${alt})`}`;
}
