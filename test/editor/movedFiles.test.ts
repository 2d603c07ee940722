import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import type { Anchor } from '../../src/editor/anchors/anchor';
import { obstacleAt } from '../../src/editor/anchors/obstacles';
import { Links } from '../../src/editor/delivery/links';
import { Settings } from '../../src/editor/settings';
import { until } from '../support/until';
import { log } from './support/log';
import { findNotebook } from '../../src/editor/anchors/documents';
import { closeNotebook, showNotebook, textsOf, writeNotebook } from './support/notebooks';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('A document whose file another program moves while an image is made for it', () => {
	const text =
		'The keeper of the light lived in the house below it.\n\n\n\nHe had a fox, a boat and nineteen crates.\n';
	const withLink = text.replace('\n\n\n\n', '\n\n![fox](images/fox.jpg)\n\n');
	const settings = new Settings(log);
	const links = new Links(reader, settings);
	after(() => settings.dispose());
	let folder: vscode.Uri;
	let anchors: Anchors;

	beforeEach(() => {
		folder = makeFolder();
		anchors = new Anchors();
	});
	afterEach(async () => {
		anchors.dispose();
		await tidyUp(folder);
	});

	const at = (name: string): string => join(folder.fsPath, name);

	/** Shows a document with that text, and pins the blank lines in it. */
	async function pin(name: string): Promise<{ anchor: Anchor; document: vscode.TextDocument }> {
		const document = await openFile(folder, name, text);
		await vscode.window.showTextDocument(document);
		const anchor = anchors.pin(document, new vscode.Position(2, 0));
		await until(() => anchor.file !== undefined, 'the file to be known');
		return { anchor, document };
	}

	async function assertIn(anchor: Anchor, name: string): Promise<void> {
		const image = vscode.Uri.joinPath(folder, name, '../images/fox.jpg');
		assert.equal(await links.insertAtAnchor(anchor, { uri: image, prompt: 'fox' }), 'inserted');
		assert.equal(anchor.uri.fsPath, at(name));
		assert.equal((await vscode.workspace.openTextDocument(at(name))).getText(), withLink);
	}

	it('has the link under its new name', async () => {
		const { anchor } = await pin('a.md');
		await rename(at('a.md'), at('b.md'));
		await assertIn(anchor, 'b.md');
		assert.ok(!existsSync(at('a.md')));
	});

	it('has it in a folder that has another name, and below another one', async () => {
		const { anchor } = await pin('docs/parts/a.md');
		await rename(at('docs'), at('manual'));
		await until(() => anchor.uri.fsPath === at('manual/parts/a.md'), 'the file to be found');
		await mkdir(at('old'));
		await rename(at('manual'), at('old/docs'));
		await assertIn(anchor, 'old/docs/parts/a.md');
	});

	it('has it under another name in another folder, and back', async () => {
		const { anchor } = await pin('a.md');
		await mkdir(at('guide'));
		await rename(at('a.md'), at('guide/b.md'));
		await until(() => anchor.uri.fsPath === at('guide/b.md'), 'the file to be found');
		await rename(at('guide/b.md'), at('a.md'));
		await until(() => anchor.uri.fsPath === at('a.md'), 'the file to be found again');
		await assertIn(anchor, 'a.md');
	});

	it('has it where git has moved it, and on the branch where it is', async () => {
		const git = (...args: readonly string[]): Buffer =>
			execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder.fsPath });
		const { anchor } = await pin('a.md');
		git('init', '-q', '-b', 'first');
		git('add', '.');
		git('commit', '-q', '-m', 'one');
		git('checkout', '-q', '-b', 'second');
		git('mv', 'a.md', 'b.md');
		git('commit', '-q', '-m', 'two');
		await until(() => anchor.uri.fsPath === at('b.md'), 'the file to be found');
		git('checkout', '-q', 'first');
		await until(() => anchor.uri.fsPath === at('a.md'), 'the file of the other branch to be found');
		await assertIn(anchor, 'a.md');
	});

	it('has it when the window is another by then', async () => {
		const { anchor } = await pin('a.md');
		const record = anchor.record();
		anchors.dispose();
		await rename(at('a.md'), at('b.md'));
		anchors = new Anchors();
		await assertIn(anchors.restore(record), 'b.md');
	});

	it('has it where it is a notebook', async () => {
		const [from, to] = [vscode.Uri.file(at('a.ipynb')), vscode.Uri.file(at('b.ipynb'))];
		await writeNotebook(from, ['One', 'Two ']);
		const notebook = await showNotebook(from);
		const anchor = anchors.pin(notebook.cellAt(1).document, new vscode.Position(0, 4));
		await closeNotebook(notebook);
		await until(() => anchor.file !== undefined, 'the file to be known');
		await rename(from.fsPath, to.fsPath);
		const image = vscode.Uri.joinPath(folder, 'images/fox.jpg');
		assert.equal(await links.insertAtAnchor(anchor, { uri: image, prompt: 'fox' }), 'inserted');
		const moved = await findNotebook(to);
		assert.deepEqual(moved && textsOf(moved), ['One', 'Two ![fox](images/fox.jpg)']);
	});

	describe('is gone', () => {
		async function assertGone(anchor: Anchor): Promise<void> {
			assert.equal(await obstacleAt(anchor), 'noDocument');
			assert.equal(anchor.uri.fsPath, at('a.md'));
		}

		/** Resolves once the editor has been told that there is a new file, and what follows from that is over. */
		async function told(name: string): Promise<void> {
			const { promise, resolve } = Promise.withResolvers<unknown>();
			const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
			watcher.onDidCreate(resolve);
			await promise;
			watcher.dispose();
		}

		it('where another one takes its number on the disk', async () => {
			const { anchor } = await pin('a.md');
			const isTold = told('b.md');
			await rm(at('a.md'));
			await writeFile(at('b.md'), `Another ${text}`);
			await isTold;
			await assertGone(anchor);
		});

		it('where two new ones have its text', async () => {
			const { anchor } = await pin('a.md');
			const isTold = Promise.all([told('b.md'), told('c.md')]);
			await writeFile(at('b.md'), text);
			await writeFile(at('c.md'), text);
			await isTold;
			await rm(at('a.md'));
			await assertGone(anchor);
		});

		it('while it has changes that are not saved', async () => {
			const { anchor, document } = await pin('a.md');
			const edit = new vscode.WorkspaceEdit();
			edit.insert(document.uri, new vscode.Position(0, 0), 'New. ');
			await vscode.workspace.applyEdit(edit);
			await rename(at('a.md'), at('b.md'));
			await assertGone(anchor);
		});
	});
});
