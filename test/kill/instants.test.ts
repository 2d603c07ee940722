import assert from 'node:assert/strict';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { buildCli, startCli } from '../support/cli';
import { type EndedJob, endOf, type Home, inFull, inParallel, play, sample, settle, temporaryHome } from './jobs';
import { contentsOf, judge, readJobs, type Told, Verdict } from './judge';
import { canLayer, compileLayer, readSteps } from './layer';
import { endingBehaviours } from './services';

/** Where a job's process is killed. */
interface Instant {
	readonly behaviour: string;
	/** Right before or right after one of its calls, or so many milliseconds after its start. */
	readonly at: string | number;
}

/** How many moments of a process's life are tried beside the aimed ones. */
const moments = inFull ? 160 : 16;
const aimed = 44;

describe('a job whose process is killed', () => {
	before(buildCli);
	if (canLayer) {
		before(compileLayer);
	}

	it(`tells the truth, and loses and doubles nothing, at ${inFull ? 'every' : 'any'} instant`, async () => {
		await using home = await temporaryHome();
		const verdict = new Verdict();
		const all = await instants(home);
		const jobs = await inParallel(all, async (instant) => ({ ...(await kill(instant, home)), about: nameOf(instant) }));
		jobs.filter(({ endless }) => endless).forEach(({ about }) => verdict.endless.push(`${about}: the job`));

		const left = await judgeAll(jobs, home, verdict);
		await inParallel(jobs, (job) => settled(job, home, verdict));
		const settledOnce = await judgeAll(jobs, home, verdict);
		const before = await Promise.all(jobs.map(({ folder }) => contentsOf(folder.path)));
		await inParallel(jobs, (job) => settled(job, home, verdict));
		const settledTwice = await judgeAll(jobs, home, verdict);
		for (const [index, { about, folder }] of jobs.entries()) {
			compare(verdict, about, left.get(folder.id), settledOnce.get(folder.id));
			compare(verdict, about, settledOnce.get(folder.id), settledTwice.get(folder.id));
			if (!isDeepStrictEqual(await contentsOf(folder.path), before[index])) {
				verdict.misread.push(`${about}: settling again has changed ${folder.path}`);
			}
			const { events, damaged } = await readEvents(folder);
			const last = events.filter(({ type }) => type === 'saved' || type === 'failed');
			if (damaged > 0 || last.length !== 1) {
				verdict.misread.push(`${about}: ${damaged} damaged lines, ${last.length} last events`);
			}
		}
		const offering = [...settledTwice.values()].filter(({ images }) => images.length > 0);
		await inParallel(offering, (told) => recovered(told, home, verdict));
		console.log(`      ${jobs.length} instants: ${verdict.toString()}`);
		assert.deepEqual(verdict.flaws, []);
	}).timeout(3_600_000);
});

type Judged = EndedJob & { readonly about: string };

async function instants(home: Home): Promise<readonly Instant[]> {
	const all: Instant[] = [];
	const spread: Instant[] = [];
	const names = endingBehaviours;
	for (const behaviour of names) {
		const log = join(home.notes, behaviour);
		const startedAt = performance.now();
		await play(behaviour, home, canLayer ? { layer: { log } } : {});
		const lifeMs = performance.now() - startedAt;
		const steps = Math.max(0, ...(await readSteps(log)).map(({ number }) => number));
		for (let step = 1; step <= steps; step++) {
			all.push({ behaviour, at: `before ${step}` }, { behaviour, at: `after ${step}` });
		}
		const share = Math.ceil(moments / names.length);
		for (let moment = 0; moment < share; moment++) {
			spread.push({ behaviour, at: Math.round(((moment + Math.random()) / share) * lifeMs) });
		}
	}
	return [...sample(all, aimed), ...spread];
}

async function kill({ behaviour, at }: Instant, home: Home): Promise<EndedJob> {
	if (typeof at === 'string') {
		return await play(behaviour, home, { layer: { kill: at } });
	}
	return await play(behaviour, home, { meanwhile: ({ child }) => delay(at).then(() => child.kill('SIGKILL')) });
}

function nameOf({ behaviour, at }: Instant): string {
	return `${behaviour}, killed ${typeof at === 'number' ? `after ${at} ms` : `${at}. call`}`;
}

async function judgeAll(jobs: readonly Judged[], home: Home, verdict: Verdict): Promise<ReadonlyMap<string, Told>> {
	const told = await readJobs(home.path, home.jobs);
	for (const { folder, about, truth } of jobs) {
		await judge(verdict, about, folder.path, told.get(folder.id), truth);
		if (told.get(folder.id)?.state === 'running') {
			verdict.misread.push(`${about}: told to be running`);
		}
	}
	return told;
}

async function settled({ folder, about }: Judged, home: Home, verdict: Verdict): Promise<void> {
	const { endless, stderr } = await settle(folder, home);
	if (endless) {
		verdict.endless.push(`${about}: settling`);
	}
	assert.equal(stderr, '', about);
}

/** Settling tells what was told before, and offers as many images. */
function compare(verdict: Verdict, about: string, before: Told | undefined, after: Told | undefined): void {
	if (before?.state !== after?.state || before?.maybePaid !== after?.maybePaid) {
		verdict.misread.push(`${about}: ${JSON.stringify(before)}, and settled ${JSON.stringify(after)}`);
	}
	if (before?.images.length !== after?.images.length) {
		verdict.lost.push(`${about}: ${JSON.stringify(before)}, and settled ${JSON.stringify(after)}`);
	}
}

/** The command line brings what a folder offers. */
async function recovered({ id, path, images }: Told, home: Home, verdict: Verdict): Promise<void> {
	const cli = startCli(['recover', path, '--out', join(home.notes, id)], home.path);
	const { endless, code, stdout } = await endOf(cli);
	const brought = await Promise.all(
		stdout
			.split('\n')
			.filter(Boolean)
			.map((file) => readFile(file)),
	);
	const offered = await Promise.all(images.map((image) => readFile(image)));
	if (endless) {
		verdict.endless.push(`recovering ${path}`);
	}
	if (offered.some((image) => !brought.some((other) => other.equals(image)))) {
		verdict.lost.push(`recover did not bring every image of ${path}`);
	}
	assert.equal(code, 0, path);
}
