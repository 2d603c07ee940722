// One of several processes that write recipes at once, as windows do: node writingProcess.ts FOLDER NUMBER.
import { writeRecipes } from '../../../src/engine/recipes/recipeFile';

async function main([folder = '', number = '']: readonly string[]): Promise<void> {
	for (let index = 0; index < 25; index++) {
		await writeRecipes(folder, new Map([[`fox-${number}-${index}.png`, { prompt: `fox ${index} of ${number}` }]]));
	}
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
