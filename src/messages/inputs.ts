import type { InputFlaw } from '../engine/failure';
import type { Translate } from './translate';

/** What a sentence may say of an image: its format, and how many megapixels it has and may have. */
interface Facts {
	readonly format?: string | undefined;
	readonly megapixels?: number | undefined;
	readonly most?: number | undefined;
}

/** Why nothing can be made of an image, and what to do: one or two sentences. */
export function wordInputFlaw(
	t: Translate,
	name: string,
	flaw: InputFlaw,
	{ format = '', megapixels = 0, most = 0 }: Facts,
): string {
	const type = format.toUpperCase();
	switch (flaw) {
		case 'empty':
			return t('{0} is empty: there are no bytes in it.', name);
		case 'noImage':
			return t('{0} is not an image in a known format.', name);
		case 'unknownFormat':
			return t("{0} is {1}, which can't be read here. Save it as PNG, JPEG or WebP first.", name, type);
		case 'damaged':
			return t('{0} is damaged: its {1} breaks off, or is not as it should be.', name, type);
		case 'tooLarge':
			return t('{0} has {1} megapixels; at most {2} can be read. Scale it down first.', name, megapixels, most);
		case 'animated':
			return t('{0} is animated, and a copy would stand still. Save the one frame that you want first.', name);
		case 'cmyk':
			return t('{0} is in the colours of printing (CMYK). Save it in RGB first.', name);
		case 'gone':
			return t('{0} is gone.', name);
	}
}
