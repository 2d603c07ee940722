import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settleJob } from '../../src/cli/settle';
import { markDelivered } from '../../src/engine/jobs/claim';
import { followJob } from '../../src/engine/jobs/follow';
import { jobFolder, readTaskIfAny, runLock } from '../../src/engine/jobs/layout';
import { acquire } from '../../src/engine/jobs/lock';
import { type Inspected, inspectJob } from '../../src/engine/run/inspect';
import { buildCli } from '../support/cli';
import { type EndedJob, type Home, inParallel, play, type PlayOptions, sample, sum, temporaryHome } from './jobs';
import { readJobs, Verdict } from './judge';
import { sentImages } from './services';

/** How many damages of each file the short form tries. */
const tries = 12;

/** A damaged lock costs seconds, in which nothing is done. */
const lanes = 500;

type Files = ReadonlyMap<string, Buffer>;

interface Damage {
	readonly about: string;
	/** Undefined where the file is gone. */
	readonly content: Buffer | undefined;
	readonly name: string;
}

/** What there may be at worst, whatever is damaged. */
interface Left {
	readonly files: Files;
	/** Whether something was paid that the folder does not hold. */
	readonly paid: boolean;
	readonly delivered: boolean;
}

describe('a job folder of which anything is damaged', () => {
	before(buildCli);
	// Each settling listens for the process's end.
	before(() => process.setMaxListeners(0));
	after(() => process.setMaxListeners(10));

	const kinds: Readonly<Record<string, (home: Home) => Promise<EndedJob>>> = {
		finished: (home) => play('two images in one reply', home),
		refused: (home) => play('a refusal', home),
		'cut short': (home) => play('a cut in mid-body', home),
		'paused, and then killed': (home) => killed('a long 503', 'pausing', home),
		'killed while it waits': (home) => killed('silence', 'waiting', home),
		delivered: async (home) => {
			const job = await play('an image', home);
			await markDelivered(job.folder, 'file:///fox.png');
			return job;
		},
	};

	it('is read and settled, tells the truth and hides no other', async () => {
		const verdict = new Verdict();
		const counts = await inParallel(
			Object.entries(kinds),
			async ([kind, make]) => {
				await using home = await temporaryHome();
				const { folder, truth } = await make(home);
				const files = await filesOf(folder.path);
				await rm(folder.path, { recursive: true });
				const left = { files, paid: truth.asked > truth.refused, delivered: kind === 'delivered' };
				const damages = [...files].flatMap(([name, content]) => sample(damagesOf(name, content), tries));
				await inParallel(damages, (damage) => checkDamage(kind, damage, left, home, verdict), lanes);
				const told = await readJobs(home.path, home.jobs);
				assert.equal(told.size, damages.length, `${kind}: others are hidden`);
				return damages.length;
			},
			6,
		);
		console.log(`      ${sum(counts)} damages: ${verdict.toString()}`);
		assert.deepEqual(verdict.flaws, []);
	}).timeout(3_600_000);
});

/** Kills a job's process as soon as the job is in that phase. */
async function killed(behaviour: string, phase: string, home: Home): Promise<EndedJob> {
	const meanwhile: PlayOptions['meanwhile'] = async ({ child }, folder) => {
		const reached = new AbortController();
		await followJob(folder, (_event, state) => state.phase === phase && reached.abort(), reached.signal);
		child.kill('SIGKILL');
	};
	return await play(behaviour, home, { meanwhile });
}

async function filesOf(path: string): Promise<Files> {
	const names = await readdir(path);
	return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const)));
}

/** The file gone, every beginning of it, and every byte of it changed in two ways. Of a large one only some, in any form. */
function damagesOf(name: string, content: Buffer): readonly Damage[] {
	const damages: Damage[] = [{ name, about: `${name} is gone`, content: undefined }];
	const stride = Math.ceil(content.length / 2_500);
	for (let at = 0; at < content.length; at += stride) {
		damages.push({ name, about: `${name} ends at ${at}`, content: content.subarray(0, at) });
		for (const change of [0x01, 0x80]) {
			const damaged = Buffer.from(content);
			damaged[at] = (damaged[at] ?? 0) ^ change;
			damages.push({ name, about: `${name} has a wrong byte at ${at}`, content: damaged });
		}
	}
	return damages;
}

async function checkDamage(kind: string, damage: Damage, left: Left, home: Home, verdict: Verdict): Promise<void> {
	const { name, content } = damage;
	const about = `${kind}: ${damage.about}`;
	const folder = jobFolder(await mkdtemp(join(home.jobs, 'job-')));
	for (const [other, bytes] of left.files) {
		if (other !== name) {
			await writeFile(join(folder.path, other), bytes);
		} else if (content) {
			await writeFile(join(folder.path, other), content);
		}
	}
	check(about, await inspectJob(folder), damage, left, verdict);
	const lock = await acquire(folder.path, runLock);
	if (!lock) {
		verdict.endless.push(`${about}: it counts as running`);
		return;
	}
	await settleJob({ folder, lock }, await readTaskIfAny(folder));
	await lock.release();
	check(`${about}, settled`, await inspectJob(folder), damage, left, verdict);
}

function check(about: string, found: Inspected, { name }: Damage, { files, paid, delivered }: Left, verdict: Verdict) {
	const saying = `${about}: ${JSON.stringify(found)}`;
	const isFree = found.state === 'notSent' || found.state === 'failed';
	const wholeBefore = [...files].filter(
		([other, bytes]) => other !== name && sentImages.some((sent) => sent.equals(bytes)),
	);
	const noted = delivered && name !== 'delivered.json';
	if (found.state === 'running' || (paid && isFree) || (noted && found.state !== 'delivered')) {
		verdict.misread.push(saying);
	}
	// A note that says nothing any more still is one.
	if (found.state !== 'delivered' && found.images.length < wholeBefore.length) {
		verdict.lost.push(saying);
	}
	if (found.state === 'delivered' && !delivered) {
		verdict.misread.push(saying);
	}
}
