import * as v from 'valibot';
import * as vscode from 'vscode';
import {
	type Bearings,
	Follower,
	printOf,
	type Version,
	versionOf,
	withLineFeeds,
} from '../../documents/anchors/follower';
import type { CellBearings } from '../../documents/anchors/cells';
import type { Change, Edit, Place } from '../../documents/spots';
import { isNoCell } from './documents';

/** A place as it outlives the window. */
export const anchorRecordSchema = v.object({
	uri: v.string(),
	/** In the text that `text` tells; absent in older records once the text around the place was gone. */
	offset: v.optional(v.number()),
	/** Whether the line was blank, so that the image is meant as a block of its own. */
	isBlock: v.boolean(),
	/** What was selected there when it was asked for. */
	selected: v.optional(v.picklist(['text', 'path'])),
	text: v.optional(v.object({ length: v.number(), sha1: v.string() })),
	/** To find the place in a text that has changed. Not in older records, whose text has the document's own line ends. */
	around: v.optional(
		v.object({
			before: v.string(),
			after: v.string(),
			gapBefore: v.string(),
			gapAfter: v.string(),
			telling: v.exactOptional(v.number()),
		}),
	),
	/** When it was asked for: images at one place come in that order. */
	askedAt: v.optional(v.number()),
	/** What tells its file from all others on the disk: `fileIdOf`. */
	file: v.exactOptional(v.string()),
	/** Of a cell: its notebook, and what tells it from the other cells there. */
	cell: v.exactOptional(
		v.object({
			notebook: v.string(),
			index: v.number(),
			print: v.object({ length: v.number(), sha1: v.string() }),
			isUnique: v.boolean(),
		}),
	),
});

export type AnchorRecord = Readonly<v.InferOutput<typeof anchorRecordSchema>>;

/** An image's own text that is being inserted: to the anchors at the same place it is not typing. */
export interface Insertion {
	readonly anchor: Anchor;
	/** That which puts the image there, and those that it needs elsewhere; in the text with line feeds. */
	readonly edits: readonly [Edit, ...Edit[]];
}

/** The cell of an anchor in a notebook. */
export interface CellPlace {
	readonly notebook: vscode.Uri;
	/** What told it from the other cells when it was there. */
	readonly bearings?: CellBearings;
	/** Its address until it was deleted, which it has again after an undo. */
	readonly last?: vscode.Uri;
}

/** Those who keep an anchor up to date. */
export interface Keeper {
	/** Its document, opened without being shown; undefined where that is gone. */
	readonly open: (anchor: Anchor) => Promise<vscode.TextDocument | undefined>;
	/** What tells its cell from the others in the notebook, as far as that is known. */
	readonly bearingsOfCell: (anchor: Anchor) => CellBearings | undefined;
	readonly whileInserting: (insertion: Insertion, insert: () => Thenable<boolean>) => Promise<boolean>;
	readonly forget: (anchor: Anchor) => void;
}

/**
 * A place in a document while an image is made for it. It moves with the text, follows the document when that is renamed, and
 * knows when it can no longer be trusted. `Anchors` tells it what happens.
 */
export class Anchor {
	private readonly changes = new vscode.EventEmitter<void>();
	/** The place or the text around it has changed: the record on disk is out of date. */
	readonly onDidChange = this.changes.event;

	/** Only of one in a notebook. Its `uri` is that of its cell, or of none. */
	cell: CellPlace | undefined;

	/** Which file was at that address. */
	file: { readonly uri: vscode.Uri; readonly id: string } | undefined;

	private isCrlf = false;

	constructor(
		public uri: vscode.Uri,
		readonly asked: Pick<Place, 'isBlock' | 'selected'>,
		/** Of two at one place the one that was asked for first comes first. */
		readonly askedAt: number,
		/** What is known of the place: from an earlier window, until the document has been seen in this one. */
		private place: Follower | AnchorRecord,
		private readonly keeper: Keeper,
	) {}

	/** Undefined before the document has been seen. */
	get follower(): Follower | undefined {
		return this.place instanceof Follower ? this.place : undefined;
	}

	/** Where the place is in the open document now; undefined when that is not known for certain. */
	offsetIn(document: vscode.TextDocument): number | undefined {
		const { offset, text } = this.see(document);
		return offset !== undefined && this.isCrlf ? offset + linesBefore(text, offset) : offset;
	}

	/** The file that its document is a part of: the notebook of a cell. */
	get container(): vscode.Uri {
		return this.cell?.notebook ?? this.uri;
	}

	/** What an editor opens to show it. */
	get address(): vscode.Uri {
		return isNoCell(this.uri) ? this.container : this.uri;
	}

	/** What it takes to find it again; undefined of older records. */
	get bearings(): Bearings | undefined {
		if (this.place instanceof Follower) {
			return this.place.bearings;
		}
		const { offset, text, around } = this.place;
		return offset !== undefined && text && around ? { offset, print: text, around } : undefined;
	}

	/** Its document, opened without being shown; undefined where that is gone. */
	open(): Promise<vscode.TextDocument | undefined> {
		return this.keeper.open(this);
	}

	record(): AnchorRecord {
		const { uri, asked, askedAt, follower, place } = this;
		const cell = this.cell && this.keeper.bearingsOfCell(this);
		const now = {
			...{ uri: uri.toString(), ...asked, askedAt },
			...(this.file?.uri.toString() === this.container.toString() && { file: this.file.id }),
			...(cell && { cell: { notebook: this.container.toString(), ...cell } }),
		};
		if (!follower) {
			return { ...(place as AnchorRecord), ...now };
		}
		const { offset, print, around } = follower.bearings;
		return { ...now, offset, text: print, around };
	}

	/** The document is open: what was done to it while it was closed is seen by its text. */
	see(document: vscode.TextDocument, version = versionOf(document.getText())): Follower {
		this.isCrlf = document.eol === vscode.EndOfLine.CRLF;
		if (!(this.place instanceof Follower)) {
			this.place = Follower.again(version, bearingsOf(this.place, document, version), this.asked.isBlock);
		} else if (this.place.text !== version.text) {
			this.place.replace(version);
			this.changes.fire();
		}
		return this.place;
	}

	edited(change: vscode.TextDocumentChangeEvent, version: Version, own: Insertion | undefined): void {
		const { follower, isCrlf } = this;
		if (!follower) {
			this.see(change.document, version);
		} else if (own) {
			follower.inserted(own.edits, own.anchor.askedAt < this.askedAt, version);
		} else {
			const edits = change.contentChanges.map((edit) => editOf(edit, isCrlf));
			follower.follow({ edits, isUndone: change.reason !== undefined }, version);
		}
		this.isCrlf = change.document.eol === vscode.EndOfLine.CRLF;
		this.changes.fire();
	}

	/** Runs what makes the change, which puts this anchor's image into the document. */
	async whileInserting(
		document: vscode.TextDocument,
		{ also = [], ...edit }: Change,
		insert: () => Thenable<boolean>,
	): Promise<boolean> {
		this.see(document);
		const lineOf = (offset: number): number => (this.isCrlf ? document.positionAt(offset).line : 0);
		const own = ({ from, to, text }: Edit): Edit => {
			return { from: from - lineOf(from), to: to - lineOf(to), text: withLineFeeds(text) };
		};
		return this.keeper.whileInserting({ anchor: this, edits: [own(edit), ...also.map(own)] }, insert);
	}

	/** Its document has another address. The follower is given where that is one with a text of its own. */
	moved(uri: vscode.Uri, follower: Follower | undefined = this.follower): void {
		this.uri = uri;
		this.place = follower ?? this.place;
		this.changes.fire();
	}

	dispose(): void {
		this.changes.dispose();
		this.keeper.forget(this);
	}
}

function bearingsOf(record: AnchorRecord, document: vscode.TextDocument, version: Version): Bearings {
	const { offset = 0, text: print = { length: -1, sha1: '' }, around } = record;
	if (around) {
		return { offset, print, around };
	}
	const nothing = { before: '', after: '', gapBefore: '', gapAfter: '' };
	const isSame = printOf(document.getText()).sha1 === print.sha1 && record.offset !== undefined;
	const line = document.eol === vscode.EndOfLine.CRLF ? document.positionAt(offset).line : 0;
	return isSame ? { offset: offset - line, print: version.print, around: nothing } : { offset, print, around: nothing };
}

function editOf(
	{ rangeOffset, rangeLength, range, text }: vscode.TextDocumentContentChangeEvent,
	isCrlf: boolean,
): Edit {
	const [from, to] = [rangeOffset, rangeOffset + rangeLength];
	const [before, until] = isCrlf ? [range.start.line, range.end.line] : [0, 0];
	return { from: from - before, to: to - until, text: withLineFeeds(text) };
}

function linesBefore(text: string, offset: number): number {
	return text.slice(0, offset).split('\n').length - 1;
}
