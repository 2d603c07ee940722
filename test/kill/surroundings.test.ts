import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { followJob, requestCancel } from '../../src/engine/jobs/follow';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { toLine } from '../../src/engine/secrets';
import { endpointFor } from '../../src/engine/providers/catalogue';
import { defaultRetryRules, timeoutsFor } from '../../src/engine/policy/timeouts';
import { buildCli, startCli } from '../support/cli';
import { endOf, inFull, inParallel, play, temporaryHome } from './jobs';
import { judge, readJobs, type Told, Verdict } from './judge';
import { canLayer, compileLayer } from './layer';
import { behaviours, sentImages } from './services';

describe('a job under way', () => {
	before(buildCli);

	it('saves its image where its folder was, although that is moved away', async () => {
		await using home = await temporaryHome();
		const { folder, code } = await play('an image', home, {
			meanwhile: async (_cli, { path, id }, service) => {
				await service.begun;
				await rename(path, join(home.jobs, `moved-${id}`));
			},
		});
		assert.equal(code, 0);
		const told = await readJobs(home.path, home.jobs);
		assert.ok(await offersImage(told.get(folder.id)), JSON.stringify([...told.values()]));
		assert.equal(told.get(`moved-${folder.id}`)?.state, 'arrived');
	});

	it('is not harmed by an update that replaces the program it runs', async () => {
		await using home = await temporaryHome();
		const dist = join(home.notes, 'dist');
		await cp('dist', dist, { recursive: true });
		const sandbox = spawn(process.execPath, [join(dist, 'cli.js'), 'sandbox', '--time-scale', '0.001'], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			const [line] = (await once(createInterface(sandbox.stdout), 'line')) as [string];
			await Promise.all(['cli.js', 'painter.js'].map((name) => writeFile(join(dist, name), 'rubbish(')));
			const [baseUrl = ''] = /http:\/\/[\d.:]+/.exec(line) ?? [];
			const endpoint = endpointFor({ service: 'sandbox', baseUrl: `${baseUrl}/v1beta` });
			assert.ok(typeof endpoint === 'object');
			const image = { prompt: 'a fox', resolution: '1K' } as const;
			const task = {
				type: 'generate',
				image,
				endpoint,
				timeouts: timeoutsFor('1K'),
				retry: defaultRetryRules,
			} as const;
			const folder = await createJob(home.jobs, task);
			const { code, stderr } = await endOf(startCli(['run', folder.path], home.path, toLine({ keys: new Map() })));
			assert.equal(code, 0, stderr);
		} finally {
			sandbox.kill();
		}
	});

	if (canLayer) {
		before(compileLayer);

		it('needs no notifications from the system', async () => {
			await using home = await temporaryHome();
			const layer = { noInotify: true };
			const { code } = await play('an image', home, { layer });
			assert.equal(code, 0);
			const cancelled = await play('silence', home, {
				layer,
				meanwhile: async (_cli, folder, service) => {
					await service.begun;
					await requestCancel(folder);
				},
			});
			assert.deepEqual([cancelled.code, cancelled.endless], [130, false]);
		});
	}

	it('ends and tells the truth when it is asked to end, in every phase', async () => {
		await using home = await temporaryHome();
		const verdict = new Verdict();
		const moments = inFull ? Array.from({ length: 40 }, (_, index) => index * 10) : [0, 60, 120, 240];
		const all = Object.keys(behaviours).flatMap((name) => moments.map((ms) => ({ name, ms })));
		const phases = ['waiting', 'pausing'].map((phase) => ({
			name: phase === 'waiting' ? 'silence' : 'a long 503',
			phase,
		}));
		const jobs = [
			...(await inParallel(all, ({ name, ms }) =>
				play(name, home, { meanwhile: ({ child }) => end(child, delay(ms)) }),
			)),
			...(await inParallel(phases, ({ name, phase }) =>
				play(name, home, { meanwhile: ({ child }, folder) => end(child, inPhase(folder, phase)) }),
			)),
		];
		const told = await readJobs(home.path, home.jobs);
		for (const { folder, truth, endless } of jobs) {
			if (endless) {
				verdict.endless.push(folder.path);
			}
			await judge(verdict, 'asked to end', folder.path, told.get(folder.id), truth);
		}
		console.log(`      ${jobs.length} moments: ${verdict.toString()}`);
		assert.deepEqual(verdict.flaws, []);
	}).timeout(600_000);
});

async function end(child: { kill: (signal: NodeJS.Signals) => boolean }, when: Promise<unknown>): Promise<void> {
	await when;
	child.kill('SIGTERM');
}

async function inPhase(folder: JobFolder, phase: string): Promise<void> {
	const reached = new AbortController();
	await followJob(folder, (_event, state) => state.phase === phase && reached.abort(), reached.signal);
}

async function offersImage(told: Told | undefined): Promise<boolean> {
	const images = await Promise.all((told?.images ?? []).map((image) => readFile(image)));
	return images.length === 1 && images.every((image) => sentImages.some((sent) => sent.equals(image)));
}
