import type { Recipe } from '../engine/recipes/recipe';
import type { FileFlaw } from '../engine/recipes/recipeText';
import { labelOf } from '../engine/providers/catalogue';
import { kilobytes } from './copies';
import type { Translate } from './translate';

/** How an image was made, a line for each thing that is known, the prompt apart. */
export function wordRecipe(t: Translate, recipe: Recipe): string[] {
	const { service, model, resolution, aspectRatio, quality, background, seed } = recipe;
	const { date, requestId, parent, references = [], style, copy } = recipe;
	const by = model !== undefined && service !== undefined ? t('{0}, {1}', model, labelOf(service)) : (model ?? service);
	const wishes = [
		...(resolution ? [resolution] : []),
		...(aspectRatio ? [aspectRatio] : []),
		...(quality ? [t('quality {0}', quality)] : []),
		...(background ? [t('background {0}', background)] : []),
		...(seed === undefined ? [] : [t('seed {0}', seed)]),
	];
	return [
		...(by === undefined ? [] : [t('Made by {0}', by)]),
		...(wishes.length > 0 ? [t('Asked for: {0}', wishes.join(' · '))] : []),
		...(style === undefined ? [] : [t('House style: {0}', style)]),
		...(date === undefined ? [] : [t('Arrived {0}', new Date(date).toLocaleString(t.language))]),
		...(parent === undefined ? [] : [t('Another version of {0}', parent)]),
		...(references.length > 0 ? [t('Went by {0}', references.join(', '))] : []),
		...(copy
			? [
					t(
						'Copied as {0}, {1} × {2}, {3} KB',
						copy.format.toUpperCase(),
						copy.width,
						copy.height,
						kilobytes(copy.bytes),
					),
				]
			: []),
		...(requestId === undefined ? [] : [t('Request {0}', requestId)]),
	];
}

/** Why a file of recipes is neither read nor written, one sentence. It stays as it is. */
export function wordFileFlaw(t: Translate, path: string, flaw: FileFlaw): string {
	switch (flaw) {
		case 'noFile':
			return t("{0} is no plain file, so it's left alone.", path);
		case 'tooLarge':
			return t("{0} is too large to be a list of recipes, so it's left alone.", path);
		case 'noJson':
			return t("{0} isn't JSON, so it's left alone.", path);
		case 'newer':
			return t("{0} is of a later version of Image Gen, so it's left alone.", path);
		case 'otherShape':
			return t("{0} has something that isn't a recipe in the place of one, so it's left alone.", path);
		case 'tangled':
			return t("{0} has a name twice, or is nested too deeply, so it's left alone.", path);
	}
}
