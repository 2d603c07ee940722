import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createJob } from '../../src/engine/jobs/layout';
import { followJob, readState } from '../../src/engine/jobs/follow';
import { toLine } from '../../src/engine/secrets';
import type { Timeouts } from '../../src/engine/task';
import { buildCli, startCli } from '../support/cli';
import { temporaryFolder } from '../support/folders';
import { largePng } from '../support/images';
import { generateTask } from './run';
import { type Act, asked, faultyServer, images, reply } from './servers';
import { speakers, sweptProtocols } from './speakers';

/** How long the process stands still: longer than every timeout of its job. */
const sleepMs = 4_000;

const png = largePng(300_000);

interface Sleep {
	readonly name: string;
	readonly timeouts: Partial<Timeouts>;
	/** What the server does about the sleep: sends the rest while it lasts, or afterwards. */
	readonly serve: (asleep: Act, awake: Act) => Act;
}

const sleeps: readonly Sleep[] = [
	{
		name: 'in the middle of the body, the rest of which comes meanwhile: past the idle timeout',
		timeouts: { idleMs: 1_500 },
		serve: (asleep, awake) => asked(reply(images(png), { midway: asleep }), awake),
	},
	{
		name: 'in the middle of the body, the rest of which comes meanwhile: past the timeout of the attempt',
		timeouts: { attemptMs: 2_500 },
		serve: (asleep, awake) => asked(reply(images(png), { midway: asleep }), awake),
	},
	{
		name: 'in the middle of the body, the rest of which comes after waking',
		timeouts: { idleMs: 1_500, attemptMs: 2_500 },
		serve: (asleep, awake) =>
			asked(
				reply(images(png), {
					midway: async (line) => {
						await asleep(line);
						await awake(line);
					},
				}),
			),
	},
	{
		name: 'in the silence before the reply, which comes after waking',
		timeouts: { firstByteMs: 1_500, attemptMs: 2_500, runMs: 3_000 },
		serve: (asleep, awake) => asked(asleep, awake, reply(images(png))),
	},
];

describe('faults: the process is stopped and goes on, as when the lid is closed', () => {
	before(buildCli);

	for (const { name, timeouts, serve } of sleeps) {
		for (const protocol of sweptProtocols) {
			it(`43 ${name}: saved (${protocol})`, async () => {
				const [asleep, awake] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
				const reached = Promise.withResolvers<undefined>();
				const sleeping: Act = async () => {
					reached.resolve(undefined);
					await asleep.promise;
				};
				await using server = await faultyServer(
					serve(sleeping, () => awake.promise),
					speakers[protocol],
				);
				await using jobs = await temporaryFolder();
				const folder = await createJob(jobs.path, generateTask({ timeouts }, protocol, server));
				const cli = startCli(['run', folder.path], jobs.path, toLine({ keys: new Map() }));
				await reached.promise;
				cli.child.kill('SIGSTOP');
				asleep.resolve(undefined);
				await delay(sleepMs);
				cli.child.kill('SIGCONT');
				// The process has looked at its timers by the time it has told its folder anything, or has got the rest.
				await delay(200);
				awake.resolve(undefined);
				const { code, stderr } = await cli.ended;
				assert.equal(code, 0, `${stderr} ${JSON.stringify((await readState(folder)).failure)}`);
				assert.deepEqual(await readFile(join(folder.path, 'image-1.png')), png);
				assert.equal(server.requests.length, 1);
			});
		}
	}

	it('43 awake again, it still gives up where nothing comes', async () => {
		await using server = await faultyServer(asked(), speakers.openaiImages);
		await using jobs = await temporaryFolder();
		const request = generateTask({ timeouts: { firstByteMs: 1_500 } }, 'openaiImages', server);
		const folder = await createJob(jobs.path, request);
		const cli = startCli(['run', folder.path], jobs.path, toLine({ keys: new Map() }));
		const sent = new AbortController();
		await followJob(folder, (_event, state) => state.sent && sent.abort(), sent.signal);
		cli.child.kill('SIGSTOP');
		await delay(sleepMs);
		cli.child.kill('SIGCONT');
		assert.equal((await cli.ended).code, 4);
		assert.deepEqual((await readState(folder)).failure?.facts, { phase: 'firstByte', timeoutMs: 1_500 });
	});
});
