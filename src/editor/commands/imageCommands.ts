import * as vscode from 'vscode';
import { readJob } from '../jobs/comeback';
import { promptOf, shortPromptOf } from '../jobs/asked';
import { failureReport } from '../jobs/failureReport';
import type { Job, Jobs } from '../jobs/jobs';
import type { Library } from '../jobs/library';
import type { Anchors } from '../anchors/anchors';
import type { JobRecord } from '../../engine/jobs/records';
import type { Reports } from '../diagnosis/reports';
import type { Failures } from '../delivery/failures';
import type { Chooser } from '../delivery/chooser';
import type { Outcomes } from '../delivery/outcomes';
import type { FocusedImages } from '../view/focused';
import type { ImagesView } from '../view/imagesView';
import { idOf, type ImageNode, isImageNode, type RecordNode } from '../view/nodes';
import { shorten } from '../../documents/shorten';
import { confirm, notify, remark } from '../ui/notify';
import type { Command } from './command';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

export interface ImageCommandsParts {
	readonly jobs: Jobs;
	readonly anchors: Anchors;
	readonly library: Library;
	readonly outcomes: Outcomes;
	readonly chooser: Chooser;
	readonly failures: Failures;
	readonly images: ImagesView;
	readonly focused: FocusedImages;
	readonly reports: Reports;
}

/** What can be done with the images of the view: by a row's menu and buttons, by keys on the focused row, or by an image's id. */
export function imageCommands(parts: ImageCommandsParts): Command[] {
	const { jobs, library } = parts;
	const forEach = (id: string, act: (node: ImageNode) => unknown): Command => ({
		id,
		execute: async (...args) => {
			for (const node of await chosen(parts, args)) {
				await act(node);
			}
		},
	});
	const forAll = (id: string, act: (nodes: readonly ImageNode[]) => unknown): Command => ({
		id,
		execute: async (...args) => {
			const nodes = await chosen(parts, args);
			return nodes.length > 0 ? act(nodes) : undefined;
		},
	});
	return [
		forEach('imagegen.openImage', (node) => open(node, parts)),
		forEach('imagegen.chooseImages', (node) => choose(node, parts)),
		forAll('imagegen.insertImage', (nodes) => insert(nodes, parts)),
		forAll('imagegen.saveImage', (nodes) => saveAs(nodes, parts)),
		forEach('imagegen.revealImage', (node) => reveal(node)),
		forAll('imagegen.copyPrompt', (nodes) => copyPrompts(nodes)),
		forEach('imagegen.lookAgain', (node) => withJob(node, parts, (job) => parts.failures.lookAgain(job))),
		forEach('imagegen.showImageLog', (node) => showLogOf(node, parts)),
		forAll('imagegen.cancelImage', (nodes) => cancel(nodes, jobs)),
		forAll('imagegen.removeImage', (nodes) => removeOrCancel(nodes, parts)),
		forAll('imagegen.dismissImage', (nodes) =>
			library.close(recordsIn(nodes).map((record) => library.folderOf(record))),
		),
		forEach('imagegen.moveImageUp', (node) => move(node, jobs, -1)),
		forEach('imagegen.moveImageDown', (node) => move(node, jobs, 1)),
	];
}

/** The rows that the command is for. */
export async function chosen(
	{ images, focused }: ImageCommandsParts,
	args: readonly unknown[],
): Promise<readonly ImageNode[]> {
	const [first, all] = args;
	if (Array.isArray(all) && all.some(isImageNode)) {
		return all.filter(isImageNode);
	}
	if (typeof first === 'string') {
		const node = images.nodeOf(first);
		return node ? [node] : [];
	}
	if (isImageNode(first)) {
		return [first];
	}
	return await (first === undefined ? focused.find() : focused.atKey());
}

async function withJob(
	node: ImageNode,
	{ jobs, library }: ImageCommandsParts,
	act: (job: Job) => unknown,
): Promise<void> {
	const job = node.kind === 'running' ? node.job : await readJob(library.folderOf(node.record), jobs);
	if (job) {
		await act(job);
	}
}

/** Asks which images of its set to keep. */
async function choose(node: ImageNode, { chooser }: ImageCommandsParts): Promise<void> {
	if (node.kind === 'record' && node.record.set !== undefined) {
		await chooser.choose(node.record.set);
	}
}

/** Its file; of one that is being made the place it is for; of one that failed, what was said of it. */
async function open(node: ImageNode, parts: ImageCommandsParts): Promise<void> {
	if (node.kind === 'running') {
		await openPlace(node.job, parts);
	} else if (node.record.deliveredTo !== undefined) {
		await openFileAt(vscode.Uri.parse(node.record.deliveredTo));
	} else {
		await withJob(node, parts, async (job) => {
			const [image] = job.state.images;
			await (image
				? vscode.commands.executeCommand('vscode.open', vscode.Uri.file(image.path))
				: parts.outcomes.tellAgain(job));
		});
	}
}

async function openPlace({ anchor, folder, task }: Job, parts: ImageCommandsParts): Promise<void> {
	if (!anchor) {
		await parts.reports.show(shortPromptOf({ task }), await failureReport(folder));
		return;
	}
	const document = await anchor.open();
	if (!document || anchor.cell) {
		await (document ? vscode.commands.executeCommand('vscode.open', anchor.address) : openFileAt(anchor.container));
		return;
	}
	const offset = anchor.offsetIn(document);
	const position = offset === undefined ? undefined : document.positionAt(offset);
	await vscode.window.showTextDocument(document, position ? { selection: new vscode.Range(position, position) } : {});
}

async function openFileAt(uri: vscode.Uri): Promise<void> {
	try {
		await vscode.workspace.fs.stat(uri);
	} catch {
		await notify('info', t("{0} isn't there any more.", vscode.workspace.asRelativePath(uri)), []);
		return;
	}
	await vscode.commands.executeCommand('vscode.open', uri);
}

/** Where they belong, while they wait to be saved; else, and where that is nowhere, where the person's cursor is. */
async function insert(nodes: readonly ImageNode[], parts: ImageCommandsParts): Promise<void> {
	const { anchors, outcomes } = parts;
	const waiting: Job[] = [];
	for (const node of nodes) {
		const deliveredTo = node.kind === 'record' ? node.record.deliveredTo : undefined;
		await withJob(node, parts, async (job) => {
			const editor = vscode.window.activeTextEditor;
			if (deliveredTo !== undefined) {
				await outcomes.insert(job, vscode.Uri.parse(deliveredTo));
			} else if (job.command === 'insert' || !editor || !outcomes.canInsert) {
				waiting.push(job);
			} else {
				const anchor = anchors.pin(editor.document, editor.selection.active);
				waiting.push({ ...job, command: 'insert', anchor });
			}
		});
	}
	const [first, ...others] = waiting;
	await (first && others.length === 0 ? outcomes.deliver(first) : outcomes.deliverAll(waiting));
}

/** One dialog after the other, until the person leaves one. */
async function saveAs(nodes: readonly ImageNode[], { jobs, library, outcomes }: ImageCommandsParts): Promise<void> {
	for (const node of nodes) {
		const job = node.kind === 'record' ? await readJob(library.folderOf(node.record), jobs) : undefined;
		if (job && !(await outcomes.saveAs(job))) {
			return;
		}
	}
}

async function reveal(node: ImageNode): Promise<void> {
	const deliveredTo = node.kind === 'record' ? node.record.deliveredTo : undefined;
	if (deliveredTo !== undefined) {
		const uri = vscode.Uri.parse(deliveredTo);
		const isInside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
		if (isInside || uri.scheme === 'file') {
			await vscode.commands.executeCommand(isInside ? 'revealInExplorer' : 'revealFileInOS', uri);
		}
	}
}

async function copyPrompts(nodes: readonly ImageNode[]): Promise<void> {
	const prompts = nodes.map(fullPromptOf).filter((prompt) => prompt !== '');
	await vscode.env.clipboard.writeText(prompts.join('\n\n'));
	remark(
		prompts.length === 1 ? t('Prompt copied.') : plural(t, prompts.length, '{0} prompt copied.', '{0} prompts copied.'),
	);
}

async function showLogOf(node: ImageNode, { library, reports }: ImageCommandsParts): Promise<void> {
	const folder = node.kind === 'running' ? node.job.folder : library.folderOf(node.record);
	await reports.show(nameOf(node), await failureReport(folder));
}

async function move(node: ImageNode, jobs: Jobs, by: -1 | 1): Promise<void> {
	if (node.kind === 'running') {
		await jobs.move(node.job, by);
	}
}

async function cancel(nodes: readonly ImageNode[], jobs: Jobs): Promise<void> {
	const running = nodes.flatMap((node) => (node.kind === 'running' ? [node.job] : []));
	const paid = running.find(isPaidFor);
	const isOne = running.length === 1;
	const isSure =
		!paid ||
		(await confirm(
			isOne
				? t('Cancel "{0}"?', shortPromptOf(paid))
				: plural(t, running.length, 'Cancel {0} image?', 'Cancel {0} images?'),
			t('The request has been sent. You may be billed for it all the same, and the image would be lost.'),
			[isOne ? t('Cancel the Image') : t('Cancel the Images')],
			t('Keep Generating'),
		)) !== undefined;
	if (isSure) {
		await Promise.all(running.map((job) => jobs.cancel(job)));
	}
}

/** Whether a service may bill for what is under way. */
function isPaidFor({ state }: Job): boolean {
	return state.maybePaid && !state.isFree;
}

/** Cancels those that run, and removes the others from the list. */
async function removeOrCancel(nodes: readonly ImageNode[], parts: ImageCommandsParts): Promise<void> {
	const { jobs, library, images } = parts;
	const running = nodes.filter(({ kind }) => kind === 'running');
	if (running.length > 0) {
		await cancel(running, jobs);
	}
	const records = nodes.filter((node) => node.kind === 'record');
	if (records.length > 0 && (await isSureToRemove(records))) {
		const next = images.neighbourOf(records);
		await library.remove(records.map(({ record }) => library.folderOf(record)));
		// Else the person would have to begin at the top again.
		await images.focus(next);
	}
}

/** Asks where money is in it: an image that nobody has yet, or the record of one that may have been billed. */
async function isSureToRemove(nodes: readonly RecordNode[]): Promise<boolean> {
	const unsaved = nodes.filter(({ record }) => record.saved && record.deliveredTo === undefined);
	const paid = nodes.filter(({ record }) => record.maybePaid);
	const [first] = [...unsaved, ...paid];
	if (!first) {
		return true;
	}
	const isOne = nodes.length === 1;
	const details = [
		unsaved.length === 0
			? ''
			: isOne
				? t('It is saved nowhere else.')
				: plural(t, unsaved.length, '{0} of them is saved nowhere else.', '{0} of them are saved nowhere else.'),
		paid.length === 0
			? ''
			: isOne
				? t('You may have been billed for it, and this is the record to claim that by.')
				: plural(
						t,
						paid.length,
						'You may have been billed for {0} of them, and this is the record to claim that by.',
						'You may have been billed for {0} of them, and these are the records to claim that by.',
					),
	];
	const question = isOne
		? t('Remove "{0}" for good?', nameOf(first))
		: plural(t, nodes.length, 'Remove {0} image for good?', 'Remove {0} images for good?');
	return (await confirm(question, joinSentences(...details), [t('Remove')], t('Keep'))) !== undefined;
}

function recordsIn(nodes: readonly ImageNode[]): JobRecord[] {
	return nodes.flatMap((node) => (node.kind === 'record' ? [node.record] : []));
}

function fullPromptOf(node: ImageNode): string {
	return node.kind === 'running' ? promptOf(node.job) : (node.record.image?.prompt ?? '');
}

function nameOf(node: ImageNode): string {
	return shorten(fullPromptOf(node) || idOf(node), 50);
}
