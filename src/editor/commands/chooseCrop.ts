import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { extensionOf } from '../../engine/extension';
import { fileHash } from '../../engine/jobs/fileHash';
import { imagesAmong, namesIn } from '../../engine/jobs/layout';
import type { JobRecord } from '../../engine/jobs/records';
import { type ExactPixels, rasterFormats } from '../../engine/task';
import { wordCopy } from '../../messages/copies';
import { wordInputFlaw } from '../../messages/inputs';
import { focusAt, isCut, partOf } from '../../pixels/output';
import type { Convert } from '../delivery/converter';
import { isMade } from '../delivery/copies';
import type { CopiesBeside } from '../delivery/copiesBeside';
import type { Recipes } from '../delivery/recipes';
import type { Library } from '../jobs/library';
import type { Settings } from '../settings';
import { openFile } from '../ui/actions';
import { askCrop } from '../ui/cropPage';
import { type Action, inStatusBar, notify } from '../ui/notify';
import { reasonOf } from '../ui/reason';
import type { Command } from './command';
import type { MeantImage, MeantImages } from './meantImages';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

export interface ChooseCropParts {
	readonly meant: Pick<MeantImages, 'find'>;
	readonly beside: CopiesBeside;
	readonly recipes: Pick<Recipes, 'read'>;
	readonly library: Pick<Library, 'deliveredTo' | 'folderOf' | 'records'>;
	readonly settings: Pick<Settings, 'output'>;
	readonly convert: Convert;
}

/** An image as it came, and the pixels that it was cut to. */
interface Uncut {
	readonly path: string;
	readonly image: ExactPixels;
	readonly pixels: ExactPixels;
	/** Of the copy. */
	readonly format: string;
}

/** What is to be told of a copy. */
interface Told {
	readonly severity: 'info' | 'error';
	readonly message: string;
	readonly actions?: readonly Action[];
}

/** Cuts an image to its exact pixels anew, where the person says: a copy beside it, to which the link goes in one step of undo. */
export class ChooseCropCommand implements Command {
	readonly id = 'imagegen.chooseCrop';

	constructor(private readonly parts: ChooseCropParts) {}

	async execute(...args: unknown[]): Promise<void> {
		const meant = await this.parts.meant.find(args);
		if (!meant) {
			return;
		}
		const name = vscode.workspace.asRelativePath(meant.uri);
		const uncut = await this.uncut(meant.uri);
		if (!uncut) {
			return notify('info', t('Nothing is kept here that was cut off of {0}.', name), []);
		}
		const { path, image, pixels } = uncut;
		const at = await askCrop(t('Choose Crop: {0}', name), { path, image, part: partOf(image, pixels) });
		if (at !== undefined) {
			const { severity, message, actions = [] } = await this.crop(meant, uncut, at);
			await notify(severity, message, actions, 'copies');
		}
	}

	/** What the image was before it was cut; undefined where nothing was cut off, or that is not kept any more. */
	async uncut(uri: vscode.Uri): Promise<Uncut | undefined> {
		const { library } = this.parts;
		const record = library.deliveredTo(uri) ?? (await this.madeOfTheSame(uri));
		const { pixels } = record?.image ?? {};
		const path = record?.hasOriginal && (await originalIn(library, record));
		const { saved, copy } = record ?? {};
		return path !== undefined && pixels && saved && copy && isCut(saved, pixels)
			? { path, image: saved, pixels, format: copy.format }
			: undefined;
	}

	/** Makes the copy, from one end (0) of the room that it has to the other (1). Resolves with what is to be told. */
	async crop({ uri, link }: MeantImage, uncut: Uncut, at: number): Promise<Told> {
		const { beside, settings, convert } = this.parts;
		const folder = await mkdtemp(join(tmpdir(), 'imagegen-'));
		try {
			const { path, image, pixels } = uncut;
			const { quality, budget } = settings.output(uri) ?? {};
			const format = rasterFormats.find((known) => known === uncut.format) ?? 'png';
			const wish = { format, quality, budget, size: pixels, focus: focusAt(image, pixels, at) };
			const to = join(folder, `copy.${extensionOf(wish.format)}`);
			const name = vscode.workspace.asRelativePath(uri);
			const made = await inStatusBar(t('Cropping {0}', name), () => convert(path, to, wish));
			if (!isMade(made)) {
				const why = 'flaw' in made ? wordInputFlaw(t, name, made.flaw, made) : made.reason;
				return { severity: 'error', message: t("Couldn't crop {0}. {1}", name, why) };
			}
			const copy = await beside.place(uri, made);
			const isLinked = link !== undefined && (await beside.relink(link, uri, { uri: copy, size: made }));
			const message = joinSentences(
				t('Cropped copy saved: {0} ({1} × {2}).', vscode.workspace.asRelativePath(copy), made.width, made.height),
				isLinked ? t('The link leads to it.') : '',
				...wordCopy(t, made, wish),
			);
			return { severity: 'info', message, actions: [openFile(copy)] };
		} catch (error) {
			return { severity: 'error', message: t("Couldn't crop the image. {0}", reasonOf(error)) };
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	/** The job of which another copy was delivered: what stands beside this one tells the bytes that it was made of. */
	private async madeOfTheSame(uri: vscode.Uri): Promise<JobRecord | undefined> {
		const { library, recipes } = this.parts;
		const { prompt, originalHash } = (await recipes.read(uri)) ?? {};
		for (const record of library.records) {
			const isLike = originalHash !== undefined && record.hasOriginal && record.image?.prompt === prompt;
			const path = isLike ? await originalIn(library, record) : undefined;
			if (path !== undefined && (await fileHash(path)) === originalHash) {
				return record;
			}
		}
		return undefined;
	}
}

/** The first of the images that a job keeps as they came. */
async function originalIn(library: Pick<Library, 'folderOf'>, record: JobRecord): Promise<string | undefined> {
	const folder = library.folderOf(record);
	const [name] = imagesAmong(await namesIn(folder));
	return name === undefined ? undefined : join(folder.path, name);
}
