import type { CopyWish, MadeCopy } from '../pixels/output';
import type { Translate } from './translate';

/** What people are to know of a copy beside that it was made, a sentence each. */
export function wordCopy(t: Translate, copy: Omit<MadeCopy, 'path'>, { budget, size }: CopyWish): string[] {
	return [
		...(copy.isWithinBudget || budget === undefined
			? []
			: [t("{0} KB is as small as it gets; {1} KB couldn't be reached.", kilobytes(copy.bytes), kilobytes(budget))]),
		...(copy.isEnlarged && size ? [t('The image had fewer pixels than that, so it was scaled up.')] : []),
		...(copy.isOnWhite ? [t('JPEG knows no transparency: the image stands on white.')] : []),
		...(copy.lostCredentials ? [t('Its signed content credentials (C2PA) are in the original alone.')] : []),
	];
}

/** In the thousands of bytes that people count a file by, rounded up. */
export function kilobytes(bytes: number): number {
	return Math.ceil(bytes / 1000);
}
