import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import type { Anchor } from '../../src/editor/anchors/anchor';
import { findDocument } from '../../src/editor/anchors/documents';
import { until } from '../support/until';
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

	/** As Prettier's extension does it: one edit for the whole text, which VS Code makes many smaller ones of. */
	async function formatWithPrettier({ document }: vscode.TextEditor): Promise<void> {
		const formatter = vscode.languages.registerDocumentFormattingEditProvider(
			{ scheme: 'file', pattern: document.uri.fsPath },
			{
				provideDocumentFormattingEdits: async () => {
					const text = await format(document.getText(), { parser: 'markdown' });
					return [vscode.TextEdit.replace(new vscode.Range(0, 0, document.lineCount, 0), text)];
				},
			},
		);
		await vscode.commands.executeCommand('editor.action.formatDocument');
		formatter.dispose();
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

	it('is gone when the text around it is deleted, and back when that is undone', async () => {
		const { anchor, editor } = await pin('one\ntw|o\nthree\n');
		putCursor(editor, 1, 0);
		await vscode.commands.executeCommand('editor.action.deleteLines');
		assert.equal(marked(anchor, editor), undefined);
		await vscode.commands.executeCommand('undo');
		assert.equal(marked(anchor, editor), 'one\ntw|o\nthree\n');
		await vscode.commands.executeCommand('redo');
		assert.equal(marked(anchor, editor), undefined);
	});

	it('goes along when its paragraph is cut and pasted elsewhere', async () => {
		const { anchor, editor } = await pin('one\ntwo, t|oo\nthree\n');
		putCursor(editor, 1, 0);
		await vscode.commands.executeCommand('editor.action.deleteLines');
		assert.equal(marked(anchor, editor), undefined);
		await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'two, too\n'));
		assert.equal(marked(anchor, editor), 'one\nthree\ntwo, t|oo\n');
	});

	it('stays where it is when line ends change, and moves with what is typed then', async () => {
		const { anchor, editor } = await pin('one\n\ntw|o\n');
		await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
		assert.equal(marked(anchor, editor), 'one\r\n\r\ntw|o\r\n');
		putCursor(editor, 1, 0);
		await vscode.commands.executeCommand('type', { text: 'one and a half\n' });
		assert.equal(marked(anchor, editor), 'one\r\none and a half\r\n\r\ntw|o\r\n');
		await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.LF));
		assert.equal(marked(anchor, editor), 'one\none and a half\n\ntw|o\n');
	});

	it('stays between its paragraphs when Prettier formats the document', async () => {
		const { anchor, editor } = await pin('# Title\n\n* one\n* two\n\nIntro *text*.\n\n\n|\n\n\nNext part.\n\n\n');
		await formatWithPrettier(editor);
		assert.equal(marked(anchor, editor), '# Title\n\n- one\n- two\n\nIntro _text_.\n|\nNext part.\n');
		await vscode.commands.executeCommand('undo');
		assert.match(marked(anchor, editor) ?? '', /Intro \*text\*\.\n\n\n\|\n\n\nNext/);
	});

	it('stays in its paragraph when the whole text is replaced by another with that in it', async () => {
		const { anchor, editor } = await pin('# Title\n\nThe keeper of the light| lived in the house below it.\n');
		const text = 'Other.\n\nThe keeper of the light lived in the house below it.\n\nMore.\n';
		await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), text));
		assert.equal(marked(anchor, editor), text.replace('light', 'light|'));
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

	it('stays through a checkout of another branch and back', async () => {
		const git = (...args: readonly string[]): Buffer =>
			execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder.fsPath });
		const text = '# One\n\nText of the first branch.\n\n|\n\nThe end.\n';
		const { anchor, editor } = await pin(text);
		const { document } = editor;
		const checkout = async (branch: string): Promise<void> => {
			const changed = once(vscode.workspace.onDidChangeTextDocument, (event) => event.document === document);
			git('checkout', '-q', branch);
			await changed;
		};
		git('init', '-q', '-b', 'first');
		git('add', '.');
		git('commit', '-q', '-m', 'one');
		git('checkout', '-q', '-b', 'second');
		await writeFile(document.uri.fsPath, '# Two\n\nAnother text.\n');
		await once(vscode.workspace.onDidChangeTextDocument, (event) => event.document === document);
		git('commit', '-q', '-a', '-m', 'two');
		assert.equal(marked(anchor, editor), undefined);
		await checkout('first');
		assert.equal(marked(anchor, editor), text);
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
		await until(() => anchor.uri.toString() === uri.toString(), 'the new address');
		assert.equal(anchor.offsetIn(await vscode.workspace.openTextDocument(uri)), 3);
	});

	it('stays in an untitled document, whatever other document gets the same text', async () => {
		const untitled = await vscode.workspace.openTextDocument({ content: 'One.\n\nTwo.\n', language: 'markdown' });
		await vscode.window.showTextDocument(untitled);
		const anchor = anchors.pin(untitled, new vscode.Position(1, 0));
		const document = await openFile(folder, 'copy.md', '');
		const editor = await vscode.window.showTextDocument(document);
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'One.\n\nTwo.\n'));
		assert.ok(await document.save());
		assert.equal(anchor.uri.toString(), untitled.uri.toString());
	});

	it('is in no document that has the name of an untitled one which was thrown away', async () => {
		const newFile = async (): Promise<vscode.TextDocument> => {
			await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
			return vscode.window.activeTextEditor?.document ?? assert.fail();
		};
		const first = await newFile();
		const anchor = anchors.pin(first, new vscode.Position(0, 0));
		const closed = once(vscode.workspace.onDidCloseTextDocument, (document) => document === first);
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		await closed;
		const second = await newFile();
		assert.equal(second.uri.toString(), first.uri.toString());
		assert.notEqual(anchor.uri.toString(), second.uri.toString());
		assert.equal(await findDocument(anchor.uri), undefined);
	});

	it('stays in an untitled document whose language changes', async () => {
		const untitled = await vscode.workspace.openTextDocument({ content: 'One.\n', language: 'plaintext' });
		await vscode.window.showTextDocument(untitled);
		const anchor = anchors.pin(untitled, new vscode.Position(0, 2));
		const changed = await vscode.languages.setTextDocumentLanguage(untitled, 'markdown');
		assert.equal(anchor.uri.toString(), changed.uri.toString());
		assert.equal(anchor.offsetIn(changed), 2);
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

		it('is with its text when that was changed on disk meanwhile', async () => {
			const { anchor, editor } = await pin('one\n\n|\n\ntwo\n');
			await close(editor.document);
			await writeFile(anchor.uri.fsPath, 'zero\n\none\n\n\n\ntwo\n');
			const again = await vscode.workspace.openTextDocument(anchor.uri);
			// The editor itself may still have it.
			await until(() => again.getText().startsWith('zero'), 'the text on disk');
			assert.equal(anchor.offsetIn(again), 'zero\n\none\n\n'.length);
		});
	});

	describe('that outlives its window', () => {
		it('is where it was when the document is unchanged', async () => {
			const { anchor, editor } = await pin('one\n|two\n');
			const restored = anchors.restore(JSON.parse(JSON.stringify(anchor.record())) as ReturnType<Anchor['record']>);
			assert.equal(marked(restored, editor), 'one\n|two\n');
			assert.equal(restored.asked.isBlock, false);
		});

		it('is found by its surroundings when the document has changed meanwhile', async () => {
			const { anchor, editor } = await pin('Alpha.\n\n|\n\nBeta gamma.\n');
			const record = anchor.record();
			await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Draft.\n\n'));
			assert.equal(marked(anchors.restore(record), editor), 'Draft.\n\nAlpha.\n\n|\n\nBeta gamma.\n');
		});

		it('is gone when its surroundings have changed meanwhile', async () => {
			const { anchor, editor } = await pin('one\n|two\n');
			const record = anchor.record();
			await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
			assert.equal(marked(anchors.restore(record), editor), undefined);
		});

		it('stays gone when it was, and comes back with its text', async () => {
			const { anchor, editor } = await pin('o|ne\n');
			await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 3)));
			const restored = anchors.restore(anchor.record());
			assert.equal(marked(restored, editor), undefined);
			await vscode.commands.executeCommand('undo');
			assert.equal(marked(restored, editor), 'o|ne\n');
		});

		it('is known by records of earlier versions, whose text has the line ends of the document', async () => {
			const document = await openFile(folder, 'crlf.md', 'one\r\n\r\ntwo\r\n');
			const editor = await vscode.window.showTextDocument(document);
			const sha1 = createHash('sha1').update(document.getText()).digest('hex');
			const record = { uri: document.uri.toString(), isBlock: false, offset: 8, text: { length: 12, sha1 } };
			assert.equal(marked(anchors.restore(record), editor), 'one\r\n\r\nt|wo\r\n');
			const { offset, ...lost } = record;
			assert.equal(marked(anchors.restore(lost), editor), undefined, `without ${offset}`);
		});
	});
});
