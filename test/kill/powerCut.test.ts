import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { readState } from '../../src/engine/jobs/follow';
import { createJob, jobFolder, listJobs, namesIn, readTaskIfAny } from '../../src/engine/jobs/layout';
import { toLine } from '../../src/engine/secrets';
import { generateTask } from '../faults/run';
import { buildCli, startCli } from '../support/cli';
import { type Home, inFull, inParallel, play, sum, temporaryHome } from './jobs';
import { readJobs, type Told } from './judge';
import { canLayer, compileLayer, layered, readSteps, recorded, type Step } from './layer';
import { type Safety, Shadow, type Survival } from './shadow';
import { behaviours, endingBehaviours, sentImages, startService } from './services';

/** How often the names that survive are chosen by chance. */
const throws = inFull ? 5 : 1;

const survivals: readonly Survival[] = ['nothing', 'names', ...Array<Survival>(throws).fill('some names')];

/** One process from its first call to its last. */
interface Recorded {
	readonly steps: readonly Step[];
	readonly shadow: Shadow;
	/** The folder that the calls were made in; it is elsewhere by now, so that nothing in a copy leads to the original. */
	readonly root: string;
	/** Where it is now. */
	readonly moved: string;
	readonly stdout: string;
}

/** What the machine's disk would hold if its power were cut after a step. */
interface Cut {
	readonly about: string;
	/** All steps so far. */
	readonly steps: readonly Step[];
	readonly isLast: boolean;
	/** The copy of the process's home. */
	readonly home: string;
	readonly told: Told | undefined;
}

if (canLayer) {
	describe('after a power cut', () => {
		before(buildCli);
		before(compileLayer);

		it('a job tells the truth, whatever the disk has kept of it', async () => {
			const counts = await inParallel(endingBehaviours, cutWindow, 8);
			console.log(`      ${sum(counts)} cuts: 0 lost, 0 misread`);
		}).timeout(600_000);

		it('an image that a window delivers is whole where it was wanted, or still with its job', async () => {
			const counts = await inParallel(['an image', 'two images in one reply'], cutDelivery);
			console.log(`      ${sum(counts)} cuts: 0 lost, 0 misread`);
		}).timeout(600_000);

		it('an image that a terminal was told of is whole, and before that still with its job', async () => {
			const counts = await inParallel(['an image', 'two images in one reply', 'a refusal'], cutTerminal);
			console.log(`      ${sum(counts)} cuts: 0 lost, 0 misread`);
		}).timeout(600_000);
	});
}

/** Cuts the power after every step of a job that a window has started. Gives how often. */
async function cutWindow(name: string): Promise<number> {
	await using home = await temporaryHome();
	await using service = await startService(behaviours[name] ?? assert.fail(name));
	const folder = await createJob(home.jobs, generateTask({}, 'openaiImages', service.server));
	const secrets = toLine({ keys: new Map() });
	const run = await record(home, 'unsafe', (layer) => startCli(['run', folder.path], home.path, secrets, layer).ended);
	const [end] = (await readJobs(home.notes, join(run.moved, 'jobs'))).values();
	const cuts = await cutAll(run, home, 'jobs');
	for (const cut of cuts) {
		await checkCut(cut, end);
	}
	return cuts.length;
}

/** The same for `imagegen generate`, which also brings the images to where they are wanted. */
async function cutTerminal(name: string): Promise<number> {
	await using home = await temporaryHome();
	await using service = await startService(behaviours[name] ?? assert.fail(name));
	const baseUrl = `http://127.0.0.1:${service.server.port}/v1`;
	const where = ['--service', 'openaiCompatible', '--base-url', baseUrl, '--model', 'm', '--out', `${home.path}/out/`];
	const run = await record(
		home,
		'unsafe',
		(layer) => startCli(['generate', 'a fox', ...where], home.path, '', layer).ended,
	);
	const outs = run.stdout.split('\n').filter(Boolean);
	const cuts = await cutAll(run, home, join('imagegen', 'jobs'));
	for (const cut of cuts) {
		await checkPlaced(
			cut,
			outs.map((out) => relative(run.root, out)),
		);
	}
	return cuts.length;
}

/** The same for a window that delivers a finished job, into a folder that is not there yet. */
async function cutDelivery(name: string): Promise<number> {
	await using home = await temporaryHome();
	const { folder } = await play(name, home);
	const images = (await readState(folder)).images.map(({ path }) => join('workspace', 'out', basename(path)));
	const run = await record(home, 'safe', async (layer) => {
		const args = ['--import', 'tsx', 'test/kill/delivering.ts', folder.path, join(home.path, 'workspace', 'out')];
		const child = spawn(process.execPath, args, { env: { ...process.env, ...layer }, stdio: 'inherit' });
		await once(child, 'close');
		return { stdout: '' };
	});
	const cuts = await cutAll(run, home, 'jobs');
	for (const cut of cuts) {
		await checkPlaced(cut, images);
	}
	assert.ok(cuts.every(({ told }) => told));
	assert.equal(cuts.at(-1)?.told?.state, 'delivered');
	return cuts.length;
}

/** Runs a process with the layer, and gives its calls with the folder as it was before them, and how safe that was. */
async function record(
	home: Home,
	safety: Safety,
	start: (layer: NodeJS.ProcessEnv) => Promise<{ readonly stdout: string }>,
): Promise<Recorded> {
	const notes = await recorded(home.notes);
	const shadow = await Shadow.of(home.path, notes.snapshots, safety);
	const { stdout } = await start(layered({ root: home.path, slow: 'task.json', ...notes }));
	const moved = join(home.notes, 'moved');
	await rename(home.path, moved);
	return { steps: await readSteps(notes.log), shadow, root: home.path, moved, stdout };
}

/** The worst that can be left after each of the steps, read as the next window reads it. `jobsPath` is relative to the root. */
async function cutAll({ steps, shadow }: Recorded, home: Home, jobsPath: string): Promise<readonly Cut[]> {
	const cuts: Omit<Cut, 'told'>[] = [];
	const jobs = join(home.notes, 'read');
	await mkdir(jobs);
	for (const [index, step] of steps.entries()) {
		await shadow.take(step);
		for (const [turn, survival] of survivals.entries()) {
			const about = `after ${step.number} ${step.what} ${step.path} ${step.other}, ${survival} survive`;
			const copy = join(home.notes, `cut-${step.number}-${turn}`);
			await shadow.build(copy, survival, Math.random);
			// All jobs beside each other, to be read at once.
			const [id] = (await listJobs(join(copy, jobsPath))).map((folder) => folder.id);
			if (id !== undefined) {
				await rename(join(copy, jobsPath, id), join(jobs, `${step.number}-${turn}`));
			}
			cuts.push({ about, steps: steps.slice(0, index + 1), isLast: index === steps.length - 1, home: copy });
		}
	}
	const told = await readJobs(home.notes, jobs);
	return cuts.map((cut) => ({ ...cut, told: told.get(cut.home.split('cut-')[1] ?? '') }));
}

/** `end` is what the folder told when the process had ended. */
async function checkCut({ about, steps, isLast, told }: Cut, end: Told | undefined): Promise<void> {
	if (!steps.some(({ what }) => what === 'send')) {
		return;
	}
	const saying = `${about}: ${JSON.stringify(told)}`;
	assert.ok(told, `a request went out, and nothing is told of it: ${saying}`);
	const folder = jobFolder(told.path);
	const isFree = told.state === 'failed' && end?.state === 'failed';
	assert.ok(told.maybePaid || told.images.length > 0 || isFree, saying);
	assert.ok(isFree || told.state !== 'notSent', saying);
	// Whichever of the two a bad sector takes, the other one tells; and a person learns whom to ask for their money.
	const { events } = await readEvents(folder);
	assert.ok(
		events.some(({ type }) => type === 'sending'),
		`whom it asked is not told: ${saying}`,
	);
	assert.ok((await namesIn(folder)).includes('sending-1'), `the mark is gone: ${saying}`);
	assert.ok(await readTaskIfAny(folder), `the task is gone: ${saying}`);
	const images = await Promise.all(told.images.map((image) => readFile(image)));
	assert.ok(images.every(isWhole), `no whole image is offered: ${saying}`);
	if (isLast || events.some(({ type }) => type === 'saved')) {
		assert.deepEqual([told.state, images.length], [end?.state, end?.images.length], saying);
		assert.equal(told.failure?.kind, end?.failure?.kind, saying);
	}
}

/** `outs` are where the images went, relative to the root. */
async function checkPlaced({ about, steps, home, told }: Cut, outs: readonly string[]): Promise<void> {
	const saying = `${about}: ${JSON.stringify(told)}`;
	const placed = await Promise.all(outs.map((out) => readFile(join(home, out)).catch(() => undefined)));
	const arePlaced = placed.length > 0 && placed.every((image) => image && isWhole(image));
	const isSettled = told?.state === 'delivered' || steps.some(({ what }) => what === 'print');
	assert.ok(!isSettled || arePlaced, `told of, and not whole: ${saying}`);
	const offered = await Promise.all((told?.images ?? []).map((image) => readFile(image)));
	if (outs.length > 0 && steps.some(({ what }) => what === 'send')) {
		assert.ok(told?.maybePaid || arePlaced || offered.some(isWhole), `nothing is told of what was sent: ${saying}`);
	}
	// Once the job says that its images are saved they are in one of the two places.
	const saved = told && (await readState(jobFolder(told.path))).phase === 'saved';
	const isTaken = told !== undefined && arePlaced && offered.length === 0;
	assert.ok(!isTaken || told.state === 'delivered', `delivered, and not told so: ${saying}`);
	assert.ok(!saved || arePlaced || offered.length === outs.length, `lost on the way: ${saying}`);
}

function isWhole(image: Buffer): boolean {
	return sentImages.some((sent) => sent.equals(image));
}
