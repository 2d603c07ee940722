import assert from 'node:assert/strict';
import { takeRetry } from '../../../src/engine/policy/retryBudget';
import { temporaryFolder } from '../../support/folders';

describe('the retry budget', () => {
	it('gives ten further attempts a minute to all jobs of one service together, however many ask at once', async () => {
		await using folder = await temporaryFolder();
		// Each by its own clock: who asks first need not be served first.
		const asked = Array.from({ length: 40 }, (_, ask) =>
			takeRetry(folder.path, 'https://a', 1_000_000 + ((ask * 7) % 40)),
		);
		assert.equal((await Promise.all(asked)).filter(Boolean).length, 10);
	});

	it('counts nothing that a clock which was wrong has taken in days to come', async () => {
		await using folder = await temporaryFolder();
		for (let ask = 0; ask < 10; ask++) {
			await takeRetry(folder.path, 'https://a', 87_400_000);
		}
		assert.equal(await takeRetry(folder.path, 'https://a', 1_000_000), true);
	});

	it('is kept for each service by itself, and is whole again after the minute', async () => {
		await using folder = await temporaryFolder();
		for (let ask = 0; ask < 10; ask++) {
			assert.equal(await takeRetry(folder.path, 'https://a', 1_000_000), true);
		}
		assert.equal(await takeRetry(folder.path, 'https://a', 1_059_999), false);
		assert.equal(await takeRetry(folder.path, 'https://b', 1_059_999), true);
		assert.equal(await takeRetry(folder.path, 'https://a', 1_060_000), true);
	});
});
