import * as vscode from 'vscode';
import { openDocument } from './documents';
import { Place, type PlaceRecord } from './place';

/** Keeps places up to date while people go on writing. */
export class Places implements vscode.Disposable {
	private readonly places = new Set<Place>();
	private readonly listeners: readonly vscode.Disposable[];

	constructor() {
		const { workspace } = vscode;
		this.listeners = [
			workspace.onDidChangeTextDocument((change) => {
				// Without changes it only tells that the document was saved, or has to be.
				if (change.contentChanges.length > 0) {
					this.forEachIn(change.document.uri, (place) => place.edited(change));
					this.followSaved(change.document);
				}
			}),
			workspace.onDidOpenTextDocument((document) => this.forEachIn(document.uri, (place) => place.opened(document))),
			workspace.onDidCloseTextDocument((document) => this.closed(document)),
			workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri, newUri }) => this.renamed(oldUri, newUri))),
		];
	}

	/** A place at a position of an open document as it is now. */
	pin(document: vscode.TextDocument, position: vscode.Position): Place {
		const isBlock = document.lineAt(position).isEmptyOrWhitespace;
		const place = this.add(document.uri, isBlock, document.offsetAt(position), undefined);
		place.opened(document);
		return place;
	}

	/** A place from an earlier window. It is trusted once its document turns out to be unchanged. */
	restore(record: PlaceRecord): Place {
		const { uri, isBlock, offset, text } = record;
		const place = this.add(vscode.Uri.parse(uri), isBlock, text && offset, text);
		const document = openDocument(place.uri);
		if (document) {
			place.opened(document);
		}
		return place;
	}

	dispose(): void {
		vscode.Disposable.from(...this.listeners).dispose();
	}

	private add(uri: vscode.Uri, isBlock: boolean, offset: number | undefined, awaited: PlaceRecord['text']): Place {
		const place = new Place(uri, isBlock, offset, awaited, (done) => this.places.delete(done));
		this.places.add(place);
		return place;
	}

	/** A document that is saved for the first time becomes another one, which is created empty and then given its text. */
	private followSaved(document: vscode.TextDocument): void {
		for (const place of this.places) {
			if (place.uri.scheme === 'untitled' && isSameText(openDocument(place.uri), document)) {
				place.renamed(document.uri);
			}
		}
	}

	private closed(document: vscode.TextDocument): void {
		this.forEachIn(document.uri, (place) => place.closed(document));
	}

	private renamed(from: vscode.Uri, to: vscode.Uri): void {
		for (const place of this.places) {
			const inside = pathWithin(from, place.uri);
			if (inside !== undefined) {
				place.renamed(to.with({ path: to.path + inside }));
				const document = openDocument(place.uri);
				if (document) {
					place.opened(document);
				}
			}
		}
	}

	private forEachIn(uri: vscode.Uri, act: (place: Place) => void): void {
		for (const place of this.places) {
			if (place.uri.toString() === uri.toString()) {
				act(place);
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
