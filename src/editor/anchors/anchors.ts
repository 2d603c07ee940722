import * as vscode from 'vscode';
import { Follower, type Version, versionOf } from '../../documents/anchors/follower';
import { apply } from '../../documents/edits';
import { Anchor, type AnchorRecord, type Insertion, type Keeper } from './anchor';
import { bearingsNow, Cells } from './cells';
import { addressOfNoCell, findDocument, findNotebook, isAt, notebookOf, openDocument, pathWithin } from './documents';
import { Moves } from './moves';
import { SavedAs } from './savedAs';

/** Keeps places up to date while people go on writing. */
export class Anchors implements vscode.Disposable {
	private readonly anchors = new Set<Anchor>();
	private readonly savedAs = new SavedAs(this.anchors);
	private readonly cells = new Cells(this.anchors);
	private readonly moves = new Moves(this.anchors, (from, to) => this.renamed(from, to));
	private readonly listeners: readonly vscode.Disposable[];
	private readonly keeper: Keeper;
	private readonly insertions = new Set<Insertion>();
	private lastAskedAt = 0;

	constructor() {
		const { workspace } = vscode;
		this.keeper = {
			open: (anchor) => this.open(anchor),
			bearingsOfCell: bearingsNow,
			whileInserting: (insertion, insert) => this.whileInserting(insertion, insert),
			forget: (anchor) => {
				this.anchors.delete(anchor);
				this.savedAs.forget(anchor);
			},
		};
		this.listeners = [
			workspace.onDidChangeTextDocument((change) => this.changed(change)),
			workspace.onDidOpenTextDocument((document) => this.see(document)),
			workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri, newUri }) => this.renamed(oldUri, newUri))),
		];
	}

	/** A place at a position of an open document as it is now, for a block on a blank line unless something else is asked for. */
	pin(
		document: vscode.TextDocument,
		position: vscode.Position,
		{ isBlock, selected }: Anchor['asked'] = { isBlock: document.lineAt(position).isEmptyOrWhitespace },
	): Anchor {
		const line = document.eol === vscode.EndOfLine.CRLF ? position.line : 0;
		const version = versionOf(document.getText());
		const follower = Follower.from(version, document.offsetAt(position) - line, isBlock);
		this.lastAskedAt = Math.max(Date.now(), this.lastAskedAt + 1);
		const anchor = this.add(
			new Anchor(document.uri, { isBlock, ...(selected && { selected }) }, this.lastAskedAt, follower, this.keeper),
		);
		const notebook = notebookOf(document.uri);
		anchor.cell = notebook && { notebook: notebook.uri };
		anchor.see(document, version);
		this.moves.watch(anchor);
		return anchor;
	}

	/** A place from an earlier window. It is trusted where its document is unchanged, or has the same text around it. */
	restore(record: AnchorRecord): Anchor {
		const { isBlock, selected, askedAt = 0, cell } = record;
		const notebook = cell && vscode.Uri.parse(cell.notebook);
		const uri = notebook ? addressOfNoCell(notebook) : vscode.Uri.parse(record.uri);
		const anchor = this.add(new Anchor(uri, { isBlock, ...(selected && { selected }) }, askedAt, record, this.keeper));
		if (cell && notebook) {
			const { index, print, isUnique } = cell;
			anchor.cell = { notebook, bearings: { index, print, isUnique } };
			this.cells.lookInOpen(anchor);
		}
		const document = openDocument(anchor.uri);
		if (document) {
			anchor.see(document);
		}
		anchor.file = record.file === undefined ? undefined : { uri: anchor.container, id: record.file };
		this.moves.watch(anchor);
		return anchor;
	}

	dispose(): void {
		vscode.Disposable.from(this.savedAs, this.cells, this.moves, ...this.listeners).dispose();
	}

	private add(anchor: Anchor): Anchor {
		this.anchors.add(anchor);
		return anchor;
	}

	private async open(anchor: Anchor): Promise<vscode.TextDocument | undefined> {
		await this.moves.follow(anchor);
		const { cell } = anchor;
		if (!cell) {
			return findDocument(anchor.uri);
		}
		await findNotebook(cell.notebook);
		this.cells.lookInOpen(anchor);
		return openDocument(anchor.uri);
	}

	private see(document: vscode.TextDocument): void {
		this.in(document.uri).forEach((anchor) => anchor.see(document));
	}

	private changed(change: vscode.TextDocumentChangeEvent): void {
		const { document, contentChanges } = change;
		if (this.anchors.size === 0) {
			return;
		}
		// Without changes it only tells that the document was saved, or has to be.
		if (contentChanges.length > 0) {
			const version = versionOf(document.getText());
			const anchors = this.in(document.uri);
			const own = anchors.length > 0 ? this.ownEdit(document, version) : undefined;
			anchors.forEach((anchor) => anchor.edited(change, version, own));
			this.savedAs.filled(document, version);
		}
		this.savedAs.changed(document);
	}

	/** What is being inserted, where that is what has happened. */
	private ownEdit(document: vscode.TextDocument, version: Version): Insertion | undefined {
		return [...this.insertions].find(({ anchor: { uri, follower }, edits }) => {
			return isAt(document, uri) && follower && apply(follower.text, edits) === version.text;
		});
	}

	private async whileInserting(insertion: Insertion, insert: () => Thenable<boolean>): Promise<boolean> {
		this.insertions.add(insertion);
		try {
			return await insert();
		} finally {
			this.insertions.delete(insertion);
		}
	}

	private renamed(from: vscode.Uri, to: vscode.Uri): void {
		this.cells.renamed(from, to);
		for (const anchor of this.anchors) {
			const inside = pathWithin(from, anchor.uri);
			if (inside !== undefined) {
				anchor.moved(to.with({ path: to.path + inside }));
				const document = openDocument(anchor.uri);
				if (document) {
					anchor.see(document);
				}
			}
		}
	}

	private in(uri: vscode.Uri): readonly Anchor[] {
		return [...this.anchors].filter((anchor) => anchor.uri.toString() === uri.toString());
	}
}
