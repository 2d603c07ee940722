import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FocusedImages } from '../../src/editor/view/focused';
import type { RunningNode } from '../../src/editor/view/nodes';
import { waitUntil } from '../journeys/harness/waitUntil';
import { finishedJob, makeJobsPath } from './support/jobs';

describe('The images that a key is meant for', () => {
	let jobsPath: string;
	let nodes: RunningNode[];
	let view: vscode.TreeView<RunningNode>;
	let focused: FocusedImages;
	let reads: number;
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
		reads = 0;
		view = vscode.window.createTreeView('imagegen.images', {
			canSelectMany: true,
			treeDataProvider: {
				onDidChangeTreeData: changes.event,
				getChildren: async () => {
					reads++;
					asked.emit('rows');
					await gate;
					return nodes;
				},
				getParent: () => undefined,
				getTreeItem: ({ job }) => Object.assign(new vscode.TreeItem(job.folder.id), { id: job.folder.id }),
			},
		});
		focused = new FocusedImages(view, () => reads);
		await vscode.commands.executeCommand('setContext', 'imagegen.hasImages', true);
		await vscode.commands.executeCommand('imagegen.images.focus');
		await waitUntil(areShown, 'the rows');
	});
	afterEach(async () => {
		focused.dispose();
		view.dispose();
		await vscode.commands.executeCommand('setContext', 'imagegen.hasImages', false);
		await vscode.commands.executeCommand('workbench.action.closeSidebar');
		await rm(jobsPath, { recursive: true, force: true });
	});

	it('are the focused one, where another is selected', async () => {
		const [first, second] = nodes as [RunningNode, RunningNode];
		await view.reveal(first, { select: true });
		await view.reveal(second, { select: false, focus: true });
		assert.deepEqual(await focused.find(), [second]);
		assert.deepEqual(view.selection, [first]);
	});

	it('are the selected ones, where the focused one is among them', async () => {
		const [first, second] = nodes as [RunningNode, RunningNode];
		await view.reveal(second, { select: true, focus: true });
		await vscode.commands.executeCommand('list.expandSelectionUp');
		assert.deepEqual(new Set(await focused.find()), new Set([first, second]));
	});

	/** What the keys do that package.json binds, and the command that follows them. */
	const key = async (): Promise<readonly unknown[]> => {
		const commands = ['list.toggleSelection', 'list.toggleSelection'];
		await vscode.commands.executeCommand('runCommands', { commands });
		return await focused.atKey();
	};

	/** Has the rows read anew, and resolves once they are asked for; they come when the result is called. */
	async function readAnew(): Promise<() => void> {
		const released = Promise.withResolvers<undefined>();
		gate = released.promise;
		const isAsked = once(asked, 'rows');
		changes.fire(undefined);
		await isAsked;
		return () => released.resolve(undefined);
	}

	it('are those that were focused when the key was pressed, however quick the next one is', async () => {
		const [first, second, third] = nodes as [RunningNode, RunningNode, RunningNode];
		await view.reveal(first, { select: true });
		await view.reveal(second, { select: false, focus: true });
		const toggle = ['list.toggleSelection', 'list.toggleSelection'];
		// As the editor does, which tells of all of it before anything else is asked.
		const pressed = vscode.commands.executeCommand('runCommands', { commands: [...toggle, 'list.focusDown'] });
		await pressed;
		assert.deepEqual(await focused.atKey(), [second]);
		assert.deepEqual(await key(), [third]);
		assert.deepEqual(view.selection, [first]);
	});

	it('are found one after the other, where several are looked for at once', async () => {
		const [first, second] = nodes as [RunningNode, RunningNode];
		await view.reveal(first, { select: true });
		await view.reveal(second, { select: false, focus: true });
		const found = await Promise.all(Array.from({ length: 8 }, () => focused.find()));
		assert.deepEqual(
			found,
			found.map(() => [second]),
		);
		assert.deepEqual(view.selection, [first]);
	});

	it('are found although the rows are just being read anew', async () => {
		const [, second] = nodes as [RunningNode, RunningNode];
		await view.reveal(second, { select: false, focus: true });
		const release = await readAnew();
		let changed = 0;
		const listener = view.onDidChangeSelection(() => ++changed === 2 && release());
		try {
			assert.deepEqual(await focused.find(), [second]);
			assert.deepEqual(view.selection, []);
		} finally {
			listener.dispose();
			release();
		}
	});

	for (const [when, isAtOnce] of [
		['at once', true],
		['after the first look', false],
	] as const) {
		it(`are not those that are merely selected, where the rows come ${when}`, async () => {
			const [first, second] = nodes as [RunningNode, RunningNode];
			await view.reveal(first, { select: true });
			await view.reveal(second, { select: false, focus: true });
			const release = await readAnew();
			const listener = view.onDidChangeSelection(() => release());
			try {
				const found = key();
				if (isAtOnce) {
					release();
				}
				assert.deepEqual(await found, [second]);
				assert.deepEqual(view.selection, [first]);
			} finally {
				listener.dispose();
				release();
			}
		});
	}
});
