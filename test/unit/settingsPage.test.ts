import { readFileSync } from 'node:fs';
import { assertGenerated } from '../support/generatedPage';
import { settingsPage } from './settingsPage';

describe('docs/settings.md', () => {
	it('says what the manifest says (written anew with UPDATE_GOLDEN=1)', () => {
		const path = 'docs/settings.md';
		assertGenerated(path, settingsPage(readFileSync(path, 'utf8')));
	});
});
