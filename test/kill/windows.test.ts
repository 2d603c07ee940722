import assert from 'node:assert/strict';
import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { jobFolder } from '../../src/engine/jobs/layout';
import { buildCli } from '../support/cli';
import { startRival } from '../support/locks';
import { inFull, play, settle, temporaryHome } from './jobs';

const rounds = inFull ? 100 : 20;

describe('four windows at one job whose process is gone', () => {
	before(buildCli);

	it(`settle it once and deliver it once, ${rounds} times`, async () => {
		await using home = await temporaryHome();
		const { folder: finished } = await play('an image', home);
		const rivals = [1, 2, 3, 4].map(startRival);
		let [settlers, claims] = [0, 0];
		try {
			for (let round = 0; round < rounds; round++) {
				const folder = jobFolder(join(home.jobs, `round-${round}`));
				await cp(finished.path, folder.path, { recursive: true });
				await leaveUnsettled(folder.path);
				const ends = await Promise.all(rivals.map(() => settle(folder, home)));
				assert.ok(
					ends.every(({ endless, code }) => !endless && (code === 0 || code === 2)),
					JSON.stringify(ends),
				);
				const { events } = await readEvents(folder);
				settlers += events.filter(({ type }) => type === 'saved').length;
				assert.deepEqual(
					events.map(({ type }) => type).filter((type) => type === 'saved' || type === 'failed'),
					['saved'],
				);
				assert.deepEqual(
					(await readdir(folder.path)).filter((name) => name.startsWith('image-')),
					['image-1.png'],
				);
				const claimed = await Promise.all(rivals.map(({ ask }) => ask(folder.path, 'claim')));
				claims += claimed.filter(Boolean).length;
			}
		} finally {
			rivals.forEach((rival) => rival.end());
		}
		console.log(`      ${rounds} rounds: ${settlers} settled, ${claims} claimed`);
		assert.deepEqual([settlers, claims], [rounds, rounds]);
	}).timeout(600_000);
});

/** As if the process had died when the image had come and nothing was told of it. */
async function leaveUnsettled(path: string): Promise<void> {
	const log = join(path, 'events.jsonl');
	const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => !line.includes('"type":"saved"'));
	await writeFile(log, lines.join('\n'));
	await rename(join(path, 'image-1.png'), join(path, 'image-1.part'));
}
