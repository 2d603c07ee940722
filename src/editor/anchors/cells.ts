import * as vscode from 'vscode';
import { cellBearingsOf, type CellBearings, findCell } from '../../documents/anchors/cells';
import { versionOf } from '../../documents/anchors/follower';
import type { Anchor } from './anchor';
import { addressOfNoCell, isAt, openNotebook, pathWithin } from './documents';

/**
 * Keeps anchors in notebooks with their cells. A cell has an address of its own for as long as its notebook is open: it holds where the
 * cell is moved, and where one that was deleted is back by an undo. After that the same address may be another cell's.
 */
export class Cells implements vscode.Disposable {
	private readonly listeners: readonly vscode.Disposable[] = [
		vscode.workspace.onDidOpenNotebookDocument((notebook) => this.lookIn(notebook)),
		vscode.workspace.onDidChangeNotebookDocument((change) => this.changed(change)),
		vscode.workspace.onDidCloseNotebookDocument((notebook) => this.closed(notebook)),
	];

	constructor(private readonly anchors: ReadonlySet<Anchor>) {}

	dispose(): void {
		vscode.Disposable.from(...this.listeners).dispose();
	}

	/** Finds the cells of anchors that have none, by their own addresses if they are back, else by what stands in them. */
	lookIn(notebook: vscode.NotebookDocument): void {
		const anchors = this.in(notebook).filter((anchor) => !cellOf(anchor, notebook));
		if (anchors.length === 0) {
			return;
		}
		const cells = notebook.getCells().map(({ document }) => document);
		const versions = cells.map((document) => versionOf(document.getText()));
		for (const anchor of anchors) {
			const { cell, bearings: place, asked } = anchor;
			const { last, bearings } = cell ?? {};
			const found = place && bearings && findCell(versions, place, bearings, asked.isBlock);
			if (bearings && found === 'several') {
				// Should only one of them be left, nobody knows whether it is the right one.
				anchor.cell = { notebook: notebook.uri, ...cell, bearings: { ...bearings, isUnique: false } };
			}
			const document =
				cells.find((candidate) => last && isAt(candidate, last)) ??
				(typeof found === 'number' ? cells[found] : undefined);
			if (document) {
				anchor.moved(document.uri);
				anchor.see(document);
			}
		}
	}

	/** A file or folder has another name. */
	renamed(from: vscode.Uri, to: vscode.Uri): void {
		for (const anchor of this.anchors) {
			const notebook = anchor.cell?.notebook;
			const inside = notebook && pathWithin(from, notebook);
			if (inside !== undefined) {
				const bearings = bearingsNow(anchor);
				loseCell(anchor, { notebook: to.with({ path: to.path + inside }), ...(bearings && { bearings }) });
				this.lookInOpen(anchor);
			}
		}
	}

	/** Looks for its cell, if its notebook is open. */
	lookInOpen({ cell }: Anchor): void {
		const notebook = cell && openNotebook(cell.notebook);
		if (notebook) {
			this.lookIn(notebook);
		}
	}

	private changed({ notebook, contentChanges }: vscode.NotebookDocumentChangeEvent): void {
		if (contentChanges.length === 0) {
			return;
		}
		const before = [...notebook.getCells()];
		for (const { range, addedCells, removedCells } of contentChanges.toReversed()) {
			before.splice(range.start, addedCells.length, ...removedCells);
		}
		for (const anchor of this.in(notebook)) {
			const bearings = cellOf(anchor, notebook) ? undefined : bearingsAmong(before, anchor);
			if (bearings) {
				loseCell(anchor, { notebook: notebook.uri, last: anchor.uri, bearings });
			}
		}
		this.lookIn(notebook);
	}

	private closed(notebook: vscode.NotebookDocument): void {
		for (const anchor of this.in(notebook)) {
			const bearings = bearingsAmong(notebook.getCells(), anchor) ?? anchor.cell?.bearings;
			loseCell(anchor, { notebook: notebook.uri, ...(bearings && { bearings }) });
		}
	}

	private in({ uri }: vscode.NotebookDocument): readonly Anchor[] {
		return [...this.anchors].filter(({ cell }) => cell?.notebook.toString() === uri.toString());
	}
}

/** What tells an anchor's cell from the others now; of one that is not there what did when it was. */
export function bearingsNow(anchor: Anchor): CellBearings | undefined {
	const notebook = anchor.cell && openNotebook(anchor.cell.notebook);
	return (notebook && bearingsAmong(notebook.getCells(), anchor)) ?? anchor.cell?.bearings;
}

function bearingsAmong(cells: readonly vscode.NotebookCell[], anchor: Anchor): CellBearings | undefined {
	const index = cells.findIndex(({ document }) => isAt(document, anchor.uri));
	const versions = cells.map(({ document }) => versionOf(document.getText()));
	const place = index === -1 ? undefined : anchor.bearings;
	return place && cellBearingsOf(versions, index, place, anchor.asked.isBlock);
}

function cellOf(anchor: Anchor, notebook: vscode.NotebookDocument): vscode.NotebookCell | undefined {
	return notebook.getCells().find(({ document }) => isAt(document, anchor.uri));
}

function loseCell(anchor: Anchor, cell: NonNullable<Anchor['cell']>): void {
	anchor.cell = cell;
	anchor.moved(addressOfNoCell(cell.notebook));
}
