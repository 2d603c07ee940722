import { createHash } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { shift } from '../../documents/anchor';
import { openDocument } from './documents';

/** What tells whether a text is still the one an offset was meant for. */
const fingerprintSchema = v.object({ length: v.number(), sha1: v.string() });

/** A place as it outlives the window. */
export const anchorRecordSchema = v.object({
	uri: v.string(),
	/** Absent once the text around the place is gone. */
	offset: v.optional(v.number()),
	/** Whether the line was blank, so that the image is meant as a block of its own. */
	isBlock: v.boolean(),
	text: v.optional(fingerprintSchema),
});

export type AnchorRecord = Readonly<v.InferOutput<typeof anchorRecordSchema>>;
type Fingerprint = Readonly<v.InferOutput<typeof fingerprintSchema>>;

/**
 * A place in a document while an image is made for it. It moves with the text, follows the document when that is renamed, and
 * knows when it can no longer be trusted. `Places` tells it what happens.
 */
export class Anchor {
	private readonly changes = new vscode.EventEmitter<void>();
	/** The place or the text around it has changed: the record on disk is out of date. */
	readonly onDidChange = this.changes.event;

	private line = { atLineStart: false, onEmptyLine: false };

	constructor(
		public uri: vscode.Uri,
		readonly isBlock: boolean,
		private offset: number | undefined,
		/** Set while the document is not watched, because it is closed: the text that the offset is meant for. */
		private awaited: Fingerprint | undefined,
		private readonly onDispose: (anchor: Anchor) => void,
	) {}

	/** Where the place is in the open document now; undefined when that is not known for certain. */
	offsetIn(document: vscode.TextDocument): number | undefined {
		this.opened(document);
		return this.offset;
	}

	record(): AnchorRecord {
		const document = openDocument(this.uri);
		const text = this.awaited ?? (document && fingerprintOf(document));
		return {
			uri: this.uri.toString(),
			isBlock: this.isBlock,
			...(this.offset !== undefined && { offset: this.offset }),
			...(text && { text }),
		};
	}

	edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
		if (this.offset !== undefined && !this.awaited) {
			this.offset = shift({ offset: this.offset, ...this.line }, contentChanges);
			this.noteLine(document);
		}
		this.changes.fire();
	}

	opened(document: vscode.TextDocument): void {
		if (this.awaited) {
			const found = fingerprintOf(document);
			if (found.length !== this.awaited.length || found.sha1 !== this.awaited.sha1) {
				this.offset = undefined;
			}
			this.awaited = undefined;
		}
		this.noteLine(document);
	}

	closed(document: vscode.TextDocument): void {
		this.awaited = fingerprintOf(document);
	}

	renamed(uri: vscode.Uri): void {
		this.uri = uri;
		this.changes.fire();
	}

	dispose(): void {
		this.changes.dispose();
		this.onDispose(this);
	}

	/** Kept from change to change: an event tells of the text before it only by offsets. */
	private noteLine(document: vscode.TextDocument): void {
		if (this.offset !== undefined) {
			const { line, character } = document.positionAt(this.offset);
			this.line = { atLineStart: character === 0, onEmptyLine: document.lineAt(line).text === '' };
		}
	}
}

function fingerprintOf(document: vscode.TextDocument): Fingerprint {
	const text = document.getText();
	return { length: text.length, sha1: createHash('sha1').update(text).digest('hex') };
}
