import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { servicePresets } from '../../../src/engine/providers/catalogue';
import { goldenPage } from './goldenPages';

const folder = 'test/unit/providers/golden';

/** `UPDATE_GOLDEN=1` writes the pages anew: what changes in them is for a person to review. */
const isUpdate = process.env['UPDATE_GOLDEN'] !== undefined;

describe('the request for every size at every model of a service', () => {
	for (const preset of servicePresets) {
		const file = `${folder}/${preset.id}.txt`;
		it(`${preset.label}: is the one that was reviewed`, () => {
			const page = goldenPage(preset);
			if (isUpdate) {
				writeFileSync(file, page);
			}
			assert.equal(page, readFileSync(file, 'utf8'));
		});
	}

	it('has a page for each service, and no other', () => {
		assert.deepEqual(readdirSync(folder).sort(), servicePresets.map(({ id }) => `${id}.txt`).sort());
	});
});
