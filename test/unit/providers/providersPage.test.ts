import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { providersPage } from './providersPage';

describe('docs/services.md', () => {
	it('says what the catalogue and the table of models say (written anew with UPDATE_GOLDEN=1)', () => {
		const page = readFileSync('docs/services.md', 'utf8');
		const generated = providersPage(page);
		if (process.env['UPDATE_GOLDEN'] !== undefined) {
			writeFileSync('docs/services.md', generated);
		}
		assert.equal(readFileSync('docs/services.md', 'utf8'), generated);
	});
});
