import { shifted } from './lines';
import type { Change, Edit } from './spots';

/** The text after simultaneous edits that do not overlap. */
export function apply(text: string, edits: readonly Edit[]): string {
	return edits
		.toSorted((a, b) => b.from - a.from)
		.reduce((done, { from, to, text: put }) => done.slice(0, from) + put + done.slice(to), text);
}

/** The text with a change, and with what that needs elsewhere. */
export function applied(text: string, { also = [], ...edit }: Change): string {
	return apply(text, [edit, ...also]);
}

/** Where what a change puts there stands afterwards. */
export function placed({ from, to, text, also = [] }: Change): Edit {
	const before = also.filter((edit) => edit.to <= from);
	return shifted(
		{ from, to, text },
		before.reduce((by, edit) => by + edit.text.length - (edit.to - edit.from), 0),
	);
}

/** Simultaneous edits that do not overlap as one, from the first to the last. */
export function joined(text: string, edits: readonly [Edit, ...Edit[]]): Edit {
	const from = Math.min(...edits.map((edit) => edit.from));
	const to = Math.max(...edits.map((edit) => edit.to));
	return {
		from,
		to,
		text: apply(
			text.slice(from, to),
			edits.map((edit) => shifted(edit, -from)),
		),
	};
}

/**
 * An edit without what it only replaces by the same: editors and formatters are given to replace whole lines, and whole documents.
 *
 * @param first At which of its ends as much as possible is taken off, where a text repeats itself.
 */
export function trimmed(text: string, { from, to, text: put }: Edit, first: 'start' | 'end'): Edit {
	const most = Math.min(to - from, put.length);
	const same = (index: number, end: boolean): boolean =>
		end ? text[to - 1 - index] === put[put.length - 1 - index] : text[from + index] === put[index];
	const count = (end: boolean, limit: number): number => {
		let length = 0;
		while (length < limit && same(length, end)) {
			length++;
		}
		return length;
	};
	const head = first === 'start' ? count(false, most) : 0;
	const tail = count(true, most - head);
	const start = first === 'start' ? head : count(false, most - tail);
	return { from: from + start, to: to - tail, text: put.slice(start, put.length - tail) };
}
