import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import type { Anchor } from '../../src/editor/anchors/anchor';
import { makeFolder, once, openFile, tidyUp } from './support/workspace';

describe('A place pinned in a document', () => {
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

	/** Shows a document with that text and pins its `|`. */
	async function pin(text: string): Promise<{ anchor: Anchor; editor: vscode.TextEditor }> {
		const document = await openFile(folder, 'article.md', text.replace('|', ''));
		const editor = await vscode.window.showTextDocument(document);
		const anchor = anchors.pin(document, document.positionAt(text.indexOf('|')));
		return { anchor, editor };
	}

	/** The document's text with the place marked in it; undefined when the place is gone. */
	function marked(anchor: Anchor, { document }: vscode.TextEditor): string | undefined {
		const offset = anchor.offsetIn(document);
		const text = document.getText();
		return offset === undefined ? undefined : `${text.slice(0, offset)}|${text.slice(offset)}`;
	}

	function putCursor(editor: vscode.TextEditor, line: number, character: number): void {
		const position = new vscode.Position(line, character);
		editor.selection = new vscode.Selection(position, position);
	}

	it('stays before what is typed from it on', async () => {
		const { anchor, editor } = await pin('Look: |\nend\n');
		putCursor(editor, 0, 6);
		for (const key of ['a', ' ', 'f', 'o', 'x']) {
			await vscode.commands.executeCommand('type', { text: key });
		}
		assert.equal(marked(anchor, editor), 'Look: |a fox\nend\n');
	});

	it('goes along when lines are typed above it', async () => {
		const { anchor, editor } = await pin('one\ntwo|\n');
		putCursor(editor, 0, 3);
		await vscode.commands.executeCommand('type', { text: '\nand a half' });
		assert.equal(marked(anchor, editor), 'one\nand a half\ntwo|\n');
	});

	for (const [where, text, up, down] of [
		['start', 'one\n|two\nthree\n', '|two\none\nthree\n', 'one\nthree\n|two\n'],
		['middle', 'one\nt|wo\nthree\n', 't|wo\none\nthree\n', 'one\nthree\nt|wo\n'],
		['end', 'one\ntwo|\nthree\n', 'two|\none\nthree\n', 'one\nthree\ntwo|\n'],
	] as const) {
		it(`goes with its line when that is moved, at the line's ${where}`, async () => {
			const { anchor, editor } = await pin(text);
			putCursor(editor, 1, 1);
			await vscode.commands.executeCommand('editor.action.moveLinesUpAction');
			assert.equal(marked(anchor, editor), up);
			await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
			assert.equal(marked(anchor, editor), text);
			await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
			assert.equal(marked(anchor, editor), down);
		});

		it(`stays on its line when another is moved past it, at the line's ${where}`, async () => {
			const { anchor, editor } = await pin(text);
			putCursor(editor, 0, 2);
			await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
			assert.equal(marked(anchor, editor), up);
			await vscode.commands.executeCommand('editor.action.moveLinesUpAction');
			assert.equal(marked(anchor, editor), text);
			putCursor(editor, 2, 2);
			await vscode.commands.executeCommand('editor.action.moveLinesUpAction');
			assert.equal(marked(anchor, editor), down);
		});
	}

	it('goes with its line when that is empty', async () => {
		const { anchor, editor } = await pin('one\n|\nthree\n');
		putCursor(editor, 1, 0);
		await vscode.commands.executeCommand('editor.action.moveLinesUpAction');
		assert.equal(marked(anchor, editor), '|\none\nthree\n');
		await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
		await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
		assert.equal(marked(anchor, editor), 'one\nthree\n|\n');
	});

	it('stays on its empty line when others are moved past it', async () => {
		const { anchor, editor } = await pin('one\n|\nthree\n');
		putCursor(editor, 0, 2);
		await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
		assert.equal(marked(anchor, editor), '|\none\nthree\n');
		await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
		putCursor(editor, 1, 2);
		await vscode.commands.executeCommand('editor.action.moveLinesUpAction');
		assert.equal(marked(anchor, editor), 'three\n|\none\n');
	});

	it('stays with its paragraph when several lines are moved past it, with CRLF line ends', async () => {
		const { anchor, editor } = await pin('a\r\nb\r\nt|wo\r\nend\r\n');
		editor.selection = new vscode.Selection(0, 0, 1, 1);
		await vscode.commands.executeCommand('editor.action.moveLinesDownAction');
		assert.equal(marked(anchor, editor), 't|wo\r\na\r\nb\r\nend\r\n');
	});

	it('stays on its line when that is copied', async () => {
		const { anchor, editor } = await pin('one\n|two\n');
		putCursor(editor, 1, 0);
		await vscode.commands.executeCommand('editor.action.copyLinesDownAction');
		assert.match(marked(anchor, editor) ?? '', /^one\n(two\n)?\|two\n/);
	});

	it('is gone when the text around it is deleted', async () => {
		const { anchor, editor } = await pin('one\ntw|o\nthree\n');
		putCursor(editor, 1, 0);
		await vscode.commands.executeCommand('editor.action.deleteLines');
		assert.equal(marked(anchor, editor), undefined);
	});

	it('follows undo and redo', async () => {
		const { anchor, editor } = await pin('one|\n');
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'zero '));
		assert.equal(marked(anchor, editor), 'zero one|\n');
		await vscode.commands.executeCommand('undo');
		assert.equal(marked(anchor, editor), 'one|\n');
		await vscode.commands.executeCommand('redo');
		assert.equal(marked(anchor, editor), 'zero one|\n');
	});

	it('follows its document when that is renamed, and when its folder is', async () => {
		const { anchor, editor } = await pin('one|\n');
		const rename = async (from: string, to: string): Promise<void> => {
			const edit = new vscode.WorkspaceEdit();
			edit.renameFile(vscode.Uri.joinPath(folder, from), vscode.Uri.joinPath(folder, to));
			const renamed = once(vscode.workspace.onDidRenameFiles);
			assert.ok(await vscode.workspace.applyEdit(edit));
			await renamed;
		};
		await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(folder, 'docs'));
		await rename('article.md', 'docs/guide.md');
		assert.equal(anchor.uri.path, `${folder.path}/docs/guide.md`);
		await rename('docs', 'manual');
		assert.equal(anchor.uri.path, `${folder.path}/manual/guide.md`);
		const document = await vscode.workspace.openTextDocument(anchor.uri);
		assert.equal(anchor.offsetIn(document), 3);
		assert.ok(editor.document.isClosed);
	});

	it('follows an untitled document that is saved for the first time', async () => {
		const uri = vscode.Uri.joinPath(folder, 'new.md');
		const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
		const editor = await vscode.window.showTextDocument(document);
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'one two'));
		const anchor = anchors.pin(document, new vscode.Position(0, 3));
		assert.ok(await document.save());
		assert.equal(anchor.uri.toString(), uri.toString());
		assert.equal(anchor.offsetIn(await vscode.workspace.openTextDocument(uri)), 3);
	});

	describe('in a document that is closed', () => {
		async function close(document: vscode.TextDocument): Promise<void> {
			// The editor lets go of a closed document's text some time after its tab; changing the language does it at once.
			const closed = once(vscode.workspace.onDidCloseTextDocument, ({ uri }) => uri.path === document.uri.path);
			await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
			await closed;
		}

		it('is where it was when the document is opened again', async () => {
			const { anchor, editor } = await pin('one|\n');
			await close(editor.document);
			const again = await vscode.workspace.openTextDocument(anchor.uri);
			assert.equal(anchor.offsetIn(again), 3);
		});
	});

	describe('that outlives its window', () => {
		it('is where it was when the document is unchanged', async () => {
			const { anchor, editor } = await pin('one\n|two\n');
			const restored = anchors.restore(JSON.parse(JSON.stringify(anchor.record())) as ReturnType<Anchor['record']>);
			assert.equal(marked(restored, editor), 'one\n|two\n');
			assert.equal(restored.isBlock, false);
		});

		it('is gone when the document has changed meanwhile', async () => {
			const { anchor, editor } = await pin('one\n|two\n');
			const record = anchor.record();
			await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
			assert.equal(marked(anchors.restore(record), editor), undefined);
		});

		it('stays gone when it was', async () => {
			const { anchor, editor } = await pin('o|ne\n');
			await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 3)));
			assert.equal(marked(anchors.restore(anchor.record()), editor), undefined);
		});
	});
});
