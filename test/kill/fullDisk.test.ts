import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCli } from '../support/cli';
import { canMount, smallDisk } from '../faults/smallDisk';
import { type EndedJob, type Home, inParallel, play, sample, settle, temporaryHome } from './jobs';
import { judge, readJobs, Verdict } from './judge';
import { canLayer, compileLayer, readSteps } from './layer';
import { endingBehaviours } from './services';

/** How many instants the short form tries. */
const tries = 36;

/** Where the disk is full. */
interface Instant {
	readonly behaviour: string;
	/** One call, or all from it on. */
	readonly fail: string;
	/** For calls that change this file only. */
	readonly failName?: string;
}

const pageBytes = 4096;

describe('a job whose disk is full', () => {
	before(buildCli);

	if (canLayer) {
		before(compileLayer);

		it('tells the truth and ends, whichever write it is that fails', async () => {
			await using home = await temporaryHome();
			const all = await instants(home);
			await checkAll(all, home, (instant) => play(instant.behaviour, home, { layer: instant }));
		}).timeout(3_600_000);

		it('tells the truth and ends, with a log that takes no more lines', async () => {
			await using home = await temporaryHome();
			const all = endingBehaviours.flatMap((behaviour) =>
				[1, 12, 20, 24].map((number) => ({ behaviour, fail: `${number}+`, failName: 'events.jsonl' })),
			);
			await checkAll(all, home, (instant) => play(instant.behaviour, home, { layer: instant }));
		}).timeout(600_000);
	}

	if (canMount) {
		it('tells the truth and ends, however little room there is', async () => {
			await using notes = await temporaryHome();
			const verdict = new Verdict();
			for (let pages = 0; pages < 14; pages++) {
				await using disk = await smallDisk();
				const home = { ...notes, path: disk.path, jobs: join(disk.path, 'jobs') };
				await mkdir(home.jobs);
				const filler = Buffer.alloc(128 * 1024 - pages * pageBytes);
				const job = await play('two images in one reply', home, {
					meanwhile: () => writeFile(join(disk.path, 'filler'), filler).catch(() => undefined),
				});
				await checkThese([{ ...job, about: `room for ${pages} pages` }], home, verdict);
			}
			console.log(`      14 disks: ${verdict.toString()}`);
			assert.deepEqual(verdict.flaws, []);
		}).timeout(600_000);
	} else {
		console.log('not run: a disk that is really full (mounting one needs root on Linux)');
	}
});

async function instants(home: Home): Promise<readonly Instant[]> {
	const all: Instant[] = [];
	for (const behaviour of endingBehaviours) {
		const log = join(home.notes, behaviour);
		await play(behaviour, home, { layer: { log } });
		const steps = (await readSteps(log)).filter(({ what }) => what !== 'send' && what !== 'print');
		for (const { number } of steps) {
			all.push({ behaviour, fail: `${number}` }, { behaviour, fail: `${number}+` });
		}
	}
	return sample(all, tries);
}

async function checkAll(
	all: readonly Instant[],
	home: Home,
	start: (instant: Instant) => Promise<EndedJob>,
): Promise<void> {
	const verdict = new Verdict();
	const jobs = await inParallel(all, async (instant) => {
		const about = `${instant.behaviour}, no room at ${instant.fail} ${instant.failName ?? ''}`;
		return { ...(await start(instant)), about };
	});
	await checkThese(jobs, home, verdict);
	await inParallel(jobs, ({ folder }) => settle(folder, home));
	await checkThese(jobs, home, verdict);
	console.log(`      ${jobs.length} instants: ${verdict.toString()}`);
	assert.deepEqual(verdict.flaws, []);
}

async function checkThese(
	jobs: readonly (EndedJob & { about: string })[],
	home: Home,
	verdict: Verdict,
): Promise<void> {
	const told = await readJobs(home.path, home.jobs);
	for (const { about, endless, folder, truth } of jobs) {
		if (endless) {
			verdict.endless.push(about);
		}
		await judge(verdict, about, folder.path, told.get(folder.id), truth);
	}
}
