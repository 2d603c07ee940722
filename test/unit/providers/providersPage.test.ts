import { readFileSync } from 'node:fs';
import { assertGenerated } from '../../support/generatedPage';
import { providersPage } from './providersPage';

describe('docs/services.md', () => {
	it('says what the catalogue and the table of models say (written anew with UPDATE_GOLDEN=1)', () => {
		const path = 'docs/services.md';
		assertGenerated(path, providersPage(readFileSync(path, 'utf8')));
	});
});
