import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Linked, Links } from '../../src/editor/delivery/links';
import { Anchors } from '../../src/editor/anchors/anchors';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('A link to an image', () => {
	const settings = new Settings(log);
	const links = new Links(reader, settings);
	after(() => settings.dispose());
	let folder: vscode.Uri;
	let anchors: Anchors;
	let image: vscode.Uri;

	beforeEach(() => {
		folder = makeFolder();
		anchors = new Anchors();
		image = vscode.Uri.joinPath(folder, 'images', 'red-fox.jpg');
	});
	const linked = (prompt: string): Linked => ({ uri: image, prompt });
	afterEach(async () => {
		anchors.dispose();
		await tidyUp(folder);
	});

	it('is inserted where the cursor stood, although the person typed on, and undone in one step', async () => {
		const document = await openFile(folder, 'a.md', 'See: \nend\n');
		const editor = await vscode.window.showTextDocument(document);
		const anchor = anchors.pin(document, new vscode.Position(0, 5));
		editor.selection = new vscode.Selection(1, 3, 1, 3);
		await vscode.commands.executeCommand('type', { text: ' typed' });
		assert.equal(await links.insertAtAnchor(anchor, linked('a red fox')), 'inserted');
		assert.equal(document.getText(), 'See: ![a red fox](images/red-fox.jpg)\nend typed\n');
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), 'See: \nend typed\n');
	});

	it('stands alone on a line that was blank and is not any more', async () => {
		const document = await openFile(folder, 'a.md', '# Title\r\n\r\n');
		const editor = await vscode.window.showTextDocument(document);
		const anchor = anchors.pin(document, new vscode.Position(2, 0));
		editor.selection = new vscode.Selection(2, 0, 2, 0);
		await vscode.commands.executeCommand('type', { text: 'Typed.' });
		assert.equal(await links.insertAtAnchor(anchor, linked('a red fox')), 'inserted');
		assert.equal(document.getText(), '# Title\r\n\r\n![a red fox](images/red-fox.jpg)\r\n\r\nTyped.');
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), '# Title\r\n\r\nTyped.');
	});

	it('joins no paragraph from the only blank line beside it, and is undone in one step', async () => {
		const document = await openFile(folder, 'a.md', 'Above.\r\n\r\nBelow.\r\n');
		await vscode.window.showTextDocument(document);
		assert.equal(
			await links.insertAtAnchor(anchors.pin(document, new vscode.Position(1, 0)), linked('a red fox')),
			'inserted',
		);
		assert.equal(document.getText(), 'Above.\r\n\r\n![a red fox](images/red-fox.jpg)\r\n\r\nBelow.\r\n');
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), 'Above.\r\n\r\nBelow.\r\n');
	});

	it('is inserted into a document that is not shown, and not even open', async () => {
		const document = await openFile(folder, 'a.md', 'one\n');
		const anchor = anchors.pin(document, new vscode.Position(0, 3));
		const other = await openFile(folder, 'other.md', 'other\n');
		await vscode.window.showTextDocument(other);
		assert.equal(await links.insertAtAnchor(anchor, linked('fox')), 'inserted');
		assert.equal((await vscode.workspace.openTextDocument(document.uri)).getText(), 'one![fox](images/red-fox.jpg)\n');
		assert.equal(vscode.window.activeTextEditor?.document, other);
		assert.equal(other.getText(), 'other\n');
	});

	it('is inserted while somebody types as fast as they can', async () => {
		const document = await openFile(folder, 'a.md', 'place:\n\n');
		const editor = await vscode.window.showTextDocument(document);
		const anchor = anchors.pin(document, new vscode.Position(0, 6));
		editor.selection = new vscode.Selection(2, 0, 2, 0);
		const keys = Array.from('The quick brown fox jumps over the lazy dog. '.repeat(3));
		const typing = (async () => {
			for (const text of keys) {
				await vscode.commands.executeCommand('type', { text });
			}
		})();
		assert.equal(await links.insertAtAnchor(anchor, linked('fox')), 'inserted');
		await typing;
		assert.equal(document.getText(), `place:![fox](images/red-fox.jpg)\n\n${keys.join('')}`);
	});

	it('is not inserted where the text around its place is gone', async () => {
		const document = await openFile(folder, 'a.md', 'one two\n');
		const editor = await vscode.window.showTextDocument(document);
		const anchor = anchors.pin(document, new vscode.Position(0, 4));
		await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 7)));
		assert.equal(await links.insertAtAnchor(anchor, linked('fox')), 'notInserted');
		assert.equal(document.getText(), '\n');
	});

	it('is not inserted into a document that was deleted', async () => {
		const document = await openFile(folder, 'a.md', 'one\n');
		const anchor = anchors.pin(document, new vscode.Position(0, 3));
		await vscode.workspace.fs.delete(document.uri);
		anchor.uri = vscode.Uri.joinPath(folder, 'gone.md');
		assert.equal(await links.insertAtAnchor(anchor, linked('fox')), 'notInserted');
	});

	it('is inserted at the cursor on request', async () => {
		const document = await openFile(folder, 'docs/a.md', '\n');
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(0, 0, 0, 0);
		assert.equal(await links.insertAtCursor(editor, linked('fox [1]')), 'inserted');
		assert.equal(document.getText(), '![fox (1)](../images/red-fox.jpg)\n');
	});

	it('goes behind what is selected, and leaves nothing selected that the next key would take away', async () => {
		const document = await openFile(folder, 'a.md', 'See the fox here.\n');
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(0, 11, 0, 8);
		assert.equal(await links.insertAtCursor(editor, linked('a red fox')), 'inserted');
		const text = 'See the fox ![a red fox](images/red-fox.jpg) here.\n';
		assert.equal(document.getText(), text);
		await vscode.commands.executeCommand('type', { text: '!' });
		assert.ok(document.getText().includes('![a red fox](images/red-fox.jpg)'), document.getText());
	});

	it('takes the place of a path that is selected', async () => {
		const document = await openFile(folder, 'a.html', '<p><img src="old.png" alt="A fox"></p>\n');
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(0, 13, 0, 20);
		assert.equal(await links.insertAtCursor(editor, linked('another')), 'inserted');
		assert.equal(document.getText(), '<p><img src="images/red-fox.jpg" alt="A fox"></p>\n');
	});

	describe('as the person wants it', () => {
		const configure = async (key: string, value: unknown): Promise<void> =>
			vscode.workspace.getConfiguration('imagegen').update(key, value, vscode.ConfigurationTarget.Workspace);
		afterEach(async () => {
			await configure('templates', undefined);
			await configure('jsx.import', undefined);
		});

		it('is written by a template for the language', async () => {
			await configure('templates', { markdown: '<img src="${path}" alt="${alt}" width="${width}">' });
			const document = await openFile(folder, 'a.md', 'One.\n\n');
			const anchor = anchors.pin(document, new vscode.Position(1, 0));
			const size = { width: 640, height: 480 };
			assert.equal(await links.insertAtAnchor(anchor, { ...linked('a fox'), size }), 'inserted');
			assert.equal(document.getText(), 'One.\n\n<img src="images/red-fox.jpg" alt="a fox" width="640">\n');
		});

		it('is written by a template, though images are imported otherwise', async () => {
			await configure('jsx.import', true);
			await configure('templates', { javascriptreact: '<Figure src="${path}" />' });
			const document = await openFile(folder, 'B.jsx', 'export const A = () => (\n\t<p>\n\n\t</p>\n);\n');
			const anchor = anchors.pin(document, new vscode.Position(2, 0));
			assert.equal(await links.insertAtAnchor(anchor, linked('a fox')), 'inserted');
			assert.match(document.getText(), /^export const A[^]*<Figure src="images\/red-fox.jpg" \/>/);
		});

		it('is imported in JSX, with the element in one step of undo', async () => {
			await configure('jsx.import', true);
			const text = 'export const A = () => (\n\t<p>\n\n\t</p>\n);\n';
			const document = await openFile(folder, 'A.jsx', text);
			await vscode.window.showTextDocument(document);
			assert.equal(
				await links.insertAtAnchor(anchors.pin(document, new vscode.Position(2, 0)), linked('a fox')),
				'inserted',
			);
			assert.match(
				document.getText(),
				/^import redFox from '.\/images\/red-fox.jpg';\n[^]*<img src=\{redFox\} alt="a fox" \/>/,
			);
			await vscode.commands.executeCommand('undo');
			assert.equal(document.getText(), text);
		});
	});
});
