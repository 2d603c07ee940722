import * as vscode from 'vscode';
import { openDocument } from './documents';
import { Anchor, type AnchorRecord } from './anchor';

/** Keeps places up to date while people go on writing. */
export class Anchors implements vscode.Disposable {
	private readonly anchors = new Set<Anchor>();
	private readonly listeners: readonly vscode.Disposable[];

	constructor() {
		const { workspace } = vscode;
		this.listeners = [
			workspace.onDidChangeTextDocument((change) => {
				// Without changes it only tells that the document was saved, or has to be.
				if (change.contentChanges.length > 0) {
					this.forEachIn(change.document.uri, (anchor) => anchor.edited(change));
					this.followSaved(change.document);
				}
			}),
			workspace.onDidOpenTextDocument((document) => this.forEachIn(document.uri, (anchor) => anchor.opened(document))),
			workspace.onDidCloseTextDocument((document) => this.closed(document)),
			workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri, newUri }) => this.renamed(oldUri, newUri))),
		];
	}

	/** A place at a position of an open document as it is now. */
	pin(document: vscode.TextDocument, position: vscode.Position): Anchor {
		const isBlock = document.lineAt(position).isEmptyOrWhitespace;
		const anchor = this.add(document.uri, isBlock, document.offsetAt(position), undefined);
		anchor.opened(document);
		return anchor;
	}

	/** A place from an earlier window. It is trusted once its document turns out to be unchanged. */
	restore(record: AnchorRecord): Anchor {
		const { uri, isBlock, offset, text } = record;
		const anchor = this.add(vscode.Uri.parse(uri), isBlock, text && offset, text);
		const document = openDocument(anchor.uri);
		if (document) {
			anchor.opened(document);
		}
		return anchor;
	}

	dispose(): void {
		vscode.Disposable.from(...this.listeners).dispose();
	}

	private add(uri: vscode.Uri, isBlock: boolean, offset: number | undefined, awaited: AnchorRecord['text']): Anchor {
		const anchor = new Anchor(uri, isBlock, offset, awaited, (done) => this.anchors.delete(done));
		this.anchors.add(anchor);
		return anchor;
	}

	/** A document that is saved for the first time becomes another one, which is created empty and then given its text. */
	private followSaved(document: vscode.TextDocument): void {
		for (const anchor of this.anchors) {
			if (anchor.uri.scheme === 'untitled' && isSameText(openDocument(anchor.uri), document)) {
				anchor.renamed(document.uri);
			}
		}
	}

	private closed(document: vscode.TextDocument): void {
		this.forEachIn(document.uri, (anchor) => anchor.closed(document));
	}

	private renamed(from: vscode.Uri, to: vscode.Uri): void {
		for (const anchor of this.anchors) {
			const inside = pathWithin(from, anchor.uri);
			if (inside !== undefined) {
				anchor.renamed(to.with({ path: to.path + inside }));
				const document = openDocument(anchor.uri);
				if (document) {
					anchor.opened(document);
				}
			}
		}
	}

	private forEachIn(uri: vscode.Uri, act: (anchor: Anchor) => void): void {
		for (const anchor of this.anchors) {
			if (anchor.uri.toString() === uri.toString()) {
				act(anchor);
			}
		}
	}
}

function isSameText(one: vscode.TextDocument | undefined, other: vscode.TextDocument): boolean {
	return one !== undefined && other.uri.scheme !== 'untitled' && one.getText() === other.getText();
}

/** The path of `uri` below `root`, with its slash; empty for `root` itself, undefined when it is elsewhere. */
function pathWithin(root: vscode.Uri, uri: vscode.Uri): string | undefined {
	const isThere =
		uri.scheme === root.scheme && uri.authority === root.authority && `${uri.path}/`.startsWith(`${root.path}/`);
	return isThere ? uri.path.slice(root.path.length) : undefined;
}
