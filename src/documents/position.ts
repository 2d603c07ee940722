/** A place in a text as editors tell it. Both from 1; columns in UTF-16 code units. */
export interface Position {
	readonly line: number;
	readonly column: number;
}

/** The lines of a text, for going between places and offsets in it. */
export class Positions {
	/** Where each line begins. */
	private readonly starts: readonly number[];

	constructor(private readonly text: string) {
		this.starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), ({ index, 0: end }) => index + end.length)];
	}

	get lineCount(): number {
		return this.starts.length;
	}

	/** The place of an offset. */
	at(offset: number): Position {
		let [first, last] = [0, this.starts.length - 1];
		while (first < last) {
			const middle = Math.ceil((first + last) / 2);
			[first, last] = (this.starts[middle] ?? 0) <= offset ? [middle, last] : [first, middle - 1];
		}
		return { line: first + 1, column: offset - (this.starts[first] ?? 0) + 1 };
	}

	/** The last column of a line, behind all that stands on it; undefined where there is no such line. */
	lastColumn(line: number): number | undefined {
		const [start, next] = [this.starts[line - 1], this.starts[line]];
		return start === undefined ? undefined : this.text.slice(start, next).replace(/[\r\n]+$/, '').length + 1;
	}

	/** The offset of a place; undefined where the text has no such line or column. */
	offsetOf({ line, column }: Position): number | undefined {
		const last = this.lastColumn(line);
		return last === undefined || column < 1 || column > last ? undefined : (this.starts[line - 1] ?? 0) + column - 1;
	}
}
