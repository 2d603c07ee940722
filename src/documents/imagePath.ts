const extension = String.raw`\.(?:apng|avif|bmp|gif|heic|ico|jpe?g|png|svg|tiff?|webp)`;

const name = new RegExp(`${extension}$`, 'i');

/** A name with an image's extension, or a link that needs none: LaTeX's, and Docutils' `x.*`. */
const sign = new RegExp(String.raw`${extension}\b|\\include(?:graphics|svg)|\.\*`, 'i');

/** Whether a path is called as image files are. */
export function isImagePath(path: string): boolean {
	return name.test(path);
}

/** Whether a line may have a link to an image in it: a look that costs nothing, before documents are parsed. */
export function mayLinkImage(line: string): boolean {
	return sign.test(line);
}
