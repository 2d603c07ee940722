import * as vscode from 'vscode';
import { type Follower, type Version, versionOf } from '../../documents/anchors/follower';
import type { Anchor } from './anchor';
import { isAt, openDocument } from './documents';
import { isShownAsText } from './tabs';

/** A document with the text of an anchor's own, and the same place in it. */
interface Copy {
	readonly uri: vscode.Uri;
	readonly follower: Follower;
	isSaved: boolean;
}

/**
 * Takes anchors along when a document is saved under another name. The editor opens the new document out of sight, gives it all
 * of the text at once, saves it, and shows it in the old one's stead, which gets back what is on disk.
 */
export class SavedAs implements vscode.Disposable {
	private readonly copies = new Map<Anchor, Copy>();
	private readonly listeners: readonly vscode.Disposable[] = [
		vscode.workspace.onDidSaveTextDocument((document) => this.saved(document)),
		vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)),
		vscode.window.tabGroups.onDidChangeTabs(({ closed }) => (closed.length > 0 ? this.tabsClosed() : undefined)),
	];

	constructor(private readonly anchors: ReadonlySet<Anchor>) {}

	dispose(): void {
		vscode.Disposable.from(...this.listeners).dispose();
	}

	/** The document's text has become this one. */
	filled(document: vscode.TextDocument, version: Version): void {
		const { uri } = document;
		for (const anchor of this.anchors) {
			const { follower } = anchor;
			const isNamed = anchor.uri.scheme !== 'untitled' && uri.scheme !== 'untitled' && !isAt(document, anchor.uri);
			if (isNamed && !anchor.cell && follower?.text === version.text && !isVisible(uri)) {
				this.copies.set(anchor, { uri, follower: follower.copy(), isSaved: false });
			}
		}
		for (const copy of this.copies.values()) {
			if (isAt(document, copy.uri) && copy.follower.text !== version.text) {
				copy.follower.replace(version);
			}
		}
	}

	/** Something was done to a document. Once a person goes on in the old one, it is that which they mean. */
	changed(document: vscode.TextDocument): void {
		for (const anchor of this.copies.keys()) {
			if (document.isDirty && isAt(document, anchor.uri)) {
				this.copies.delete(anchor);
			}
		}
	}

	forget(anchor: Anchor): void {
		this.copies.delete(anchor);
	}

	private saved(document: vscode.TextDocument): void {
		const { uri } = document;
		for (const anchor of this.anchors) {
			const isUntitled = !anchor.cell && anchor.uri.scheme === 'untitled' && uri.scheme !== 'untitled';
			if (isUntitled && !isVisible(uri) && anchor.follower?.text === versionOf(document.getText()).text) {
				// Out of sight, with the same text: nothing is left of the old one.
				anchor.moved(uri);
			}
		}
		for (const copy of this.copies.values()) {
			copy.isSaved ||= isAt(document, copy.uri);
		}
	}

	/** The next new document may have the address of one that was thrown away. It is still open where only its language has changed. */
	private closed({ uri }: vscode.TextDocument): void {
		if (uri.scheme === 'untitled' && !openDocument(uri)) {
			for (const anchor of this.anchors) {
				if (anchor.uri.toString() === uri.toString()) {
					anchor.moved(uri.with({ fragment: 'closed' }));
				}
			}
		}
	}

	private tabsClosed(): void {
		for (const [anchor, { uri, follower, isSaved }] of this.copies) {
			if (!isShownAsText(anchor.uri)) {
				this.copies.delete(anchor);
				if (isSaved && isShownAsText(uri)) {
					anchor.moved(uri, follower);
				}
			}
		}
	}
}

function isVisible(uri: vscode.Uri): boolean {
	return vscode.window.visibleTextEditors.some(({ document }) => isAt(document, uri));
}
