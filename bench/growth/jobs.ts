import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { toLine } from '../../src/engine/secrets';
import type { Form } from '../group';
import { monotonicMs } from '../probe';
import { generateTask } from '../saving/ours';
import { addressOf, type ReplySpec } from '../saving/reply';
import { type Bench, savedBy } from '../saving/trial';
import { mebibyte } from './images';

export const jobCounts = [1, 4, 16, 64] as const;

/** What so many jobs at once cost together, each the process that the window starts for it. */
export interface JobsTrial {
	readonly jobs: number;
	/** From starting the first process until the last request had come. */
	readonly askedMs: number;
	/** While all wait for the service: their memory, pages that they share counted once; 0 where the system does not tell. */
	readonly memoryBytes: number;
	/** While all wait: of one processor, as a share. */
	readonly cpuShare: number;
	/** From the service's answer to all at once until the last image was saved. */
	readonly savedMs: number;
}

/** How long waiting processes are watched. */
const watchMs = 4_000;

/** Clock ticks a second, in which Linux counts processor time. */
const ticks = 100;

const reply: ReplySpec = {
	...{ protocol: 'openaiImages', framing: 'length', imageBytes: 8 * mebibyte, images: 1 },
	held: true,
};

/** Lets more and more jobs wait for one service at once, and then answers all of them. */
export async function measureJobs(bench: Bench, { quick }: Form): Promise<JobsTrial[]> {
	const trials: JobsTrial[] = [];
	for (let round = 0; round < (quick ? 1 : 5); round++) {
		for (const count of jobCounts) {
			trials.push(await runJobs(count, bench));
		}
	}
	return trials;
}

async function runJobs(count: number, { cli, work, service }: Bench): Promise<JobsTrial> {
	const address = addressOf(reply, service.origin);
	const folder = join(work, 'jobs');
	const jobs = await Promise.all(
		Array.from({ length: count }, () => createJob(folder, generateTask({ address, reply }))),
	);
	const startedAtMs = monotonicMs();
	const asked = service.asked(count);
	const processes = jobs.map((job) => start(cli, job));
	const over = Promise.all(processes.map((child) => once(child, 'exit')));
	const askedMs = Math.max(...(await asked).map(({ askedAtMs }) => askedAtMs)) - startedAtMs;
	const pids = processes.map(({ pid = 0 }) => pid);
	const ticksBefore = await sumOf(pids, ticksOf);
	await delay(watchMs);
	const usedMs = ((await sumOf(pids, ticksOf)) - ticksBefore) * (1000 / ticks);
	const memoryBytes = await sumOf(pids, memoryOf);
	const releasedAtMs = monotonicMs();
	service.release();
	await Promise.all([over, service.served(count)]);
	const doneAtMs = Math.max(...(await Promise.all(jobs.map(savedBy))).map((saved) => saved.doneAtMs));
	await rm(folder, { recursive: true });
	return { jobs: count, askedMs, memoryBytes, cpuShare: usedMs / watchMs, savedMs: doneAtMs - releasedAtMs };
}

function start(cli: string, job: JobFolder): ChildProcess {
	const child = spawn(process.execPath, [cli, 'run', job.path], { stdio: ['pipe', 'ignore', 'inherit'] });
	child.stdin.end(`${toLine({ keys: new Map() })}\n`);
	return child;
}

async function sumOf(pids: readonly number[], read: (pid: number) => Promise<number>): Promise<number> {
	return (await Promise.all(pids.map(read))).reduce((sum, value) => sum + value, 0);
}

/** User and kernel time so far, in clock ticks. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function ticksOf(pid: number): Promise<number> {
	const fields = (await readProc(`${pid}/stat`)).replace(/^.*\) /s, '').split(' ');
	return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** Its share of the memory: what it has to itself, and of shared pages its part. */
async function memoryOf(pid: number): Promise<number> {
	return 1024 * Number(/^Pss:\s+(\d+)/m.exec(await readProc(`${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** Linux only. */
async function readProc(path: string): Promise<string> {
	return await readFile(join('/proc', path), 'utf8').catch(() => '');
}
