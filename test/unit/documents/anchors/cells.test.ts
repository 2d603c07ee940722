import assert from 'node:assert/strict';
import { cellBearingsOf, findCell } from '../../../../src/documents/anchors/cells';
import { Follower, versionOf } from '../../../../src/documents/anchors/follower';

describe('The cell of a place, in a notebook that is opened anew', () => {
	const keeper = 'The keeper of the light lived in the house below it.';

	/** Which cell is found for a place, `|`, after the cells have become those. */
	function find(before: readonly string[], after: readonly string[]): number | 'several' | undefined {
		const index = before.findIndex((text) => text.includes('|'));
		const cells = before.map((text) => versionOf(text.replace('|', '')));
		const cell = cells[index];
		assert.ok(cell);
		const place = Follower.from(cell, before[index]?.indexOf('|') ?? 0, true).bearings;
		return findCell(after.map(versionOf), place, cellBearingsOf(cells, index, place, true), true);
	}

	it('is the same where all cells are as before, whatever stands in it', () => {
		assert.equal(find(['One', '|', 'Two', ''], ['One', '', 'Two', '']), 1);
		assert.equal(find([keeper, `${keeper}|`], [keeper, keeper]), 1);
	});

	it('is known by its text where it was moved, and by what is left around the place where it was edited', () => {
		assert.equal(find([`${keeper}|`, 'One', 'Two'], ['Two', 'One', keeper]), 2);
		assert.equal(find([`${keeper}|`, 'One'], ['One', `More. ${keeper}`]), 1);
	});

	it('is not known where it is gone', () => {
		assert.equal(find([`${keeper}|`, 'One'], ['One']), undefined);
	});

	it('is not known where it says too little, should the others have changed', () => {
		assert.equal(find(['One', '|', 'Two'], ['One', 'Two', '']), undefined);
		assert.equal(find(['One', 'A fox|'], ['A fox', 'One']), undefined);
	});

	it('is not known where another had the same text, even if only one of them is left', () => {
		assert.equal(find([`${keeper}|`, keeper, 'One'], [keeper, 'One']), undefined);
	});

	it('is one of several where it was copied meanwhile', () => {
		assert.equal(find([`${keeper}|`, 'One'], [keeper, 'One', keeper]), 'several');
	});
});
