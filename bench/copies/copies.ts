import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { converterAt } from '../../src/editor/delivery/converter';
import { measureImage } from '../../src/engine/decode/imageFile';
import { extensionOf } from '../../src/engine/extension';
import { encode } from '../../src/sandbox/encode';
import { paint } from '../../src/sandbox/painting';
import { temporaryFolder } from '../../test/support/folders';
import { bundleScripts } from '../bundles';
import type { Form } from '../group';
import { monotonicMs } from '../probe';
import { type Command, copyClients, copyTasks } from './clients';

/** What one copy cost, and what it is. */
export interface CopyTrial {
	readonly task: string;
	readonly client: string;
	readonly wallMs: number;
	/** Of the program's resident memory; 0 where the system doesn't tell. */
	readonly peakBytes: number;
	readonly bytes: number;
	readonly width: number;
}

/** How late a timer of one millisecond came, in the 99th of a hundred cases and at worst. */
export interface LoopDelay {
	readonly p99Ms: number;
	readonly maxMs: number;
}

export interface CopiesData {
	readonly originalBytes: number;
	readonly clients: readonly { readonly id: string; readonly name: string }[];
	readonly trials: readonly CopyTrial[];
	/** A round each: with nothing to do, and while a copy was made. */
	readonly loops: readonly { readonly idle: LoopDelay; readonly converting: LoopDelay }[];
}

const edge = 4096;

/** How often the program's memory is looked at; what is read is its peak so far. */
const lookMs = 5;

/** Makes copies of an image of 4096 x 4096 pixels with each client in turn, and watches an event loop meanwhile. */
export async function measureCopies({ quick }: Form): Promise<CopiesData> {
	await using folder = await temporaryFolder();
	const original = join(folder.path, 'original.png');
	const png = encode(paint({ prompt: 'A lighthouse on a rock at dusk', width: edge, height: edge }), 'png');
	await writeFile(original, png);
	const bundles = await bundleScripts();
	const clients = copyClients(bundles);
	const trials: CopyTrial[] = [];
	const loops: { idle: LoopDelay; converting: LoopDelay }[] = [];
	for (let round = 0; round < (quick ? 1 : 3); round++) {
		for (const task of copyTasks) {
			for (const client of clients) {
				const to = join(folder.path, `copy.${extensionOf(task.format)}`);
				const command = client.command(task, original, to);
				if (command) {
					trials.push({ task: task.id, client: client.id, ...(await run(command, to)) });
				}
			}
		}
		loops.push(await watchLoops(bundles.cli, original, join(folder.path, 'watched.webp')));
		console.log(`  round ${round + 1}`);
	}
	return { originalBytes: png.length, clients: clients.map(({ id, name }) => ({ id, name })), trials, loops };
}

async function run([program, ...args]: Command, to: string): Promise<Omit<CopyTrial, 'task' | 'client'>> {
	const startedAtMs = monotonicMs();
	const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
	let peakBytes = 0;
	const look = setInterval(() => (peakBytes = Math.max(peakBytes, peakBytesOf(child.pid ?? 0))), lookMs);
	await once(child, 'exit');
	clearInterval(look);
	const wallMs = monotonicMs() - startedAtMs;
	const measured = await measureImage(to);
	if (!measured) {
		throw new Error(`${program} made no image: ${args.join(' ')}`);
	}
	const { size: bytes } = await stat(to);
	await rm(to);
	return { wallMs, peakBytes, bytes, width: measured.width };
}

/** Linux only; elsewhere the memory stays 0. */
function peakBytesOf(pid: number): number {
	try {
		return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
	} catch {
		// It has ended meanwhile.
		return 0;
	}
}

/** This process's own event loop while it has an image converted as the window does it, and for as long with nothing to do. */
async function watchLoops(cli: string, image: string, to: string): Promise<{ idle: LoopDelay; converting: LoopDelay }> {
	const startedAtMs = monotonicMs();
	const converting = await watched(() => converterAt(cli)(image, to, { format: 'webp', quality: 85 }));
	const idle = await watched(() => delay(monotonicMs() - startedAtMs));
	return { idle, converting };
}

async function watched(work: () => Promise<unknown>): Promise<LoopDelay> {
	const delays = monitorEventLoopDelay({ resolution: 1 });
	delays.enable();
	await work();
	delays.disable();
	return { p99Ms: delays.percentile(99) / 1e6, maxMs: delays.max / 1e6 };
}
