import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { toLine } from '../../src/engine/secrets';
import { type TaskProtocolId, taskProtocols } from '../../src/engine/task';
import { buildCli, startCli } from '../support/cli';
import { taskFor, workflow } from '../support/taskJob';
import { cut, taskImage, taskService } from '../support/taskService';
import { endOf, type Home, inFull, inParallel, temporaryHome } from './jobs';
import { readJobs } from './judge';

const instants = inFull ? 200 : 16;

/** From a process's start to its image, on a machine that has other things to do as well; in milliseconds. */
const lifeMs = 3_500;

/** Where a process is killed, once or twice, before one is left alone. */
interface Life {
	readonly protocol: TaskProtocolId;
	readonly kills: readonly number[];
	/** Whether the reply to the one request that costs is cut off. */
	readonly isCut: boolean;
}

/** What was wrong, and how often which end was reached. */
interface Tally {
	readonly flaws: string[];
	readonly ends: Map<string, number>;
}

describe('a job at a service that takes tasks on, whose process is killed', () => {
	before(buildCli);

	it(`loses nothing and pays nothing twice, at ${instants} instants`, async () => {
		await using home = await temporaryHome();
		const tally: Tally = { flaws: [], ends: new Map() };
		const lives = Array.from({ length: instants }, (_, index): Life => {
			const count = 1 + Math.floor(Math.random() * 2);
			return {
				protocol: taskProtocols[index % taskProtocols.length] ?? 'fal',
				kills: Array.from({ length: count }, () => Math.round(Math.random() * lifeMs)),
				isCut: index % 8 >= 6,
			};
		});
		await inParallel(lives, (life) => live(life, home, tally));
		console.log(`      ${instants} instants: ${[...tally.ends].map(([end, count]) => `${count} ${end}`).join(', ')}`);
		assert.deepEqual(tally.flaws, []);
	}).timeout(1_800_000);
});

async function live({ protocol, kills, isCut }: Life, home: Home, { flaws, ends }: Tally): Promise<void> {
	await using service = await taskService(protocol, {
		interfere: ({ matter }, response) => matter === 'create' && isCut && cut(response),
	});
	const asked = taskFor(protocol, service);
	// Of a workflow that may ask others for money: what nobody is billed for is not paid twice.
	const foreign = { workflow: { ...workflow, '9': { class_type: 'Other' } } };
	const task = { ...asked, endpoint: { ...asked.endpoint, ...(protocol === 'comfyui' && foreign) } };
	// A task whose id was lost is looked for as long as this.
	const folder = await createJob(home.jobs, { ...task, timeouts: { ...task.timeouts, firstByteMs: 10_000 } });
	const secrets = toLine({ keys: new Map([[new URL(service.baseUrl).origin, 'secret-key']]) });
	const about = `${protocol}, killed after ${kills.join(' and ')} ms${isCut ? ', reply cut off' : ''}`;
	for (const ms of kills) {
		const cli = startCli(['run', folder.path], home.path, secrets);
		await Promise.race([delay(ms), cli.ended]);
		cli.child.kill('SIGKILL');
		await cli.ended;
	}
	const { endless, stderr } = await endOf(startCli(['run', folder.path], home.path, secrets));
	const told = (await readJobs(home.path, home.jobs)).get(folder.id);
	const paid = service.paid.length;
	const saying = `${about}: ${paid} paid, ${JSON.stringify(told)} ${stderr}`;
	ends.set(told?.state ?? 'nothing', (ends.get(told?.state ?? 'nothing') ?? 0) + 1);
	if (endless || !told) {
		flaws.push(`endless or untold: ${saying}`);
		return;
	}
	if (paid > 1) {
		flaws.push(`paid twice: ${saying}`);
	}
	const images = await Promise.all(told.images.map((path) => readFile(path)));
	const isThere = images.length > 0 && images.every((image) => image.equals(taskImage));
	if (paid === 1 && !isThere && !(told.state === 'maybePaid' && (await mayBeUnknown(protocol, folder)))) {
		flaws.push(`lost: ${saying}`);
	}
	if (paid === 0 && (isThere || told.maybePaid)) {
		// Where its process died between the note and the first byte, nobody can know.
		const { events } = await readEvents(folder);
		if (isThere || !events.some(({ type }) => type === 'sending')) {
			flaws.push(`misread: ${saying}`);
		}
	}
}

/** Without a list, nobody can know what came of a request of which the reply was lost. */
async function mayBeUnknown(protocol: TaskProtocolId, folder: JobFolder): Promise<boolean> {
	const { events } = await readEvents(folder);
	return (protocol === 'blackForestLabs' || protocol === 'comfyui') && !events.some(({ type }) => type === 'accepted');
}
