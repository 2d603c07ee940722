import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createJob } from '../../src/engine/jobs/layout';
import { toLine } from '../../src/engine/secrets';
import { monotonicMs } from '../probe';
import { generateTask } from '../saving/ours';
import { addressOf, type ReplySpec } from '../saving/reply';
import type { Bench } from '../saving/trial';

/** How long processes take from being started, in milliseconds: each list holds one value a round. */
export interface Starts {
	/** `node -e 0` until it has ended: what no start can be faster than. */
	readonly nothing: readonly number[];
	/** `imagegen --version` until it has ended. */
	readonly version: readonly number[];
	/** `imagegen run` until its request has come to the service. */
	readonly asked: readonly number[];
	/** The same with the job's folder in memory, where a sync costs nothing; empty where there is no such place. */
	readonly askedFromMemory: readonly number[];
}

/** Linux keeps what is written here in memory. */
const memory = '/dev/shm';

const reply: ReplySpec = { protocol: 'openaiImages', framing: 'length', imageBytes: 16 * 1024, images: 1 };

/** Starts the processes in turn. Their files are in the system's cache, as they are from the second time on. */
export async function measureStarts(bench: Bench, rounds: number): Promise<Starts> {
	const starts = {
		nothing: [] as number[],
		version: [] as number[],
		asked: [] as number[],
		askedFromMemory: [] as number[],
	};
	const inMemory = existsSync(memory) ? await mkdtemp(join(memory, 'imagegen-bench-')) : undefined;
	for (let round = 0; round < rounds; round++) {
		starts.nothing.push(await untilEnd(['-e', '0']));
		starts.version.push(await untilEnd([bench.cli, '--version']));
		starts.asked.push(await untilAsked(bench, join(bench.work, 'jobs')));
		if (inMemory !== undefined) {
			starts.askedFromMemory.push(await untilAsked(bench, join(inMemory, 'jobs')));
		}
	}
	if (inMemory !== undefined) {
		await rm(inMemory, { recursive: true });
	}
	return starts;
}

async function untilEnd(args: readonly string[]): Promise<number> {
	const startedAtMs = monotonicMs();
	await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
	return monotonicMs() - startedAtMs;
}

async function untilAsked({ cli, service }: Bench, folder: string): Promise<number> {
	const job = await createJob(folder, generateTask({ address: addressOf(reply, service.origin), reply }));
	const startedAtMs = monotonicMs();
	const child = spawn(process.execPath, [cli, 'run', job.path], { stdio: ['pipe', 'ignore', 'inherit'] });
	child.stdin.end(`${toLine({ keys: new Map() })}\n`);
	await once(child, 'exit');
	const [asked] = await service.asked(1);
	await service.served(1);
	await rm(folder, { recursive: true });
	return (asked?.askedAtMs ?? NaN) - startedAtMs;
}
