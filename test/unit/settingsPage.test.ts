import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsPage } from './settingsPage';

describe('docs/settings.md', () => {
	it('says what the manifest says (written anew with UPDATE_GOLDEN=1)', () => {
		const path = 'docs/settings.md';
		const generated = settingsPage(readFileSync(path, 'utf8'));
		if (process.env['UPDATE_GOLDEN'] !== undefined) {
			writeFileSync(path, generated);
		}
		assert.equal(readFileSync(path, 'utf8'), generated);
	});
});
