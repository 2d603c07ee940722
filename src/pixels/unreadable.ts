/**
 * Why the pixels of a file cannot be had: there is nothing in it; it is no image, or of a format that nothing here reads; it is damaged; it
 * has too many pixels; it moves; it is mixed for printing.
 */
export type UnreadableKind = 'empty' | 'noImage' | 'unknownFormat' | 'damaged' | 'tooLarge' | 'animated' | 'cmyk';

/** An image of which the pixels cannot be had. */
export class UnreadableImage extends Error {
	override readonly name = 'UnreadableImage';

	/** @param facts what a sentence may say of it: `format`; `megapixels` and `most`, in millions of pixels. */
	constructor(
		readonly kind: UnreadableKind,
		readonly facts: Readonly<Record<string, string | number>> = {},
		options?: ErrorOptions,
	) {
		super(`${kind} ${JSON.stringify(facts)}`, options);
	}
}
