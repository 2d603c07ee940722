import { posix } from 'node:path';
import * as vscode from 'vscode';
import { isImagePath } from '../../documents/imagePath';
import { printable } from '../../documents/printable';
import { leadsOutOf } from '../../engine/jobs/realPath';
import { labelOf } from '../../engine/providers/catalogue';
import type { Recipe } from '../../engine/recipes/recipe';
import type { FoundRecipe } from '../delivery/recipes';
import type { Subject } from '../form/requestForm';
import { type InputFile, inputFile, inputFlawOf } from '../jobs/inputs';
import { notify } from '../ui/notify';
import { t } from '../ui/translate';

/** What the questions begin with. */
type Beginning = Omit<Subject, 'title'>;

/**
 * What an image was asked for with, by its recipe. That comes with a clone, and may be anybody's: it says what the questions begin with, so
 * that all of it is seen before anything is asked for, and of whom is the person's choice alone. Undefined where the image that it was made
 * out of is not there, which is told.
 */
export async function beginningFrom(
	{ recipe, folder }: FoundRecipe,
	image: vscode.Uri,
): Promise<Beginning | undefined> {
	const { prompt, parent, references = [], resolution = '1K', aspectRatio, pixels } = recipe;
	const { quality, background, format, compression } = recipe;
	const edited = parent === undefined ? undefined : await fileBeside(parent, folder);
	if (parent !== undefined && !edited) {
		const name = posix.basename(image.path);
		await notify('info', t("{0} was made out of {1}, which isn't there any more.", name, parent), []);
		return undefined;
	}
	const others = await Promise.all(references.map((name) => fileBeside(name, folder)));
	const gone = references.filter((_, index) => !others[index]);
	if (gone.length > 0) {
		// Not waited for: the questions go on without them.
		notify('info', t("Reference images that aren't beside it: {0}.", gone.join(', ')), []).catch(() => undefined);
	}
	const files = [edited, ...others].filter((file) => file !== undefined);
	return {
		// Nothing in it that would be sent, and not seen.
		...{ prompt: prompt.split('\n').map(printable).join('\n'), madeBy: makerOf(recipe) },
		like: {
			...{ resolution, ...(aspectRatio && { aspectRatio }), ...(pixels && { pixels }), ...(quality && { quality }) },
			...(background && { background }),
			...(format && { format }),
			...(compression !== undefined && { compression }),
		},
		along: { files, isEdit: edited !== undefined },
	};
}

function makerOf({ model, service }: Recipe): string | undefined {
	return model !== undefined && service !== undefined ? t('{0}, {1}', model, labelOf(service)) : model;
}

/** An image of that folder; a name that leads anywhere else is none. */
async function fileBeside(name: string, folder: vscode.Uri): Promise<InputFile | undefined> {
	if (name !== posix.basename(name) || name.includes('\\') || !isImagePath(name)) {
		return undefined;
	}
	const file = inputFile(vscode.Uri.joinPath(folder, name));
	const root = vscode.workspace.getWorkspaceFolder(folder)?.uri ?? folder;
	const isOutside =
		file.uri.scheme === 'file' && (await leadsOutOf([root.fsPath], file.uri.fsPath).catch(() => '')) !== undefined;
	return isOutside || (await inputFlawOf(file)) !== undefined ? undefined : file;
}
