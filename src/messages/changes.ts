import type { Change } from '../engine/providers/fit';
import type { Translate } from './translate';

/** What was wished and the model does not take, a sentence each: to be said before anything is sent. */
export function wordChanges(t: Translate, model: string, changes: readonly Change[]): string[] {
	return changes.map(({ wish, wanted, instead }) => {
		if (wish === 'count') {
			return instead === undefined || instead === '1'
				? t('{0} draws one image at a time, not {1}.', model, wanted)
				: t('{0} draws {1} images at a time at most, not {2}.', model, instead, wanted);
		}
		if (wish === 'pixels') {
			const [most, exact] = [wordInstead(instead ?? ''), wordInstead(wanted)];
			return t('{0} draws {1} at most for that: its image is enlarged to {2}.', model, most, exact);
		}
		const name = wordWish(t, wish);
		return instead === undefined
			? t("{0} can't be told the {1}, so {2} is left to it.", model, name, wanted)
			: t("{0} doesn't take the {1} {2}: it is asked for {3}.", model, name, wanted, wordInstead(instead));
	});
}

/** What is asked for in the place of a wish, for people: pixels as they are written of images. */
export function wordInstead(instead: string): string {
	return instead.replace(/^(\d+)x(\d+)$/, '$1 × $2');
}

function wordWish(t: Translate, wish: Exclude<Change['wish'], 'count' | 'pixels'>): string {
	switch (wish) {
		case 'resolution':
			return t('resolution');
		case 'aspectRatio':
			return t('aspect ratio');
		case 'quality':
			return t('quality');
		case 'background':
			return t('background');
		case 'format':
			return t('format');
		case 'compression':
			return t('compression');
		case 'seed':
			return t('seed');
	}
}
