import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import type { Anchor, AnchorRecord } from '../../src/editor/anchors/anchor';
import { findNotebook } from '../../src/editor/anchors/documents';
import { type Obstacle, obstacleAt } from '../../src/editor/anchors/obstacles';
import { Links } from '../../src/editor/delivery/links';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';
import { closeNotebook, editCells, showNotebook, textsOf, writeNotebook } from './support/notebooks';
import { reader } from './support/reader';
import { makeFolder, once, openFile, tidyUp } from './support/workspace';

const { NotebookEdit, NotebookRange } = vscode;

describe('A place in a cell of a notebook', () => {
	const keeper = 'The keeper of the light lived in the house below it.';
	const inKeeper = 'The keeper of the light![fox](images/fox.jpg) lived in the house below it.';
	const settings = new Settings(log);
	const links = new Links(reader, settings);
	after(() => settings.dispose());
	let folder: vscode.Uri;
	let uri: vscode.Uri;
	let anchors: Anchors;

	beforeEach(() => {
		folder = makeFolder();
		uri = vscode.Uri.joinPath(folder, 'a.ipynb');
		anchors = new Anchors();
	});
	afterEach(async () => {
		anchors.dispose();
		await tidyUp(folder);
	});

	/** Shows a notebook with these cells, and pins the `|` in one of them. */
	async function pin(...cells: readonly string[]): Promise<{ notebook: vscode.NotebookDocument; anchor: Anchor }> {
		await writeNotebook(
			uri,
			cells.map((text) => text.replace('|', '')),
		);
		const notebook = await showNotebook(uri);
		const index = cells.findIndex((text) => text.includes('|'));
		const { document } = notebook.cellAt(index);
		return { notebook, anchor: anchors.pin(document, document.positionAt(cells[index]?.indexOf('|') ?? 0)) };
	}

	const atKeeper = keeper.replace('light', 'light|');

	async function insert(anchor: Anchor): Promise<boolean> {
		const uri = vscode.Uri.joinPath(folder, 'images', 'fox.jpg');
		return (await links.insertAtAnchor(anchor, { uri, prompt: 'fox' })) === 'inserted';
	}

	/** The texts of the cells as they are now, whether or not the notebook is shown. */
	async function texts(at = uri): Promise<string[]> {
		const notebook = await findNotebook(at);
		return notebook ? textsOf(notebook) : [];
	}

	async function assertNotInserted(anchor: Anchor, obstacle: Obstacle): Promise<void> {
		const before = await texts();
		assert.equal(await insert(anchor), false);
		assert.equal(await obstacleAt(anchor), obstacle);
		assert.deepEqual(await texts(), before);
	}

	/** As a further window finds it. */
	function reloaded(anchor: Anchor): Anchor {
		const record = JSON.parse(JSON.stringify(anchor.record())) as AnchorRecord;
		anchor.dispose();
		return anchors.restore(record);
	}

	it('gets its image when the notebook was closed, and the editor in front stays there', async () => {
		const { notebook, anchor } = await pin('One', '|', '', 'Two');
		await closeNotebook(notebook);
		const other = await vscode.window.showTextDocument(await openFile(folder, 'other.md', 'other\n'));
		assert.equal(anchor.container.toString(), uri.toString());
		assert.ok(await insert(anchor));
		assert.deepEqual(await texts(), ['One', '![fox](images/fox.jpg)', '', 'Two']);
		assert.equal(vscode.window.activeTextEditor?.document, other.document);
	});

	it('is there again when the notebook is', async () => {
		const { notebook, anchor } = await pin('One', atKeeper);
		await closeNotebook(notebook);
		const again = await showNotebook(uri);
		assert.equal(anchor.uri.toString(), again.cellAt(1).document.uri.toString());
		assert.equal(anchor.offsetIn(again.cellAt(1).document), atKeeper.indexOf('|'));
	});

	it('goes with its cell when that is moved, before and after the notebook is closed', async () => {
		const { notebook, anchor } = await pin('', '|', 'Two');
		await vscode.commands.executeCommand('notebook.focusTop');
		await vscode.commands.executeCommand('notebook.cell.moveDown');
		assert.equal(anchor.uri.toString(), notebook.cellAt(0).document.uri.toString());
		await closeNotebook(notebook);
		assert.ok(await insert(anchor));
		assert.deepEqual(await texts(), ['![fox](images/fox.jpg)', '', 'Two']);
	});

	it('is with its cell after another program has moved that while the notebook was closed', async () => {
		const { notebook, anchor } = await pin(atKeeper, 'One', 'Two');
		await closeNotebook(notebook);
		await writeNotebook(uri, ['Two', 'Zero', 'One', keeper]);
		assert.ok(await insert(anchor));
		assert.deepEqual(await texts(), ['Two', 'Zero', 'One', inKeeper]);
	});

	it('is where its cell was edited before', async () => {
		const { notebook, anchor } = await pin('One', 'See: |');
		const editing = new vscode.WorkspaceEdit();
		editing.insert(notebook.cellAt(1).document.uri, new vscode.Position(0, 0), 'Much more. ');
		editing.insert(notebook.cellAt(0).document.uri, new vscode.Position(0, 0), 'Number ');
		await vscode.workspace.applyEdit(editing);
		await closeNotebook(notebook);
		assert.ok(await insert(anchor));
		assert.deepEqual(await texts(), ['Number One', 'Much more. See: ![fox](images/fox.jpg)']);
	});

	it('is not taken for another when its cell is deleted, and is back when that is undone', async () => {
		const { notebook, anchor } = await pin('', '|', keeper);
		const cell = notebook.cellAt(1).document;
		await editCells(notebook, NotebookEdit.deleteCells(new NotebookRange(1, 2)));
		await assertNotInserted(anchor, 'noPlace');
		const opened = once(vscode.workspace.onDidChangeNotebookDocument);
		await vscode.commands.executeCommand('undo');
		await opened;
		assert.ok(await insert(anchor));
		assert.deepEqual(await texts(), ['', '![fox](images/fox.jpg)', keeper]);
		assert.equal(anchor.uri.toString(), cell.uri.toString());
	});

	it('is lost with its cell, though a copy of that is left, and the notebook opened again', async () => {
		const { notebook, anchor } = await pin(atKeeper, keeper, 'One');
		await editCells(notebook, NotebookEdit.deleteCells(new NotebookRange(0, 1)));
		await assertNotInserted(anchor, 'noPlace');
		await closeNotebook(notebook);
		await assertNotInserted(anchor, 'noPlace');
	});

	it('goes along when its cell is cut and pasted, and when that becomes code', async () => {
		const { notebook, anchor } = await pin('One', atKeeper);
		const data = (kind: vscode.NotebookCellKind, language: string): vscode.NotebookCellData =>
			new vscode.NotebookCellData(kind, keeper, language);
		await editCells(notebook, NotebookEdit.deleteCells(new NotebookRange(1, 2)));
		assert.equal(await obstacleAt(anchor), 'noPlace');
		await editCells(notebook, NotebookEdit.insertCells(0, [data(vscode.NotebookCellKind.Markup, 'markdown')]));
		assert.equal(anchor.uri.toString(), notebook.cellAt(0).document.uri.toString());
		const code = data(vscode.NotebookCellKind.Code, 'python');
		await editCells(notebook, NotebookEdit.replaceCells(new NotebookRange(0, 1), [code]));
		assert.equal(anchor.offsetIn(notebook.cellAt(0).document), atKeeper.indexOf('|'));
	});

	it('follows its notebook when that is renamed', async () => {
		const { anchor } = await pin('One', atKeeper);
		const renamed = vscode.Uri.joinPath(folder, 'b.ipynb');
		const edit = new vscode.WorkspaceEdit();
		edit.renameFile(uri, renamed);
		assert.ok(await vscode.workspace.applyEdit(edit));
		assert.equal(anchor.container.toString(), renamed.toString());
		assert.ok(await insert(anchor));
		assert.deepEqual(await texts(renamed), ['One', inKeeper]);
	});

	it('is gone with its notebook', async () => {
		const { notebook, anchor } = await pin('One', atKeeper);
		await closeNotebook(notebook);
		await rm(uri.fsPath);
		assert.equal(await insert(anchor), false);
		assert.equal(await obstacleAt(anchor), 'noDocument');
	});

	describe('outlives its window', () => {
		it('where nothing has changed, whatever the addresses of the cells are by then', async () => {
			const { notebook, anchor } = await pin('', '|', 'Two');
			await vscode.commands.executeCommand('notebook.focusTop');
			await vscode.commands.executeCommand('notebook.cell.moveDown');
			const record = anchor.record();
			await closeNotebook(notebook);
			anchor.dispose();
			assert.ok(await insert(anchors.restore(record)));
			assert.deepEqual(await texts(), ['![fox](images/fox.jpg)', '', 'Two']);
		});

		it('where its cell alone is known again, as in a notebook that is shown', async () => {
			const { notebook, anchor } = await pin(atKeeper, 'One');
			const record = anchor.record();
			await editCells(
				notebook,
				NotebookEdit.insertCells(0, [new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'Zero', 'python')]),
			);
			anchor.dispose();
			const again = anchors.restore(record);
			assert.equal(again.uri.toString(), notebook.cellAt(1).document.uri.toString());
			assert.ok(await insert(reloaded(again)));
			assert.deepEqual(await texts(), ['Zero', inKeeper, 'One']);
		});

		it('not where its cell was deleted', async () => {
			const { notebook, anchor } = await pin('', '|', 'Two');
			await editCells(notebook, NotebookEdit.deleteCells(new NotebookRange(1, 2)));
			await assertNotInserted(reloaded(anchor), 'noPlace');
		});
	});
});
