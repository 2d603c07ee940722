import { basename, dirname, join } from 'node:path';
import type { SavedImage } from '../engine/jobs/events';
import { codeOf } from '../engine/jobs/fileErrors';
import { type Brought, recipesOf } from '../engine/recipes/jobRecipes';
import type { Recipe } from '../engine/recipes/recipe';
import { writeRecipes } from '../engine/recipes/recipeFile';
import { imagegenFileName } from '../engine/recipes/recipeText';
import { wordFileFlaw } from '../messages/recipes';
import type { LastStep } from './recordJob';
import { t } from './translate';

type Saved = Extract<LastStep, { type: 'saved' }>;

/** Writes beside the images how they were made. Resolves with what people are to know where that isn't possible: the images are there. */
export async function noteRecipes(job: Brought, made: Saved, there: Saved): Promise<string[]> {
	const originals = [made, ...(made.others ?? [])];
	const files = [there, ...(there.others ?? [])];
	const folders = new Map<string, Map<string, Recipe>>();
	const sentences: string[] = [];
	try {
		const recipes = await recipesOf(
			job,
			originals.map((original, index) => {
				const file = files[index];
				return { original, ...(file && !isAsItCame(original, file) && { copy: file }) };
			}),
		);
		for (const [index, { path }] of files.entries()) {
			const recipe = recipes[index];
			const ofFolder = folders.get(dirname(path)) ?? new Map<string, Recipe>();
			folders.set(dirname(path), recipe ? ofFolder.set(basename(path), recipe) : ofFolder);
		}
		for (const [folder, ofFolder] of folders) {
			const flaw = await writeRecipes(folder, ofFolder);
			sentences.push(...(flaw ? [wordFileFlaw(t, join(folder, imagegenFileName), flaw)] : []));
		}
	} catch (error) {
		sentences.push(t("Couldn't write down how it was made in {0} ({1}).", dirname(there.path), codeOf(error)));
	}
	return sentences;
}

/** Whether what went there is the image as it came. */
export function isAsItCame(came: SavedImage, there: SavedImage): boolean {
	return came.format === there.format && came.bytes === there.bytes;
}
