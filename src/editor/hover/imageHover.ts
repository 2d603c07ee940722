import * as vscode from 'vscode';
import { shorten } from '../../documents/shorten';
import { measureImage } from '../../engine/decode/imageFile';
import { measureSvg } from '../../engine/decode/svgFile';
import type { JobRecord } from '../../engine/jobs/records';
import type { Recipe } from '../../engine/recipes/recipe';
import { kilobytes } from '../../messages/copies';
import { wordRecipe } from '../../messages/recipes';
import { isCut } from '../../pixels/output';
import { markdownLanguages, statOf } from '../anchors/documents';
import type { LinkedImage, LinkedImages } from '../delivery/linkedImages';
import type { Recipes } from '../delivery/recipes';
import type { Library } from '../jobs/library';
import { tooltip, type TooltipLink } from '../ui/tooltip';
import { t } from '../ui/translate';

/** The editor decodes the whole of what it shows: of a larger image there is the thumbnail, or none. */
const maxShownBytes = 4_000_000;

/** What the editor shows of a text is 250 pixels high as a rule, and whoever doesn't see the rest doesn't look for it. */
const maxPromptLength = 200;

/** Tells of the image that a link leads to: how it looks, how large it is, and how it was made. Of its bytes the first are read alone. */
export class ImageHover {
	constructor(
		private readonly linked: Pick<LinkedImages, 'imagesAt'>,
		private readonly recipes: Pick<Recipes, 'find'>,
		private readonly library: Pick<Library, 'deliveredTo' | 'thumbnailOf'>,
	) {}

	/** Undefined where no link leads to an image that is there. */
	async at(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
		const [image] = await this.linked.imagesAt(document, new vscode.Range(position, position));
		if (!image) {
			return undefined;
		}
		const { from, to } = image.link.whole ?? image.link;
		const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
		const isShown = isShownAt(document, position, image.link);
		return new vscode.Hover(await this.textOf(document, image, isShown), range);
	}

	/** @param isShown whether the editor itself shows the image there. */
	private async textOf(
		document: vscode.TextDocument,
		{ uri, link }: LinkedImage,
		isShown: boolean,
	): Promise<vscode.MarkdownString> {
		const record = this.library.deliveredTo(uri);
		const [found, stat, measured] = await Promise.all([
			this.recipes.find(uri),
			statOf(uri),
			uri.scheme === 'file' ? sizeOf(uri.fsPath).catch(() => undefined) : undefined,
		]);
		const recipe = found?.recipe ?? (record && recipeFrom(record));
		const bytes = typeof stat === 'object' ? stat.size : 0;
		const facts = [
			...(measured ? [`${measured.width} × ${measured.height}`, measured.format.toUpperCase()] : []),
			t('{0} KB', kilobytes(bytes)),
		];
		const place = { document: document.uri.toString(), offset: link.from };
		const action = (title: string, command: string): TooltipLink => ({
			...{ title, command },
			args: [uri.toString(), place],
		});
		return tooltip(
			[
				...(recipe ? [shorten(recipe.prompt, maxPromptLength)] : []),
				facts.join(' · '),
				...(recipe ? [wordRecipe(t, recipe).join(' · ')] : []),
			],
			isShown ? undefined : this.shown(uri, measured ? bytes : Infinity, record),
			[
				action(t('Edit Image…'), 'imagegen.edit'),
				...(hasMore(record) ? [action(t('Choose Crop…'), 'imagegen.chooseCrop')] : []),
				...(recipe ? [action(t('Generate Again'), 'imagegen.generateAgain'), action(t('Vary…'), 'imagegen.vary')] : []),
			],
			'height=80',
		);
	}

	private shown(uri: vscode.Uri, bytes: number, record: JobRecord | undefined): vscode.Uri | undefined {
		if (bytes <= maxShownBytes) {
			return uri;
		}
		const thumbnail = record && this.library.thumbnailOf(record);
		return thumbnail === undefined ? undefined : vscode.Uri.file(thumbnail);
	}
}

/** Whether the editor's own Markdown shows the image there: at a path it does, whatever becomes of other hovers. */
function isShownAt(
	document: vscode.TextDocument,
	position: vscode.Position,
	{ from, to }: LinkedImage['link'],
): boolean {
	const offset = document.offsetAt(position);
	return markdownLanguages.has(document.languageId) && from <= offset && offset <= to;
}

/** Whether the image was cut from a larger one that is kept. */
function hasMore({ hasOriginal, saved, image }: Partial<JobRecord> = {}): boolean {
	return hasOriginal === true && saved !== undefined && image?.pixels !== undefined && isCut(saved, image.pixels);
}

async function sizeOf(path: string): Promise<{ width: number; height: number; format: string } | undefined> {
	return (await measureImage(path)) ?? (await measureSvg(path));
}

/** The same as a job's record tells it, where nothing stands beside the image. */
function recipeFrom({ image, asked, endpoint, endedAt }: JobRecord): Recipe | undefined {
	const { inputs: _inputs, isEdit: _isEdit, count: _count, ...wishes } = image ?? { prompt: '' };
	const by = asked ?? endpoint;
	return (
		image && { ...wishes, ...(by && { service: by.service, model: by.model }), date: new Date(endedAt).toISOString() }
	);
}
