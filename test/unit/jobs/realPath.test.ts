import assert from 'node:assert/strict';
import { mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { leadsOutOf } from '../../../src/engine/jobs/realPath';
import { temporaryFolder } from '../../support/folders';

describe('A folder in a workspace', () => {
	it('leads out of it where links lead to none of the workspace folders', async () => {
		await using home = await temporaryFolder();
		const real = await realpath(home.path);
		const at = (name: string): string => join(real, name);
		await Promise.all(['one', 'two', 'two-more'].map((name) => mkdir(at(name))));
		await symlink(at('one'), at('opened'));
		await symlink(at('two'), at('one/sibling'));
		await symlink(at('two-more'), at('one/other'));
		const roots = [at('opened'), at('two')];
		assert.equal(await leadsOutOf(roots, at('one/sibling/deep')), undefined);
		assert.equal(await leadsOutOf(roots, at('opened/images')), undefined);
		assert.equal(await leadsOutOf(roots.slice(0, 1), at('one/sibling/deep')), at('two/deep'));
		assert.equal(await leadsOutOf(roots, at('one/other')), at('two-more'));
	});
});
