import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Edit, shift } from '../../../src/documents/anchor';

/** Where `|` in `text` is after the edits, shown in the text after them; `undefined` when the place is gone. */
function edited(text: string, ...edits: readonly [range: string, replacement: string][]): string | undefined {
	const offset = text.indexOf('|');
	const before = text.replace('|', '');
	const changes = edits.map(([range, replacement]): Edit => {
		// A range is given by its text, an empty one by the text that follows it.
		const rangeOffset = before.indexOf(range.replace(/^>/, ''));
		return { rangeOffset, rangeLength: range.startsWith('>') ? 0 : range.length, text: replacement };
	});
	return show(before, offset, changes);
}

function show(before: string, offset: number, changes: readonly Edit[]): string | undefined {
	const atLineStart = offset === 0 || before[offset - 1] === '\n';
	const onEmptyLine = atLineStart && /^(\r?\n|$)/.test(before.slice(offset));
	const shifted = shift({ offset, atLineStart, onEmptyLine }, changes);
	const after = apply(before, changes);
	return shifted === undefined ? undefined : `${after.slice(0, shifted)}|${after.slice(shifted)}`;
}

function apply(text: string, changes: readonly Edit[]): string {
	return changes
		.toSorted((a, b) => b.rangeOffset - a.rangeOffset)
		.reduce(
			(done, { rangeOffset: at, rangeLength, text: put }) => done.slice(0, at) + put + done.slice(at + rangeLength),
			text,
		);
}

describe('A place in a document', () => {
	it('moves with text typed and deleted before it', () => {
		assert.equal(edited('one |two', ['>one', 'zero ']), 'zero one |two');
		assert.equal(edited('one |two', ['one ', '']), '|two');
	});

	it('stays with text typed and deleted after it', () => {
		assert.equal(edited('one |two', ['two', 'three']), 'one |three');
		assert.equal(edited('one |two', ['wo', '']), 'one |t');
	});

	it('stays before a sentence that is typed from it on', () => {
		const typed = Array.from('Look!\n').reduce((text, key, index) => {
			const anchor = text.indexOf('|');
			return show(text.replace('|', ''), anchor, [{ rangeOffset: anchor + index, rangeLength: 0, text: key }]) ?? '';
		}, 'before |after');
		assert.equal(typed, 'before |Look!\nafter');
	});

	it('stays where Enter is pressed at the start of its line', () => {
		assert.equal(edited('a\n|b', ['>b', '\n']), 'a\n|\nb');
	});

	it('moves below whole lines that are put at the start of its line', () => {
		assert.equal(edited('a\n|b', ['>b', 'new\nlines\n']), 'a\nnew\nlines\n|b');
		assert.equal(edited('a\n|b', ['>b', 'new\r\n']), 'a\nnew\r\n|b');
	});

	it('is gone when the text on both sides of it was deleted or replaced', () => {
		assert.equal(edited('one tw|o three', ['two', '']), undefined);
		assert.equal(edited('one tw|o three', ['one two', 'some other text']), undefined);
	});

	it('follows a replacement that only touches it', () => {
		assert.equal(edited('one two| three', ['two', 'a pair']), 'one a pair| three');
		assert.equal(edited('one |two three', ['two', 'a pair']), 'one |a pair three');
	});

	it('takes several edits of one change together', () => {
		assert.equal(edited('a b |c d', ['>d', 'x'], ['a', 'long'], ['b', '']), 'long  |c xd');
	});

	describe('with lines that are moved', () => {
		const lines = (text: string, up: readonly [Edit, Edit]): string | undefined =>
			show(text.replace('|', ''), text.indexOf('|'), up);

		it('goes down with a line that another line is moved above', () => {
			// "one" and "two" change places: "one\n" is deleted, "\none" inserted after "two".
			const change: [Edit, Edit] = [
				{ rangeOffset: 7, rangeLength: 0, text: '\none' },
				{ rangeOffset: 0, rangeLength: 4, text: '' },
			];
			assert.equal(lines('o|ne\ntwo\nend', change), 'two\no|ne\nend');
			assert.equal(lines('|one\ntwo\nend', change), 'two\n|one\nend');
			assert.equal(lines('one|\ntwo\nend', change), 'two\none|\nend');
			assert.equal(lines('one\n|two\nend', change), '|two\none\nend');
			assert.equal(lines('one\ntwo|\nend', change), 'two|\none\nend');
		});

		it('goes up with a line that another line is moved below', () => {
			// "one" and "two" change places: "\ntwo" is deleted, "two\n" inserted before "one".
			const change: [Edit, Edit] = [
				{ rangeOffset: 3, rangeLength: 4, text: '' },
				{ rangeOffset: 0, rangeLength: 0, text: 'two\n' },
			];
			assert.equal(lines('one\nt|wo\nend', change), 't|wo\none\nend');
			assert.equal(lines('one\n|two\nend', change), '|two\none\nend');
			assert.equal(lines('one\ntwo|\nend', change), 'two|\none\nend');
			assert.equal(lines('|one\ntwo\nend', change), 'two\n|one\nend');
			assert.equal(lines('one|\ntwo\nend', change), 'two\none|\nend');
		});
	});

	describe('with an empty line that changes places with a line of text', () => {
		// "one" is deleted on its line and inserted on the empty one; no line break is touched.
		const down: [Edit, Edit] = [
			{ rangeOffset: 4, rangeLength: 0, text: 'one' },
			{ rangeOffset: 0, rangeLength: 3, text: '' },
		];
		const up: [Edit, Edit] = [
			{ rangeOffset: 1, rangeLength: 3, text: '' },
			{ rangeOffset: 0, rangeLength: 0, text: 'one' },
		];
		const marked = (text: string, change: [Edit, Edit]): string | undefined =>
			show(text.replace('|', ''), text.indexOf('|'), change);

		it('goes with the empty line', () => {
			assert.equal(marked('one\n|\nend', down), '|\none\nend');
			assert.equal(marked('|\none\nend', up), 'one\n|\nend');
		});

		it('goes with the text', () => {
			assert.equal(marked('o|ne\n\nend', down), '\no|ne\nend');
			assert.equal(marked('one|\n\nend', down), '\none|\nend');
			assert.equal(marked('\n|one\nend', up), '|one\n\nend');
		});
	});

	it('keeps the text on both its sides, whatever is edited elsewhere', () => {
		const line = fc.string({ minLength: 1, maxLength: 8 });
		const scene = fc.record({ left: line, right: line, before: line, after: line });
		fc.assert(
			fc.property(scene, line, line, ({ left, right, before, after }, newBefore, newAfter) => {
				const text = before + left + right + after;
				const offset = before.length + left.length;
				const changes = [
					{ rangeOffset: offset + right.length, rangeLength: after.length, text: newAfter },
					{ rangeOffset: 0, rangeLength: before.length, text: newBefore },
				];
				const shifted = shift({ offset, atLineStart: false, onEmptyLine: false }, changes);
				assert.equal(shifted, newBefore.length + left.length);
				assert.equal(apply(text, changes).slice(shifted), right + newAfter);
			}),
		);
	});
});
