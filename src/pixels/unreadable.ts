import type { InputFlaw } from '../engine/failure';

/** Why the pixels of a file cannot be had. */
export type UnreadableKind = Exclude<InputFlaw, 'gone'>;

/** An image of which the pixels cannot be had. */
export class UnreadableImage extends Error {
	override readonly name = 'UnreadableImage';

	/** @param facts what a sentence may say of it: `format`; `megapixels` and `most`, in millions of pixels. */
	constructor(
		readonly kind: UnreadableKind,
		readonly facts: { readonly format?: string; readonly megapixels?: number; readonly most?: number } = {},
		options?: ErrorOptions,
	) {
		super(`${kind} ${JSON.stringify(facts)}`, options);
	}
}
