import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { extensionOf } from '../../engine/extension';
import { wordCopy } from '../../messages/copies';
import { dataSize } from '../../messages/elapsed';
import { wordInputFlaw } from '../../messages/inputs';
import type { CopyWish, MadeCopy, Output } from '../../pixels/output';
import type { Conversion, Convert } from '../delivery/converter';
import { isMade } from '../delivery/copies';
import type { CopiesBeside } from '../delivery/copiesBeside';
import type { Settings } from '../settings';
import { openFile } from '../ui/actions';
import { type Action, inStatusBar, notify } from '../ui/notify';
import { askPick, back } from '../ui/quickInput';
import { reasonOf } from '../ui/reason';
import type { Command } from './command';
import type { MeantImage, MeantImages } from './meantImages';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** A page that loads at once: web pages have about two megabytes in all. */
const pageBudget = 300_000;

/** The longer edge of a large screen's picture. */
const screenEdge = 2048;

export interface MakeSmallerParts {
	readonly meant: MeantImages;
	readonly beside: CopiesBeside;
	readonly settings: Pick<Settings, 'keepOutput'>;
	readonly convert: Convert;
}

/** What a copy is to be. */
type Wish = Output & Pick<CopyWish, 'format'>;

/** What is to be told of a copy. */
interface Told {
	readonly severity: 'info' | 'error';
	readonly message: string;
	readonly actions?: readonly Action[];
}

/** Makes a lighter copy beside an image, and has the link that is meant lead to it, in one step of undo. The image stays. */
export class MakeSmallerCommand implements Command {
	readonly id = 'imagegen.makeSmaller';

	constructor(private readonly parts: MakeSmallerParts) {}

	async execute(...args: unknown[]): Promise<void> {
		const image = await this.parts.meant.find(args);
		const output = image && (await askOutput(vscode.workspace.asRelativePath(image.uri)));
		if (output) {
			const { severity, message, actions = [] } = await this.make(image, output);
			await notify(severity, message, actions, 'copies');
		}
	}

	/** Makes the copy; resolves with what is to be told. */
	async make(image: MeantImage, output: Wish): Promise<Told> {
		const folder = await mkdtemp(join(tmpdir(), 'imagegen-'));
		try {
			return await this.makeIn(folder, image, output);
		} catch (error) {
			return { severity: 'error', message: t("Couldn't make a smaller copy. {0}", reasonOf(error)) };
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	private async makeIn(folder: string, { uri, link }: MeantImage, output: Wish): Promise<Told> {
		const name = vscode.workspace.asRelativePath(uri);
		const source = join(folder, 'image');
		await bring(uri, source);
		const { size } = await stat(source);
		const conversion = await inStatusBar(t('Making a smaller copy of {0}', name), () =>
			this.parts.convert(source, join(folder, `copy.${extensionOf(output.format)}`), output),
		);
		if (!isMade(conversion)) {
			return { severity: 'error', message: wordNotMade(name, conversion) };
		}
		if (conversion.bytes >= size) {
			const facts = [name, dataSize(t, conversion.bytes), dataSize(t, size)];
			const message = t('No copy of {0} was made: it would be {1}, and the image is {2}.', ...facts);
			return { severity: 'info', message };
		}
		const copy = await this.parts.beside.place(uri, conversion);
		const isLinked = link !== undefined && (await this.parts.beside.relink(link, uri, { uri: copy, size: conversion }));
		const message = joinSentences(
			wordMade(copy, conversion, size),
			isLinked ? t('The link leads to it.') : '',
			...wordCopy(t, conversion, output),
		);
		return { severity: 'info', message, actions: this.actionsFor(uri, copy, { output, isLinked }) };
	}

	private actionsFor(
		image: vscode.Uri,
		copy: vscode.Uri,
		{ output, isLinked }: { readonly output: Output; readonly isLinked: boolean },
	): Action[] {
		const always = { title: t('Do So for All Images'), run: () => this.parts.settings.keepOutput(output) };
		const trash = {
			title: t('Move Original to Trash'),
			run: () => vscode.workspace.fs.delete(image, { useTrash: true }),
		};
		return [openFile(copy), always, ...(isLinked ? [trash] : [])];
	}
}

/** What the copy is to be; undefined when the person changed their mind. */
async function askOutput(name: string): Promise<Wish | undefined> {
	const items: readonly (vscode.QuickPickItem & { readonly output: Wish })[] = [
		{
			label: t('WebP within {0}', dataSize(t, pageBudget)),
			description: t('for a page; with fewer pixels where that is needed'),
			output: { format: 'webp', budget: pageBudget },
		},
		{
			label: t('WebP, {0} pixels at most', screenEdge),
			description: t('the longer edge'),
			output: { format: 'webp', edge: screenEdge },
		},
		{ label: t('WebP with all pixels'), output: { format: 'webp', quality: 85 } },
		{ label: t('JPEG with all pixels'), output: { format: 'jpeg', quality: 85 } },
	];
	const answer = await askPick({
		title: t('Make a Smaller Copy'),
		placeholder: t('Choose what the copy of {0} is to be; the image stays', name),
		items,
	});
	return answer === back ? undefined : answer?.output;
}

/** A copy of the file on this machine's disk, so that it can't change while it is read. */
async function bring(uri: vscode.Uri, to: string): Promise<void> {
	await (uri.scheme === 'file' ? copyFile(uri.fsPath, to) : writeFile(to, await vscode.workspace.fs.readFile(uri)));
}

function wordMade(copy: vscode.Uri, { width, height, bytes }: MadeCopy, size: number): string {
	const path = vscode.workspace.asRelativePath(copy);
	const facts = [path, width, height, dataSize(t, bytes), dataSize(t, size)] as const;
	return t('Smaller copy saved: {0} ({1} × {2}, {3}; the image is {4}).', ...facts);
}

function wordNotMade(name: string, conversion: Exclude<Conversion, MadeCopy>): string {
	return 'flaw' in conversion
		? wordInputFlaw(t, name, conversion.flaw, conversion)
		: t("Couldn't make a smaller copy of {0}. {1}", name, conversion.reason);
}
