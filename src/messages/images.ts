import type { Copy, CopyWish } from '../pixels/copy';
import type { UnreadableImage } from '../pixels/unreadable';
import type { Translate } from './translate';

/** Why nothing can be made of an image, and what to do: one or two sentences. */
export function wordUnreadable(t: Translate, name: string, { kind, facts }: UnreadableImage): string {
	const { format = '', megapixels = 0, most = 0 } = facts;
	const type = String(format).toUpperCase();
	switch (kind) {
		case 'empty':
			return t('{0} is empty: there are no bytes in it.', name);
		case 'noImage':
			return t('{0} is no image that is known here.', name);
		case 'unknownFormat':
			return t("{0} is a {1} image, which can't be read here. Save it as PNG, JPEG or WebP first.", name, type);
		case 'damaged':
			return t('{0} is damaged: its {1} breaks off, or is not as it should be.', name, type);
		case 'tooLarge':
			return t('{0} has {1} megapixels; at most {2} can be read. Scale it down first.', name, megapixels, most);
		case 'animated':
			return t('{0} is animated, and a copy would stand still. Save the one frame that you want first.', name);
		case 'cmyk':
			return t('{0} is in the colours of printing (CMYK). Save it in RGB first.', name);
	}
}

/** What people are to know of a copy beside that it was made, a sentence each. */
export function wordCopy(t: Translate, copy: Copy, { budget, size }: CopyWish): string[] {
	return [
		...(copy.isWithinBudget || budget === undefined
			? []
			: [
					t(
						"{0} KB is as small as it gets; {1} KB couldn't be reached.",
						kilobytes(copy.file.length),
						kilobytes(budget),
					),
				]),
		...(copy.isEnlarged && size ? [t('The image had fewer pixels than that, so it was scaled up.')] : []),
		...(copy.isOnWhite ? [t('JPEG knows no transparency: the image stands on white.')] : []),
		...(copy.lostCredentials ? [t('Its signed content credentials (C2PA) are in the original alone.')] : []),
	];
}

/** In the thousands of bytes that people count a file by, rounded up. */
export function kilobytes(bytes: number): number {
	return Math.ceil(bytes / 1000);
}
