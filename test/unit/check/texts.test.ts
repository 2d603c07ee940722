import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('the texts in other languages', () => {
	it('are all there, with the same placeholders, and short enough for their buttons', () => {
		const { status, stderr } = spawnSync(process.execPath, ['scripts/texts.mjs'], { encoding: 'utf8' });
		assert.equal(stderr, '');
		assert.equal(status, 0);
	});
});
