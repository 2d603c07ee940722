import { posix } from 'node:path';
import * as vscode from 'vscode';
import { type BroughtImage, recipesOf } from '../../engine/recipes/jobRecipes';
import type { Recipe } from '../../engine/recipes/recipe';
import { findRecipe, readRecipe, writeRecipes } from '../../engine/recipes/recipeFile';
import {
	type FileFlaw,
	imagegenFileName,
	maxImagegenFileBytes,
	recipeIn,
	textIn,
	withRecipes,
} from '../../engine/recipes/recipeText';
import { imageOf } from '../../engine/task';
import { wordFileFlaw } from '../../messages/recipes';
import { statOf } from '../anchors/documents';
import { endpointOf } from '../jobs/asked';
import type { Job } from '../jobs/jobs';
import type { Settings } from '../settings';
import { t } from '../ui/translate';

/** An image of a job in the workspace. */
export interface PlacedImage extends BroughtImage {
	readonly uri: vscode.Uri;
}

/** A recipe, and the folder in which it stands. */
export interface FoundRecipe {
	readonly recipe: Recipe;
	readonly folder: vscode.Uri;
}

/** In so many files it is looked for how an image was made that was moved. */
const maxFiles = 50;

/** What was found stays so for a while: light bulbs and hovers ask again and again. */
const foundForMs = 60_000;

/** Keeps beside images how they were made. What cannot be kept is logged: the images are there all the same. */
export class Recipes {
	private readonly told = new Set<string>();
	/** By the image as it is, and when its folder's recipes were written. */
	private found = new Map<string, Promise<FoundRecipe | undefined>>();
	/** The files in which recipes of this machine's workspace stand. */
	private recipeFiles: Thenable<readonly vscode.Uri[]> | undefined;
	private foundSince = 0;
	/** In file systems without names that only one can take, this window writes one after the other. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly settings: Settings,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Writes down how the images of a job were made. */
	async note(job: Job, placed: readonly PlacedImage[]): Promise<void> {
		const image = imageOf(job.task);
		const wanted = placed.filter(({ uri }) => this.settings.recipes(uri));
		if (image && wanted.length > 0) {
			await this.orLog(wanted, async () => {
				const recipes = await recipesOf({ ...job, image, endpoint: endpointOf(job) }, wanted);
				for (const [index, { uri }] of wanted.entries()) {
					await this.write(uri, recipes[index]);
				}
			});
		}
	}

	/** How an image was made, as far as it stands beside it. */
	async read(image: vscode.Uri): Promise<Recipe | undefined> {
		try {
			const found = image.scheme === 'file' ? await readRecipe(image.fsPath) : await readVirtual(image);
			return typeof found === 'object' ? found : undefined;
		} catch {
			return undefined;
		}
	}

	/** How an image was made: as it stands beside it, or where it was moved from. */
	async find(image: vscode.Uri): Promise<FoundRecipe | undefined> {
		const beside = vscode.Uri.joinPath(image, '..', imagegenFileName);
		const stats = await Promise.all([statOf(image), statOf(beside)]);
		const parts = stats.map((stat) => (typeof stat === 'object' ? `${stat.mtime} ${stat.size}` : ''));
		const key = [image.toString(), ...parts].join('\n');
		if (Date.now() > this.foundSince + foundForMs) {
			this.found = new Map();
			this.recipeFiles = undefined;
			this.foundSince = Date.now();
		}
		const known = this.found.get(key) ?? this.look(image);
		this.found.set(key, known);
		return known;
	}

	private async look(image: vscode.Uri): Promise<FoundRecipe | undefined> {
		const recipe = await this.read(image);
		if (recipe || image.scheme !== 'file') {
			return recipe && { recipe, folder: vscode.Uri.joinPath(image, '..') };
		}
		try {
			const { findFiles } = vscode.workspace;
			this.recipeFiles ??= findFiles(`**/${imagegenFileName}`, '**/node_modules/**', maxFiles);
			const paths = (await this.recipeFiles).filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
			const moved = await findRecipe(image.fsPath, paths);
			return moved && { recipe: moved.recipe, folder: vscode.Uri.file(moved.folder) };
		} catch {
			return undefined;
		}
	}

	/** Takes the recipe of an image away that is taken away itself. */
	async take(image: vscode.Uri): Promise<Recipe | undefined> {
		const recipe = await this.read(image);
		await (recipe && this.orLog([{ uri: image }], () => this.write(image, undefined)));
		return recipe;
	}

	/** Puts a recipe back that was taken. */
	async put(image: vscode.Uri, recipe: Recipe): Promise<void> {
		await this.orLog([{ uri: image }], () => this.write(image, recipe));
	}

	private async write(image: vscode.Uri, recipe: Recipe | undefined): Promise<void> {
		const folder = vscode.Uri.joinPath(image, '..');
		const recipes = new Map([[posix.basename(image.path), recipe]]);
		const writing =
			image.scheme === 'file'
				? writeRecipes(folder.fsPath, recipes)
				: this.last.then(() => writeVirtual(folder, recipes));
		this.last = writing.catch(() => undefined);
		const flaw = await writing;
		const path = vscode.workspace.asRelativePath(vscode.Uri.joinPath(folder, imagegenFileName));
		if (flaw && !this.told.has(path)) {
			this.told.add(path);
			this.log.warn(`No recipe is written. ${wordFileFlaw(t, path, flaw)}`);
		}
	}

	private async orLog(images: readonly { readonly uri: vscode.Uri }[], work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			const names = images.map(({ uri }) => posix.basename(uri.path)).join(', ');
			this.log.warn(`The recipe of ${names} is not written: ${String(error)}`);
		}
	}
}

async function readVirtual(image: vscode.Uri): Promise<Recipe | FileFlaw | undefined> {
	const file = await textOf(vscode.Uri.joinPath(image, '..', imagegenFileName));
	return typeof file === 'string' || !file ? file : recipeIn(file.text, posix.basename(image.path));
}

/** So often another window may have been faster. */
const maxTries = 5;

async function writeVirtual(
	folder: vscode.Uri,
	recipes: ReadonlyMap<string, Recipe | undefined>,
): Promise<FileFlaw | undefined> {
	const { fs } = vscode.workspace;
	const uri = vscode.Uri.joinPath(folder, imagegenFileName);
	for (let attempt = 1; ; attempt++) {
		const file = await textOf(uri);
		const next = typeof file === 'string' ? file : withRecipes(file?.text, recipes);
		if (typeof next === 'string' || typeof file === 'string') {
			return next as FileFlaw;
		}
		const now = await statOf(uri);
		const isSame = (typeof now === 'object' ? now.mtime : undefined) === file?.mtime;
		if (!isSame && attempt < maxTries) {
			continue;
		}
		if (next.text !== undefined) {
			await fs.writeFile(uri, Buffer.from(next.text));
		} else if (file) {
			await fs.delete(uri);
		}
		return undefined;
	}
}

async function textOf(
	uri: vscode.Uri,
): Promise<{ readonly text: string; readonly mtime: number } | FileFlaw | undefined> {
	const stat = await statOf(uri);
	if (typeof stat !== 'object') {
		return undefined;
	}
	if (stat.type !== vscode.FileType.File) {
		return 'noFile';
	}
	if (stat.size > maxImagegenFileBytes) {
		return 'tooLarge';
	}
	const text = textIn(await vscode.workspace.fs.readFile(uri));
	return text === undefined ? 'noJson' : { text, mtime: stat.mtime };
}
