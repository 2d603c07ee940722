import * as vscode from 'vscode';
import { readJob } from '../jobs/comeback';
import type { ImageNode } from '../view/nodes';
import type { Command } from './command';
import { chosen, type ImageCommandsParts } from './imageCommands';
import { type ImageVersions, isMade } from './imageVersions';
import type { MeantImage, MeantImages } from './meantImages';

export interface VersionCommandsParts extends ImageCommandsParts {
	readonly meant: MeantImages;
	readonly versions: ImageVersions;
}

/** Other versions of images: of rows of the view, and of files that a document links to, or that were just delivered. */
export function versionCommands(parts: VersionCommandsParts): Command[] {
	const { meant, versions } = parts;
	const forRows = async (args: readonly unknown[], act: (node: ImageNode) => unknown): Promise<void> => {
		for (const node of await chosen(parts, args)) {
			await act(node);
		}
	};
	/** Files are told by their addresses, which no row's id is like. */
	const forFile = async (args: readonly unknown[], act: (image: MeantImage) => unknown): Promise<boolean> => {
		const [first] = args;
		const isFile = first instanceof vscode.Uri || (typeof first === 'string' && first.includes(':'));
		const image = isFile ? await meant.find(args) : undefined;
		await (image && act(image));
		return isFile;
	};
	return [
		{
			id: 'imagegen.editImage',
			execute: (...args) =>
				forRows(args, async (node) => {
					const uri = await fileOf(node, parts);
					await (uri && versions.edit({ uri }));
				}),
		},
		{
			id: 'imagegen.generateAgain',
			execute: async (...args) =>
				(await forFile(args, (image) => versions.again(image))) || forRows(args, (node) => again(node, parts)),
		},
		{
			id: 'imagegen.vary',
			execute: async (...args) =>
				(await forFile(args, (image) => versions.vary(image))) || forRows(args, (node) => vary(node, parts)),
		},
	];
}

/** The image's file: where it was saved to, or while it waits to be saved, in its job's folder. */
async function fileOf(node: ImageNode, { jobs, library }: ImageCommandsParts): Promise<vscode.Uri | undefined> {
	if (node.kind === 'running') {
		return undefined;
	}
	const { deliveredTo } = node.record;
	const job = deliveredTo === undefined ? await readJob(library.folderOf(node.record), jobs) : undefined;
	const path = job?.state.images[0]?.path;
	const unsaved = path === undefined ? undefined : vscode.Uri.file(path);
	return deliveredTo === undefined ? unsaved : vscode.Uri.parse(deliveredTo);
}

async function again(node: ImageNode, { jobs, library, failures }: ImageCommandsParts): Promise<void> {
	const job = node.kind === 'running' ? node.job : await readJob(library.folderOf(node.record), jobs);
	await (job && isMade(job) && failures.retry(job, job.task));
}

async function vary(node: ImageNode, { jobs, library, versions }: VersionCommandsParts): Promise<void> {
	const job = node.kind === 'running' ? node.job : await readJob(library.folderOf(node.record), jobs);
	const deliveredTo = node.kind === 'record' ? node.record.deliveredTo : undefined;
	const uri = deliveredTo === undefined ? undefined : vscode.Uri.parse(deliveredTo);
	await (job && isMade(job) && versions.varyJob(job, uri && { uri }));
}
