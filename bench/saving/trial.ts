import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { toLine } from '../../src/engine/secrets';
import { type Cost, monotonicMs } from '../probe';
import type { Done, Library } from './client';
import type { Client } from './clients';
import { generateTask } from './ours';
import { addressOf, type ReplySpec } from './reply';
import type { Service } from './service';
import { runShell } from './shell';
import type { Saved, Task } from './task';

/** Where everything is that a trial needs. */
export interface Bench {
	/** The bundles: of the bench, and of the product. */
	readonly scripts: string;
	readonly cli: string;
	/** A folder for everything that is written. */
	readonly work: string;
	readonly service: Service;
	/** SHA-256 of the image of that many bytes. */
	readonly imageHash: (bytes: number) => string;
}

/** What one client's saving of one reply, or of several at once, cost. */
export interface Trial {
	/** From the first request's arrival at the service until the last file was closed under its final name. */
	readonly wallMs: number;
	/** From the last byte on the wire until then. */
	readonly tailMs: number;
	/** Of memory, over what the processes held while they did nothing yet. */
	readonly peakBytes: number;
	/** The longest time an event loop did nothing else; absent where there is none. */
	readonly blockMs?: number;
}

/** Has the client save `parallel` replies at once, in a fresh process, and checks every byte of what it saved. */
export async function runTrial(client: Client, reply: ReplySpec, bench: Bench, parallel = 1): Promise<Trial> {
	const { work, service } = bench;
	const folder = await mkdtemp(join(work, 'trial-'));
	const spec: ReplySpec = client.gemini ? { ...reply, protocol: 'geminiNative' } : reply;
	const tasks = Array.from({ length: parallel }, (_, index): Task => {
		return { address: addressOf(spec, service.origin), reply: spec, folder: join(folder, String(index)) };
	});
	await Promise.all(tasks.map((task) => mkdir(task.folder)));
	const saved = await run(client, tasks, bench);
	const requests = parallel * (spec.framing === 'link' ? 1 + spec.images : 1);
	await service.asked(requests);
	const served = await service.served(requests);
	const expected = client.floor ? 0 : parallel * spec.images;
	if (saved.files.length !== expected) {
		throw new Error(`${client.id} saved ${saved.files.length} images of ${expected}`);
	}
	for (const file of saved.files) {
		if ((await hashOf(file)) !== bench.imageHash(spec.imageBytes)) {
			throw new Error(`${client.id} saved something else than was sent: ${file}`);
		}
	}
	await rm(folder, { recursive: true });
	return {
		wallMs: saved.doneAtMs - Math.min(...served.map(({ askedAtMs }) => askedAtMs)),
		tailMs: Math.max(0, saved.doneAtMs - Math.max(...served.map(({ sentAtMs }) => sentAtMs))),
		peakBytes: saved.peakBytes,
		...(saved.blockMs !== undefined && { blockMs: saved.blockMs }),
	};
}

async function run({ runs }: Client, tasks: readonly Task[], bench: Bench): Promise<Saved> {
	switch (runs.as) {
		case 'library':
			return await runLibrary(runs.library, tasks, bench, runs.sync);
		case 'command':
			return together(await Promise.all(tasks.map((task) => runCommand(task, bench))));
		case 'shell':
			return together(await Promise.all(tasks.map((task) => runShell(task))));
	}
}

async function runLibrary(library: Library, tasks: readonly Task[], bench: Bench, sync: boolean): Promise<Saved> {
	const cost = join(bench.work, `cost-${library}.json`);
	const child = startMeasured([join(bench.scripts, 'client.js'), library, JSON.stringify(tasks)], bench, cost, sync);
	const messages: unknown[] = [];
	child.on('message', (message) => messages.push(message));
	await once(child, 'message');
	child.send('begin');
	await ended(child, library);
	const done = messages.at(-1) as Done;
	return { ...done, ...(await costIn(cost)) };
}

/** As the window does it: the process waits for its secrets, so there is a moment in which it has done nothing yet. */
async function runCommand(task: Task, bench: Bench): Promise<Saved> {
	const job = await createJob(task.folder, generateTask(task));
	const cost = join(task.folder, 'cost.json');
	const child = startMeasured([bench.cli, 'run', job.path], bench, cost, true);
	child.send('begin');
	await once(child, 'message');
	child.stdin?.end(`${toLine({ keys: new Map() })}\n`);
	await ended(child, 'dist/cli.js');
	return { ...(await savedBy(job)), ...(await costIn(cost)) };
}

/** The images of a job, and when it said that they are saved. */
export async function savedBy(job: JobFolder): Promise<{ files: string[]; doneAtMs: number }> {
	const last = (await readEvents(job)).events.at(-1);
	if (last?.type !== 'saved') {
		throw new Error(`nothing was saved: ${JSON.stringify(last)}`);
	}
	const files = [last, ...(last.others ?? [])].map(({ path }) => path);
	// Events carry wall time.
	return { files, doneAtMs: last.at - Date.now() + monotonicMs() };
}

function startMeasured(args: readonly string[], { scripts }: Bench, cost: string, sync: boolean): ChildProcess {
	return spawn(process.execPath, ['--require', join(scripts, 'preload.js'), ...args], {
		env: { ...process.env, NODE_OPTIONS: '', BENCH_COST: cost, BENCH_SYNC: sync ? 'on' : 'off' },
		stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
	});
}

async function ended(child: ChildProcess, name: string): Promise<void> {
	const [code] = (await once(child, 'exit')) as [number | null];
	if (code !== 0) {
		throw new Error(`${name} ended with ${code}`);
	}
}

async function costIn(file: string): Promise<Pick<Saved, 'peakBytes' | 'blockMs'>> {
	const { peakBytes, blockMs } = JSON.parse(await readFile(file, 'utf8')) as Cost;
	return { peakBytes, blockMs };
}

function together(saved: readonly Saved[]): Saved {
	const blocks = saved.flatMap(({ blockMs }) => blockMs ?? []);
	return {
		files: saved.flatMap(({ files }) => files),
		doneAtMs: Math.max(...saved.map(({ doneAtMs }) => doneAtMs)),
		peakBytes: saved.reduce((sum, { peakBytes }) => sum + peakBytes, 0),
		...(blocks.length > 0 && { blockMs: Math.max(...blocks) }),
	};
}

async function hashOf(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}
