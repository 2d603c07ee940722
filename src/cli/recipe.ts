import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRecipe } from '../engine/recipes/recipeFile';
import { imagegenFileName } from '../engine/recipes/recipeText';
import { wordFileFlaw, wordRecipe } from '../messages/recipes';
import { defineCommand } from './command';
import { jsonOption, type Parsed } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { CommandError, exitCodes, UsageError } from './usage';

const options = {
	json: jsonOption,
} as const;

/** `imagegen recipe`: how an image was made, as it stands beside it. */
export const recipeCommand = defineCommand({
	usage: ['<image> [--json]'],
	about: [
		'Tells how the image was made, as .imagegen.json in its folder has it: prompt, model, service, resolution, date, request. Words on a terminal, else one line of JSON.',
		'An image that has another name by now is found by its bytes. Ends with 1 where nothing is told of it.',
	],
	options,
	run: recipe,
});

async function recipe({ values, positionals }: Parsed<typeof options>): Promise<number> {
	const [image, ...rest] = positionals;
	if (image === undefined || rest.length > 0) {
		throw new UsageError(t('imagegen recipe takes one image: imagegen recipe images/fox.png.'));
	}
	const found = await stat(image).catch(() => undefined);
	if (found?.isDirectory()) {
		throw new CommandError(t('{0} is a folder. Name an image in it.', image));
	}
	const recipe = await readRecipe(image);
	const file = join(dirname(image), imagegenFileName);
	if (typeof recipe !== 'object') {
		complain(recipe ? wordFileFlaw(t, file, recipe) : t('There is no recipe of {0} in {1}.', image, file));
		return exitCodes.missing;
	}
	const isInWords = process.stdout.isTTY && values.json !== true;
	const isTaken = await (isInWords
		? print(...recipe.prompt.split(/\r?\n/), ...wordRecipe(t, recipe))
		: printJson(recipe));
	if (!isTaken) {
		complainOfOutput();
		return exitCodes.failed;
	}
	return exitCodes.saved;
}
