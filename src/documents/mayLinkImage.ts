/** A name with an image's extension, or a link that needs none: LaTeX's, and Docutils' `x.*`. */
const sign = /\.(?:apng|avif|bmp|gif|heic|ico|jpe?g|png|svg|tiff?|webp)\b|\\include(?:graphics|svg)|\.\*/i;

/** Whether a line may have a link to an image in it: a look that costs nothing, before documents are parsed. */
export function mayLinkImage(line: string): boolean {
	return sign.test(line);
}
