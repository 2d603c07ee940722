import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watchFolder } from '../../../src/engine/jobs/watch';
import { temporaryFolder } from '../../support/folders';

describe('watching a folder', () => {
	it('is not disturbed by files other than the one that counts', async () => {
		await using folder = await temporaryFolder();
		const over = new AbortController();
		let looks = 0;
		const look = (): Promise<boolean> => Promise.resolve(++looks < 0);
		const watching = watchFolder(folder.path, over.signal, look, 'events');
		const startedAt = performance.now();
		// Each in a turn of its own, so that each could be told of.
		for (let index = 0; index < 100; index++) {
			await writeFile(join(folder.path, 'part'), `${index}`);
			await delay(2);
		}
		// Half a second goes by at most before it looks by itself.
		assert.ok(looks <= 2 + (performance.now() - startedAt) / 500, `${looks} looks`);
		over.abort();
		await watching;
	});

	it('tells at once of the one that counts', async () => {
		await using folder = await temporaryFolder();
		const over = new AbortController();
		let looks = 0;
		let looked = Promise.withResolvers<number>();
		const look = (): Promise<boolean> => {
			looked.resolve(++looks);
			return Promise.resolve(false);
		};
		const watching = watchFolder(folder.path, over.signal, look, 'events');
		await looked.promise;
		looked = Promise.withResolvers();
		await writeFile(join(folder.path, 'events'), 'x');
		assert.equal(await looked.promise, 2);
		over.abort();
		await watching;
	});
});
