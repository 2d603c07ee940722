import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { format } from 'prettier';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import type { Anchor } from '../../src/editor/anchors/anchor';
import { type Obstacle, obstacleAt } from '../../src/editor/anchors/obstacles';
import { type LinkInsertion, Links } from '../../src/editor/delivery/links';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';
import { MemoryFileSystem } from './support/memoryFileSystem';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('A link to an image in a document that has changed meanwhile', () => {
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

	/** Shows a document with that text, and puts the cursor and a place at its `§`. */
	async function ask(text: string, name = 'a.md'): Promise<{ anchor: Anchor; document: vscode.TextDocument }> {
		const document = await openFile(folder, name, text.replace('§', ''));
		const editor = await vscode.window.showTextDocument(document);
		const position = document.positionAt(text.indexOf('§'));
		editor.selection = new vscode.Selection(position, position);
		return { anchor: anchors.pin(document, position), document };
	}

	const insert = (anchor: Anchor, name = 'fox'): Promise<LinkInsertion> =>
		links.insertAtAnchor(anchor, { uri: vscode.Uri.joinPath(folder, 'images', `${name}.jpg`), prompt: name });

	/** The image cannot be inserted, for that reason, and the text stays as it is. */
	async function assertNotInserted(anchor: Anchor, obstacle: Obstacle): Promise<void> {
		const texts = vscode.workspace.textDocuments.map((document) => ({ document, text: document.getText() }));
		assert.equal(await insert(anchor), 'notInserted');
		assert.equal(await obstacleAt(anchor), obstacle);
		texts.forEach(({ document, text }) => assert.equal(document.getText(), text, document.fileName));
	}

	it('is where its line is back by an undo', async () => {
		const { anchor, document } = await ask('Alpha\nBeta§ gamma\nDelta\n');
		await vscode.commands.executeCommand('editor.action.deleteLines');
		await assertNotInserted(anchor, 'noPlace');
		await vscode.commands.executeCommand('undo');
		assert.equal(await insert(anchor), 'inserted');
		assert.equal(document.getText(), 'Alpha\nBeta![fox](images/fox.jpg) gamma\nDelta\n');
	});

	for (const [where, before, after] of [
		[
			'between paragraphs',
			'# Title\n\nIntro text.\n\n\n§\n\n\nNext part.\n',
			'# Title\n\nIntro text.\n\n![fox](images/fox.jpg)\n\nNext part.\n',
		],
		['at the end', '# Title\n\nIntro text.\n\n§\n', '# Title\n\nIntro text.\n\n![fox](images/fox.jpg)\n'],
	] as const) {
		it(`is where Prettier has collapsed the blank lines ${where}`, async () => {
			const { anchor, document } = await ask(before);
			const edit = new vscode.WorkspaceEdit();
			const whole = new vscode.Range(0, 0, document.lineCount, 0);
			edit.replace(document.uri, whole, await format(document.getText(), { parser: 'markdown' }));
			await vscode.workspace.applyEdit(edit);
			assert.equal(await insert(anchor), 'inserted');
			assert.equal(document.getText(), after);
		});
	}

	for (const order of [
		[1, 2],
		[2, 1],
		[1, 2, 3, 4, 5],
		[5, 4, 3, 2, 1],
		[3, 1, 5, 2, 4],
	]) {
		it(`stands in the order asked for, when images arrive as ${order.join(', ')}`, async () => {
			const { anchor, document } = await ask('Alpha.\n\n§\n\nBeta.\n');
			const position = document.positionAt('Alpha.\n\n'.length);
			const others = order.slice(1).map(() => anchors.pin(document, position));
			const all = [anchor, ...others];
			for (const number of order) {
				const next = all[number - 1];
				assert.equal(next && (await insert(next, `n${number}`)), 'inserted');
			}
			const images = order.toSorted().map((number) => `![n${number}](images/n${number}.jpg)\n\n`);
			assert.equal(document.getText(), `Alpha.\n\n${images.join('')}Beta.\n`);
		});
	}

	it('stands in the order asked for within a line, and behind the word there', async () => {
		const { anchor, document } = await ask('Alpha be§ta\n');
		const second = anchors.pin(document, new vscode.Position(0, 8));
		assert.equal(await insert(second, 'n2'), 'inserted');
		assert.equal(await insert(anchor, 'n1'), 'inserted');
		assert.match(document.getText(), /^Alpha beta !\[n1\]\(images\/n1\.jpg\) ?!\[n2\]\(images\/n2\.jpg\)\n$/);
	});

	it('comes back in order when one was undone and done again', async () => {
		const { anchor, document } = await ask('Alpha.\n\n§\n\nBeta.\n');
		const second = anchors.pin(document, new vscode.Position(2, 0));
		assert.equal(await insert(anchor, 'n1'), 'inserted');
		await vscode.commands.executeCommand('undo');
		await vscode.commands.executeCommand('redo');
		assert.equal(await insert(second, 'n2'), 'inserted');
		assert.equal(document.getText(), 'Alpha.\n\n![n1](images/n1.jpg)\n\n![n2](images/n2.jpg)\n\nBeta.\n');
	});

	it('splits no word that is being typed there', async () => {
		const { anchor, document } = await ask('Look: §\nend\n');
		await vscode.commands.executeCommand('type', { text: 'foxes' });
		assert.equal(await insert(anchor), 'inserted');
		assert.equal(document.getText(), 'Look: ![fox](images/fox.jpg)foxes\nend\n');
	});

	it('is in a cell of a notebook, and undone there', async () => {
		const cell = { cell_type: 'markdown', id: 'a', metadata: {}, source: ['See: '] };
		const uri = vscode.Uri.joinPath(folder, 'a.ipynb');
		const content = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
		await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
		const notebook = await vscode.workspace.openNotebookDocument(uri);
		await vscode.window.showNotebookDocument(notebook);
		const { document } = notebook.cellAt(0);
		const anchor = anchors.pin(document, new vscode.Position(0, 5));
		assert.equal(await insert(anchor), 'inserted');
		assert.equal(document.getText(), 'See: ![fox](images/fox.jpg)');
		await vscode.commands.executeCommand('notebook.cell.edit');
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), 'See: ');
		assert.equal(anchor.offsetIn(document), 5);
		await vscode.commands.executeCommand('workbench.action.files.revert');
	});

	// VS Code 1.106 has no such editor: there is nothing to be seen there.
	if (hasEditor('vscode.markdown.editor')) {
		it("is in a document that is open in VS Code's own editor for Markdown", async () => {
			const { anchor, document } = await ask('Alpha.\n\n§\n\nBeta.\n');
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
			await vscode.commands.executeCommand('vscode.openWith', document.uri, 'vscode.markdown.editor');
			assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom);
			assert.equal(await insert(anchor), 'inserted');
			const found = vscode.workspace.textDocuments.find(({ uri }) => uri.path === document.uri.path);
			assert.equal(found?.getText(), 'Alpha.\n\n![fox](images/fox.jpg)\n\nBeta.\n');
			await found.save();
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
		});
	}

	describe('is not inserted', () => {
		it('into a document that is open in another kind of editor only', async () => {
			const { anchor, document } = await ask('one§\n');
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
			await vscode.commands.executeCommand('vscode.openWith', document.uri, 'vscode.markdown.preview.editor');
			await assertNotInserted(anchor, 'otherEditor');
			await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(document.uri));
			assert.equal(await insert(anchor), 'inserted', 'but is once its text is shown as well');
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
		});

		it('into a document that other programs only show, as of an earlier version', async () => {
			const contents = { provideTextDocumentContent: () => 'one\n' };
			const provider = vscode.workspace.registerTextDocumentContentProvider('imagegen-test-content', contents);
			const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('imagegen-test-content:/a.md'));
			await assertNotInserted(anchors.pin(document, new vscode.Position(0, 3)), 'readOnly');
			provider.dispose();
		});

		it('into a document of a file system that is read-only', async () => {
			const files = new MemoryFileSystem();
			files.writeFile(vscode.Uri.parse('imagegen-test-fixed:/a.md'), new TextEncoder().encode('one\n'), {
				create: true,
				overwrite: true,
			});
			const provider = vscode.workspace.registerFileSystemProvider('imagegen-test-fixed', files, { isReadonly: true });
			const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('imagegen-test-fixed:/a.md'));
			await assertNotInserted(anchors.pin(document, new vscode.Position(0, 3)), 'readOnly');
			provider.dispose();
		});

		for (const [setting, pattern] of [
			['by a pattern', '**/fixed.md'],
			['by a path in the folder', 'FOLDER/fixed.md'],
		] as const) {
			it(`into a document that is read-only ${setting} of the settings`, async () => {
				const { anchor } = await ask('one§\n', 'fixed.md');
				const files = vscode.workspace.getConfiguration('files');
				const { Workspace } = vscode.ConfigurationTarget;
				const name = folder.path.split('/').at(-1) ?? '';
				await files.update('readonlyInclude', { [pattern.replace('FOLDER', name)]: true }, Workspace);
				try {
					await assertNotInserted(anchor, 'readOnly');
					const editor = vscode.window.activeTextEditor;
					assert.ok(editor);
					assert.equal(await links.insertAtCursor(editor, { uri: anchor.uri, prompt: 'fox' }), 'notInserted');
					await files.update('readonlyExclude', { '**/fixed.md': true }, Workspace);
					assert.equal(await insert(anchor), 'inserted', 'but is where another setting excepts it');
				} finally {
					await files.update('readonlyInclude', undefined, Workspace);
					await files.update('readonlyExclude', undefined, Workspace);
				}
			});
		}

		it('into a document whose file has become one of another kind, until that is back', async () => {
			const { anchor, document } = await ask('one§\n');
			const { fsPath } = document.uri;
			await rename(fsPath, `${fsPath}.moved`);
			await assertNotInserted(anchor, 'noDocument');
			await rename(`${fsPath}.moved`, fsPath);
			assert.equal(await insert(anchor), 'inserted');
			assert.equal(document.getText(), 'one![fox](images/fox.jpg)\n');
		});

		it('into a document that was deleted', async () => {
			const { anchor, document } = await ask('one§\n');
			await rm(document.uri.fsPath);
			await assertNotInserted(anchor, 'noDocument');
		});
	});
});

/** Has this VS Code a custom editor of its own of that type? */
function hasEditor(viewType: string): boolean {
	const manifest = vscode.extensions.getExtension('vscode.markdown-language-features')?.packageJSON as {
		readonly contributes: { readonly customEditors: readonly { readonly viewType: string }[] };
	};
	return manifest.contributes.customEditors.some((editor) => editor.viewType === viewType);
}
