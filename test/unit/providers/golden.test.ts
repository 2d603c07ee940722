import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { servicePresets } from '../../../src/engine/providers/catalogue';
import { assertGenerated } from '../../support/generatedPage';
import { goldenPage } from './goldenPages';

const folder = 'test/unit/providers/golden';

describe('the request for every size at every model of a service', () => {
	for (const preset of servicePresets) {
		const file = `${folder}/${preset.id}.txt`;
		it(`${preset.label}: is the one that was reviewed`, () => {
			assertGenerated(file, goldenPage(preset));
		});
	}

	it('has a page for each service, and no other', () => {
		assert.deepEqual(readdirSync(folder).sort(), servicePresets.map(({ id }) => `${id}.txt`).sort());
	});
});
