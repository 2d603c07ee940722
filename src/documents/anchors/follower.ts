import { createHash } from 'node:crypto';
import type { Edit } from '../spots';
import { removalOf, shift } from './shift';
import { findSurroundings, type Surroundings, surroundingsOf } from './surroundings';

/** A text as it was at one moment; its lines end in line feeds, whatever the document's end in. */
export interface Version {
	readonly text: string;
	readonly print: Fingerprint;
}

/** What tells one text from all others. */
export interface Fingerprint {
	readonly length: number;
	readonly sha1: string;
}

/** What it takes to find a place again. */
export interface Bearings {
	readonly offset: number;
	/** Of the text that the offset was in. */
	readonly print: Fingerprint;
	readonly around: Surroundings;
}

/** What has been done to a text at once. */
export interface TextChange {
	readonly edits: readonly Edit[];
	/** Whether an earlier text came back. */
	readonly isUndone: boolean;
}

/** Text that was cut, with the place in it. */
interface Removed {
	readonly text: string;
	readonly offset: number;
}

/** So many earlier texts are remembered, which an undo may bring back. */
const maxPast = 2000;

/** What comes back must be more than a short word to be known again; a line of its own may be one. */
const leastRemoved = 6;
const leastOfLine = 4;

/** The text of a document, whose lines end as they may. */
export function versionOf(raw: string): Version {
	const text = withLineFeeds(raw);
	return { text, print: printOf(text) };
}

export function withLineFeeds(text: string): string {
	return text.replaceAll('\r\n', '\n');
}

export function printOf(text: string): Fingerprint {
	return { length: text.length, sha1: createHash('sha1').update(text).digest('hex') };
}

/**
 * Follows a place through the changes of a text. It is lost once the text around it is deleted or replaced, and found again
 * when that comes back: by an undo, by pasting what was cut, or by another version of the text with the same surroundings.
 * It is never guessed.
 */
export class Follower {
	/** By the text; undefined where it was lost. */
	private readonly past = new Map<string, number | undefined>();
	private lost: Bearings | undefined;
	private removed: Removed | undefined;

	private at: number | undefined;
	/** Nobody has looked for it in this text yet: in a long one that takes longer than typing should. */
	private mayBeFound = false;

	private constructor(
		private version: Version,
		private readonly isBlock: boolean,
	) {}

	/** Follows a place in a text. */
	static from(version: Version, offset: number, isBlock: boolean): Follower {
		const follower = new Follower(version, isBlock);
		follower.settle(offset);
		return follower;
	}

	/** Looks for a place in a text that may have changed since. */
	static again(version: Version, bearings: Bearings, isBlock: boolean): Follower {
		const follower = new Follower(version, isBlock);
		follower.past.set(bearings.print.sha1, bearings.offset);
		follower.lost = bearings;
		follower.settle(follower.known);
		follower.mayBeFound = follower.at === undefined;
		return follower;
	}

	/** The same place in a copy of the text, which goes its own way. */
	copy(): Follower {
		const copy = new Follower(this.version, this.isBlock);
		this.past.forEach((offset, sha1) => copy.past.set(sha1, offset));
		[copy.at, copy.lost, copy.removed, copy.mayBeFound] = [this.at, this.lost, this.removed, this.mayBeFound];
		return copy;
	}

	/** Undefined while it is lost. */
	get offset(): number | undefined {
		if (this.mayBeFound) {
			this.mayBeFound = false;
			this.settle(this.find());
		}
		return this.at;
	}

	get text(): string {
		return this.version.text;
	}

	/** Of where it is, or was when that was last known. */
	get bearings(): Bearings {
		const { version, lost, at: offset = 0 } = this;
		return lost ?? { offset, print: version.print, around: surroundingsOf(version.text, offset) };
	}

	/** The text has changed. */
	follow({ edits, isUndone }: TextChange, after: Version): void {
		const { at, text } = this;
		const wasLost = isUndone && this.past.has(after.print.sha1) && this.past.get(after.print.sha1) === undefined;
		const moved = at === undefined || wasLost ? undefined : shift(text, at, edits);
		if (at !== undefined && moved === undefined) {
			this.lost = this.bearings;
			this.removed = removedBy(edits, text, at);
		}
		// What an undo puts back to just before the place would otherwise count as typed there.
		const isTouched = at === undefined || isUndone || edits.some(({ from, to }) => from <= at && at <= to);
		this.version = after;
		const known = isTouched ? this.known : undefined;
		this.settle(wasLost ? undefined : (known ?? moved ?? this.pasted(edits)));
		this.mayBeFound = this.at === undefined;
	}

	/** The text has become another one, nobody knows how. */
	replace(after: Version): void {
		this.follow({ edits: [{ from: 0, to: this.text.length, text: after.text }], isUndone: false }, after);
	}

	/**
	 * An image was inserted at a place like this one: for one that was asked for before this one's, else for a later one.
	 *
	 * @param edits that which puts the image there, and those that it needs elsewhere.
	 */
	inserted([edit, ...others]: readonly [Edit, ...Edit[]], isBefore: boolean, after: Version): void {
		const { at, text } = this;
		// The image may stand a blank line away from where it was asked for.
		const isThere = at !== undefined && text.slice(Math.min(at, edit.to), Math.max(at, edit.from)).trim() === '';
		if (!isThere) {
			this.follow({ edits: [edit, ...others], isUndone: false }, after);
			return;
		}
		this.version = after;
		const from = shift(text, edit.from, others) ?? edit.from;
		this.settle(from + (isBefore ? edit.text.trimEnd().length : 0));
	}

	private settle(at: number | undefined): void {
		this.at = at;
		if (at !== undefined) {
			this.lost = undefined;
			this.removed = undefined;
		}
		this.past.set(this.version.print.sha1, at);
		if (this.past.size > maxPast) {
			const [oldest = ''] = this.past.keys();
			this.past.delete(oldest);
		}
	}

	/** Where it was in this very text. */
	private get known(): number | undefined {
		return this.past.get(this.version.print.sha1);
	}

	/** Where it is in what was cut, if that is what has been put in. */
	private pasted(edits: readonly Edit[]): number | undefined {
		const { removed, text } = this;
		if (!removed || !edits.some((edit) => edit.text.includes(removed.text))) {
			return undefined;
		}
		const found = text.indexOf(removed.text);
		return text.includes(removed.text, found + 1) ? undefined : found + removed.offset;
	}

	private find(): number | undefined {
		const { lost, text, isBlock } = this;
		const found = lost && findSurroundings(lost.around, text, isBlock);
		if (lost && found === 'several') {
			// Should only one of them be left, nobody knows whether it is the right one.
			const { telling: _, ...around } = lost.around;
			this.lost = { ...lost, around };
			return undefined;
		}
		return found === 'several' ? undefined : found;
	}
}

function removedBy(edits: readonly Edit[], text: string, at: number): Removed | undefined {
	const removal = removalOf(text, at, edits);
	const removed = removal && text.slice(removal.from, removal.to);
	const visible = removed?.replace(/\s+/g, '').length ?? 0;
	const isTelling = visible >= leastRemoved || (visible >= leastOfLine && removed?.trimStart().includes('\n'));
	return isTelling && removal && removed !== undefined ? { text: removed, offset: at - removal.from } : undefined;
}
