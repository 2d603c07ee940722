import { printable } from '../documents/printable';
import { shorten } from '../documents/shorten';
import type { StyleFlaw, StyleMember } from '../engine/recipes/houseStyle';
import { aspectRatios, rasterFormats, maxInputs, resolutions } from '../engine/task';
import type { Translate } from './translate';

/** What is left out of a house style, and why: one sentence. */
export function wordStyleFlaw(t: Translate, file: string, { member, why }: StyleFlaw): string {
	const name = printable(shorten(member, 50));
	return why === 'unknown'
		? t(
				'{0}: "{1}" is ignored. A house style has style, palette, references, resolution, ratio, format and budget.',
				file,
				name,
			)
		: t('{0}: "{1}" is ignored. It must be {2}.', file, name, expected(t, member as StyleMember));
}

function expected(t: Translate, member: StyleMember): string {
	switch (member) {
		case 'style':
			return t('a text of at most 2000 characters');
		case 'palette':
			return t('a list of at most 32 colours such as "#aabbcc"');
		case 'references':
			return t('a list of at most {0} images, by their paths from the folder of the file, and within that', maxInputs);
		case 'resolution':
			return t('one of {0}', resolutions.join(', '));
		case 'ratio':
			return t('one of {0}', aspectRatios.join(', '));
		case 'format':
			return t('one of {0}', rasterFormats.join(', '));
		case 'budget':
			return t('a whole number of kilobytes from 1 to 1000000');
	}
}
