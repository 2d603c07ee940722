import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shift } from '../../../../src/documents/anchors/shift';
import { apply } from '../../../../src/documents/edits';
import type { Edit } from '../../../../src/documents/spots';

/** Where `|` in `text` is after the edits, shown in the text after them; `undefined` when the place is gone. */
function edited(text: string, ...edits: readonly [range: string, replacement: string][]): string | undefined {
	const before = text.replace('|', '');
	const changes = edits.map(([range, replacement]): Edit => {
		// A range is given by its text, an empty one by the text that follows it.
		const from = before.indexOf(range.replace(/^>/, ''));
		return { from, to: from + (range.startsWith('>') ? 0 : range.length), text: replacement };
	});
	return show(text, changes);
}

function show(text: string, changes: readonly Edit[]): string | undefined {
	const offset = text.indexOf('|');
	const before = text.replace('|', '');
	const shifted = shift(before, offset, changes);
	const after = apply(before, changes);
	return shifted === undefined ? undefined : `${after.slice(0, shifted)}|${after.slice(shifted)}`;
}

describe('An offset in a text', () => {
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
			const from = text.indexOf('|') + index;
			return show(text, [{ from, to: from, text: key }]) ?? '';
		}, 'before |after');
		assert.equal(typed, 'before |Look!\nafter');
	});

	it('stays where Enter is pressed at the start of its line', () => {
		assert.equal(edited('a\n|b', ['>b', '\n']), 'a\n|\nb');
	});

	it('moves below whole lines that are put at the start of its line', () => {
		assert.equal(edited('a\n|b', ['>b', 'new\nlines\n']), 'a\nnew\nlines\n|b');
		assert.equal(edited('a\n|b', ['>b', 'new\n']), 'a\nnew\n|b');
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
		it('goes down with a line that another line is moved above', () => {
			// "one" and "two" change places: "one\n" is deleted, "\none" inserted after "two".
			const change: [Edit, Edit] = [
				{ from: 7, to: 7, text: '\none' },
				{ from: 0, to: 4, text: '' },
			];
			assert.equal(show('o|ne\ntwo\nend', change), 'two\no|ne\nend');
			assert.equal(show('|one\ntwo\nend', change), 'two\n|one\nend');
			assert.equal(show('one|\ntwo\nend', change), 'two\none|\nend');
			assert.equal(show('one\n|two\nend', change), '|two\none\nend');
			assert.equal(show('one\ntwo|\nend', change), 'two|\none\nend');
		});

		it('goes up with a line that another line is moved below', () => {
			// "one" and "two" change places: "\ntwo" is deleted, "two\n" inserted before "one".
			const change: [Edit, Edit] = [
				{ from: 3, to: 7, text: '' },
				{ from: 0, to: 0, text: 'two\n' },
			];
			assert.equal(show('one\nt|wo\nend', change), 't|wo\none\nend');
			assert.equal(show('one\n|two\nend', change), '|two\none\nend');
			assert.equal(show('one\ntwo|\nend', change), 'two|\none\nend');
			assert.equal(show('|one\ntwo\nend', change), 'two\n|one\nend');
			assert.equal(show('one|\ntwo\nend', change), 'two\none|\nend');
		});
	});

	describe('with an empty line that changes places with a line of text', () => {
		// "one" is deleted on its line and inserted on the empty one; no line break is touched.
		const down: [Edit, Edit] = [
			{ from: 4, to: 4, text: 'one' },
			{ from: 0, to: 3, text: '' },
		];
		const up: [Edit, Edit] = [
			{ from: 1, to: 4, text: '' },
			{ from: 0, to: 0, text: 'one' },
		];

		it('goes with the empty line', () => {
			assert.equal(show('one\n|\nend', down), '|\none\nend');
			assert.equal(show('|\none\nend', up), 'one\n|\nend');
		});

		it('goes with the text', () => {
			assert.equal(show('o|ne\n\nend', down), '\no|ne\nend');
			assert.equal(show('one|\n\nend', down), '\none|\nend');
			assert.equal(show('\n|one\nend', up), '|one\n\nend');
		});
	});

	it('is gone with its line, at whichever end of that it was', () => {
		assert.equal(edited('one\n|two\nend', ['two\n', '']), undefined);
		assert.equal(edited('one\ntwo|\nend', ['two\n', '']), undefined);
		assert.equal(edited('one\ntwo|', ['\ntwo', '']), undefined);
	});

	it('stays where a blank line is deleted, or the line beside its own', () => {
		assert.equal(show('one\n|\n\nend', [{ from: 4, to: 5, text: '' }]), 'one\n|\nend');
		assert.equal(edited('one\n|two\nend', ['one\n', '']), '|two\nend');
		assert.equal(edited('one|\ntwo\nend', ['\ntwo', '']), 'one|\nend');
	});

	it('stays in what a replacement leaves as it was', () => {
		assert.equal(edited('one tw|o three', ['one two three', 'One two three']), 'One tw|o three');
		assert.equal(edited('one\ntw|o\nthree', ['one\ntwo\nthree', 'zero\none\ntwo\nthree']), 'zero\none\ntw|o\nthree');
	});

	it('is gone where a replacement can be read in two ways', () => {
		const list = '- [ ]\n- [ ]|\n- [ ]\n';
		assert.equal(edited(list, [list.replace('|', ''), '- [ ]\n'.repeat(4)]), undefined);
	});

	it('keeps the text on both its sides, whatever is edited elsewhere', () => {
		const line = fc.string({ minLength: 1, maxLength: 8 });
		const scene = fc.record({ left: line, right: line, before: line, after: line });
		fc.assert(
			fc.property(scene, line, line, ({ left, right, before, after }, newBefore, newAfter) => {
				const text = before + left + right + after;
				const offset = before.length + left.length;
				const changes = [
					{ from: offset + right.length, to: text.length, text: newAfter },
					{ from: 0, to: before.length, text: newBefore },
				];
				const shifted = shift(text, offset, changes);
				// Undefined where what is edited repeats what stands beside it.
				if (shifted !== undefined) {
					assert.equal(shifted, newBefore.length + left.length);
					assert.equal(apply(text, changes).slice(shifted), right + newAfter);
				}
			}),
		);
	});
});
