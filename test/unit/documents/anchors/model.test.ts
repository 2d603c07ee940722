import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Bearings, Follower, versionOf } from '../../../../src/documents/anchors/follower';
import { apply } from '../../../../src/documents/edits';
import type { Edit } from '../../../../src/documents/spots';

/** A character that is told from all others like it, wherever it goes. The place is one that has no length. */
interface Cell {
	readonly char: string;
}

const place: Cell = { char: '' };

/** A text that carries the place along as it does its characters, beside a follower, which must say the same, or that it does not know. */
class Model {
	/** How often the follower knew where the place is, of all the times when it was there. */
	readonly score = { there: 0, known: 0 };

	private follower: Follower;
	private readonly past: (readonly Cell[])[] = [];
	private readonly future: (readonly Cell[])[] = [];
	private clipboard: readonly Cell[] = [];
	private neighbours: readonly (Cell | undefined)[] = [];
	/** What stood around the place when it was last known, letters and digits alone: as many as the follower wants at least. */
	private around: readonly [before: string, after: string] = ['', ''];
	/** What was cut with the place in it, and where in that it was. */
	private removed: { readonly text: string; readonly offset: number } | undefined;
	/** What the follower said, by the text, both letters and digits alone. */
	private readonly said = new Map<string, number>();

	constructor(
		private cells: readonly Cell[],
		private readonly isBlock: boolean,
	) {
		this.follower = Follower.from(versionOf(this.text), this.at ?? 0, isBlock);
		this.judge();
	}

	get text(): string {
		return textOf(this.cells);
	}

	/** @param whole whether it is told as a new text, as editors do of files that have changed on disk. */
	replace(from: number, to: number, put: string, whole: boolean): void {
		const was = this.text.slice(from, to);
		const head = common(was, put);
		const tail = common(reversed(was.slice(head)), reversed(put.slice(head)));
		const cells = this.with(from + head, to - tail, cellsOf(put.slice(head, put.length - tail)));
		const edit = { from, to, text: put };
		const edits = whole ? [{ from: 0, to: this.text.length, text: apply(this.text, [edit]) }] : [edit];
		this.change(edits, cells);
	}

	cut(from: number, to: number): void {
		const cells = this.with(from, to, []);
		const isGone = !cells.includes(place);
		const within = this.cells.filter((cell, index) => (cell === place ? isGone : isIn(this.offsetOf(index), from, to)));
		this.clipboard = within;
		this.change([{ from, to, text: '' }], cells);
	}

	paste(at: number): void {
		const pasted = this.cells.includes(place) ? this.clipboard.filter((cell) => cell !== place) : this.clipboard;
		this.change([{ from: at, to: at, text: textOf(pasted) }], this.with(at, at, pasted));
	}

	/** The editor deletes the line before, and puts it behind. */
	moveLineUp(number: number): void {
		const lines = this.text.split('\n');
		const [above = '', moved = ''] = lines.slice(number, number + 2);
		if (above === '' || moved === '') {
			return;
		}
		const from = lines.slice(0, number).join('').length + number;
		const [to, end] = [from + above.length + 1, from + above.length + 1 + moved.length];
		const part = (start: number, stop: number): readonly Cell[] =>
			this.cells.filter((cell, index) => {
				const offset = this.offsetOf(index);
				return cell === place ? start <= offset && offset <= stop : isIn(offset, start, stop);
			});
		const rest = this.cells.filter((cell) => cell !== place);
		const cells = [
			...rest.slice(0, from),
			...part(to, end),
			...cellsOf('\n'),
			...part(from, to - 1),
			...rest.slice(end),
		];
		const elsewhere = this.at !== undefined && !cells.includes(place) ? this.at : undefined;
		const edits = [
			{ from: end, to: end, text: `\n${above}` },
			{ from, to, text: '' },
		];
		this.change(edits, elsewhere === undefined ? cells : cells.toSpliced(elsewhere, 0, place));
	}

	/** Takes away white space at the ends of lines, and blank lines beyond one. */
	format(): void {
		const text = this.text.replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n');
		const kept = this.cells.filter((cell) => cell === place || cell.char.trim() !== '');
		const cells: Cell[] = [];
		for (const char of text) {
			if (char.trim() === '') {
				cells.push({ char });
				continue;
			}
			if (kept[0] === place) {
				cells.push(place);
				kept.shift();
			}
			cells.push(kept.shift() ?? { char });
		}
		this.change([{ from: 0, to: this.text.length, text }], [...cells, ...kept]);
	}

	undo(): void {
		this.goTo(this.past, this.future);
	}

	redo(): void {
		this.goTo(this.future, this.past);
	}

	/** In the next window only what was kept of the place is known, and nothing can be undone. */
	reload(): void {
		this.past.length = 0;
		this.future.length = 0;
		const kept = JSON.parse(JSON.stringify(this.follower.bearings)) as Bearings;
		this.follower = Follower.again(versionOf(this.text), kept, this.isBlock);
		this.judge();
	}

	private change(edits: readonly Edit[], cells: readonly Cell[]): void {
		this.past.push(this.cells);
		this.future.length = 0;
		this.become(cells, edits, false);
	}

	private goTo(from: (readonly Cell[])[], back: (readonly Cell[])[]): void {
		const cells = from.pop();
		if (cells) {
			back.push(this.cells);
			this.become(cells, [{ from: 0, to: this.text.length, text: textOf(cells) }], true);
		}
	}

	private become(cells: readonly Cell[], edits: readonly Edit[], isUndone: boolean): void {
		this.cells = cells;
		this.follower.follow({ edits, isUndone }, versionOf(this.text));
		this.judge();
	}

	private judge(): void {
		const { at, text } = this;
		const { offset } = this.follower;
		const was = at === undefined ? this.neighbours : this.neighboursOf(at);
		this.score.there += at === undefined ? 0 : 1;
		if (offset !== undefined) {
			this.score.known += at === undefined ? 0 : 1;
			const is = this.neighboursOf(offset);
			const isRight = was[0] === is[0] && was[1] === is[1];
			// What is typed may be what was cut, or what stood around the place, to the letter; and a text may come about twice.
			const { text: cut = '', offset: inCut = 0 } = this.removed ?? {};
			const isCut = at === undefined && cut.trim().length >= 4 && text.startsWith(cut, offset - inCut);
			const [before, after] = this.around;
			const isSame =
				at === undefined &&
				counted(text.slice(0, offset)).endsWith(before) &&
				counted(text.slice(offset)).startsWith(after);
			assert.ok(
				isRight || isCut || isSame || this.said.get(counted(text)) === counted(text.slice(0, offset)).length,
				`${show(text, offset)} instead of ${at === undefined ? 'nowhere' : show(text, at)}`,
			);
			// White space and marks do not matter: of those, the follower chooses.
			this.cells = this.cells.filter((cell) => cell !== place).toSpliced(offset, 0, place);
			this.said.set(counted(text), counted(text.slice(0, offset)).length);
			this.around = [counted(text.slice(0, offset)).slice(-16), counted(text.slice(offset)).slice(0, 16)];
		}
		this.neighbours = offset === undefined ? was : this.neighboursOf(offset);
	}

	private get at(): number | undefined {
		const index = this.cells.indexOf(place);
		return index === -1 ? undefined : index;
	}

	private offsetOf(index: number): number {
		return this.at !== undefined && index > this.at ? index - 1 : index;
	}

	/** The nearest letters or digits on both sides. */
	private neighboursOf(offset: number): readonly (Cell | undefined)[] {
		const cells = this.cells.filter((cell) => cell !== place);
		const isCounted = ({ char }: Cell): boolean => /[\p{L}\p{N}]/u.test(char);
		return [cells.slice(0, offset).findLast(isCounted), cells.slice(offset).find(isCounted)];
	}

	private with(from: number, to: number, put: readonly Cell[]): readonly Cell[] {
		const cells = this.cells.filter((cell) => cell !== place).toSpliced(from, to - from, ...put);
		const at = this.at;
		const text = textOf(put);
		if (at === undefined || put.includes(place)) {
			return cells;
		}
		const [start, end] = lineOf(this.text, at);
		const isLine = text === '' && from <= start && end <= to && this.text.slice(start, end).trim() !== '';
		if (at < from || (at === from && (from < to || at !== start || !/\S[^]*\n$/.test(text)) && !isLine)) {
			return cells.toSpliced(at, 0, place);
		}
		if (at < to || isLine) {
			this.removed = { text: this.text.slice(from, to), offset: at - from };
			return cells;
		}
		return cells.toSpliced(at + put.length - (to - from), 0, place);
	}
}

function counted(text: string): string {
	return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

function cellsOf(text: string): readonly Cell[] {
	return Array.from(text, (char) => ({ char }));
}

function textOf(cells: readonly Cell[]): string {
	return cells.map(({ char }) => char).join('');
}

function isIn(offset: number, from: number, to: number): boolean {
	return from <= offset && offset < to;
}

function lineOf(text: string, offset: number): readonly [number, number] {
	const end = text.indexOf('\n', offset);
	return [text.slice(0, offset).lastIndexOf('\n') + 1, end === -1 ? text.length : end];
}

function common(one: string, other: string): number {
	let length = 0;
	while (length < one.length && one[length] === other[length]) {
		length++;
	}
	return length;
}

function reversed(text: string): string {
	return Array.from(text).toReversed().join('');
}

function show(text: string, offset: number): string {
	return JSON.stringify(`${text.slice(0, offset)}|${text.slice(offset)}`);
}

const word = fc.constantFrom(...'a be sea deep tower light keeper lantern of - * # 12 ü 海'.split(' '));
const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
/** Long enough to be told from what is typed at random. */
const document = fc
	.tuple(fc.array(word, { minLength: 12, maxLength: 12 }), fc.array(line, { maxLength: 12 }))
	.map(([words, lines]) => [words.slice(0, 6).join(' '), ...lines, words.slice(6).join(' ')].join('\n'));
const some = fc.nat({ max: 1000 });

/** What is done, at places given in thousandths of the text. */
type Deed = (model: Model) => void;

const at = (model: Model, share: number): number => Math.floor((model.text.length * share) / 1000);
const range = (model: Model, one: number, other: number): readonly [number, number] => {
	const [from, to] = [at(model, Math.min(one, other)), at(model, Math.max(one, other))];
	return [from, Math.min(to, from + 40)];
};

const deed: fc.Arbitrary<Deed> = fc.oneof(
	fc.tuple(some, line).map(
		([to, text]) =>
			(model: Model) =>
				model.replace(at(model, to), at(model, to), text, false),
	),
	fc.tuple(some, line).map(
		([to, text]) =>
			(model: Model) =>
				model.replace(at(model, to), at(model, to), `${text}\n`, false),
	),
	fc.tuple(some, some, line, fc.boolean()).map(
		([from, to, text, whole]) =>
			(model: Model) =>
				model.replace(...range(model, from, to), text, whole),
	),
	fc.tuple(some, some).map(
		([from, to]) =>
			(model: Model) =>
				model.cut(...range(model, from, to)),
	),
	some.map((to) => (model: Model) => model.paste(at(model, to))),
	fc.nat({ max: 12 }).map((number) => (model: Model) => model.moveLineUp(number)),
	fc.constantFrom<Deed>(
		(model) => model.format(),
		(model) => model.undo(),
		(model) => model.undo(),
		(model) => model.redo(),
		(model) => model.reload(),
	),
);

describe('A place that is followed, whatever is done', () => {
	it('is right or not known, and as a rule known', () => {
		const total = { there: 0, known: 0 };
		fc.assert(
			fc.property(document, some, fc.array(deed, { maxLength: 25 }), (text, share, deeds) => {
				const offset = Math.floor((text.length * share) / 1000);
				const [start, end] = lineOf(text, offset);
				const isBlock = text.slice(start, end).trim() === '';
				const model = new Model([...cellsOf(text.slice(0, offset)), place, ...cellsOf(text.slice(offset))], isBlock);
				deeds.forEach((act) => act(model));
				total.there += model.score.there;
				total.known += model.score.known;
			}),
			{ numRuns: 3000 },
		);
		assert.ok(total.known > total.there * 0.9, JSON.stringify(total));
	});
});
