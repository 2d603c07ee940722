import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { focusedImages } from '../../src/editor/view/focused';
import type { RunningNode } from '../../src/editor/view/nodes';
import { waitUntil } from '../journeys/harness/waitUntil';
import { finishedJob, makeJobsPath } from './support/jobs';

describe('The images that a key is meant for', () => {
	let jobsPath: string;
	let nodes: RunningNode[];
	let view: vscode.TreeView<RunningNode>;
	/** Whether rows may be read; and who asks for them. */
	let gate: Promise<unknown>;
	const changes = new vscode.EventEmitter<undefined>();
	const asked = new EventEmitter();

	/** The editor refuses to show a row that has not reached it yet. */
	const areShown = (): Promise<boolean> =>
		Promise.resolve(view.reveal(nodes[0] ?? assert.fail(), { select: false })).then(
			() => true,
			() => false,
		);

	beforeEach(async () => {
		jobsPath = await makeJobsPath();
		const jobs = await Promise.all([1, 2, 3].map(() => finishedJob(jobsPath, 'generate')));
		nodes = jobs.map((job) => ({ kind: 'running', job }));
		gate = Promise.resolve();
		view = vscode.window.createTreeView('imagegen.images', {
			canSelectMany: true,
			treeDataProvider: {
				onDidChangeTreeData: changes.event,
				getChildren: async () => {
					asked.emit('rows');
					await gate;
					return nodes;
				},
				getParent: () => undefined,
				getTreeItem: ({ job }) => Object.assign(new vscode.TreeItem(job.folder.id), { id: job.folder.id }),
			},
		});
		await vscode.commands.executeCommand('setContext', 'imagegen.hasImages', true);
		await vscode.commands.executeCommand('imagegen.images.focus');
		await waitUntil(areShown, 'the rows');
	});
	afterEach(async () => {
		view.dispose();
		await vscode.commands.executeCommand('setContext', 'imagegen.hasImages', false);
		await vscode.commands.executeCommand('workbench.action.closeSidebar');
		await rm(jobsPath, { recursive: true, force: true });
	});

	it('are the focused one, where another is selected', async () => {
		const [first, second] = nodes as [RunningNode, RunningNode];
		await view.reveal(first, { select: true });
		await view.reveal(second, { select: false, focus: true });
		assert.deepEqual(await focusedImages(view), [second]);
		assert.deepEqual(view.selection, [first]);
	});

	it('are the selected ones, where the focused one is among them', async () => {
		const [first, second] = nodes as [RunningNode, RunningNode];
		await view.reveal(second, { select: true, focus: true });
		await vscode.commands.executeCommand('list.expandSelectionUp');
		assert.deepEqual(new Set(await focusedImages(view)), new Set([first, second]));
	});

	it('are found although the rows are just being read anew', async () => {
		const [, second] = nodes as [RunningNode, RunningNode];
		await view.reveal(second, { select: false, focus: true });
		const released = Promise.withResolvers<undefined>();
		gate = released.promise;
		const isAsked = once(asked, 'rows');
		changes.fire(undefined);
		await isAsked;
		let changed = 0;
		const listener = view.onDidChangeSelection(() => ++changed === 2 && released.resolve(undefined));
		try {
			assert.deepEqual(await focusedImages(view), [second]);
			assert.deepEqual(view.selection, []);
		} finally {
			listener.dispose();
			released.resolve(undefined);
		}
	});
});
