import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerEntry } from '../../src/sandbox/ledger';
import { type Sandbox, startSandbox } from '../../src/sandbox/server';
import { pathOf } from '../../test/faults/middleboxes/box';
import { root } from '../../test/journeys/harness/paths';
import { temporaryFolder } from '../../test/support/folders';
import { largePng } from '../../test/support/images';
import type { Form } from '../group';
import { median } from '../statistics';
import { type Client, clientsOf, type Outcome } from './clients';
import { type Hop, hops, type Place } from './hops';
import { compressedLoad, latencies, type Load, realLoad } from './load';

/** What became of one client's images behind one hop. */
export interface Cell {
	readonly client: string;
	/** Whole images on disk: the bytes that were drawn. */
	readonly delivered: number;
	/** Images drawn, by the sandbox's ledger. */
	readonly paid: number;
	/** Requests after one that may have been paid for, without anyone having said so. */
	readonly repeated: number;
	/** Images of which the service sent every byte, and which are not on disk. */
	readonly lost: number;
	/** Left to the person, since it may be paid for; absent for clients that do not tell. */
	readonly asked?: number;
	/** From asking until the end, whichever; in real milliseconds. */
	readonly medianWaitMs: number;
	readonly longestWaitMs: number;
}

export interface HopCells {
	readonly hop: string;
	readonly description: string;
	readonly cells: readonly Cell[];
}

export interface LoadCells {
	readonly timeScale: number;
	readonly images: number;
	readonly parallel: number;
	readonly imageBytes: number;
	/** How long the images take, each asked for the first time; in real milliseconds. */
	readonly latenciesMs: readonly number[];
	readonly hops: readonly HopCells[];
}

export interface ImageData {
	readonly compressed: LoadCells;
	readonly real: LoadCells;
	/** Programs that the machine has not, and whose hops were therefore left out. */
	readonly missing: readonly string[];
}

/** From well below every limit to above fetch's. */
const realLatenciesMs = [45_000, 90_000, 170_000, 250_000, 330_000];
const quickLatenciesMs = [2_000, 3_000];

/** Every client through every hop, under both loads. */
export async function measureImage({ quick }: Form): Promise<ImageData> {
	await using folder = await temporaryFolder();
	// A copy, so that a build meanwhile changes nothing.
	const cliPath = join(folder.path, 'cli.js');
	await copyFile(join(root, 'dist/cli.js'), cliPath);
	const there = hops.filter(({ program }) => !program || pathOf(program.command));
	const missing = hops.flatMap(({ program }) => (program && !pathOf(program.command) ? [program.name] : []));
	const clients = clientsOf(cliPath);
	const run = (load: Load, name: string): Promise<LoadCells> => runLoad(load, there, clients, join(folder.path, name));
	const compressed = await run(compressedLoad(quick ? 8 : 96), 'compressed');
	const real = await run(realLoad(quick ? quickLatenciesMs : realLatenciesMs), 'real');
	return { compressed, real, missing: [...new Set(missing)] };
}

async function runLoad(
	load: Load,
	ways: readonly Hop[],
	clients: readonly Client[],
	folder: string,
): Promise<LoadCells> {
	const results = await each(ways, load, async (hop) => ({
		...{ hop: hop.name, description: hop.description },
		cells: await runHop(load, hop, clients, join(folder, String(ways.indexOf(hop)))),
	}));
	const { timeScale, images, parallel, imageBytes } = load;
	const latenciesMs = Array.from({ length: images }, (_, index) => Math.round(load.latencyMs(index, 0)));
	return { timeScale, images, parallel, imageBytes, latenciesMs, hops: results };
}

/** Does the work for all of them at once or one after the other, as the load has it. */
async function each<T, U>(items: readonly T[], { allAtOnce }: Load, work: (item: T) => Promise<U>): Promise<U[]> {
	if (allAtOnce) {
		return await Promise.all(items.map(work));
	}
	const done: U[] = [];
	for (const item of items) {
		done.push(await work(item));
	}
	return done;
}

async function runHop(load: Load, hop: Hop, clients: readonly Client[], folder: string): Promise<Cell[]> {
	const image = largePng(load.imageBytes);
	const { timeScale } = load;
	const paint = (): Promise<Uint8Array> => Promise.resolve(image);
	const sandbox = await startSandbox({ timeScale, latencyMs: latencies(load), paint });
	let place: Place | undefined;
	try {
		const { url } = (place = await hop.open(new URL(sandbox.url), timeScale));
		return await each(clients, load, async (client) => {
			const own = join(folder, String(clients.indexOf(client)));
			await mkdir(own, { recursive: true });
			const outcomes = await client.run(load, url, own);
			const entries = await settled(sandbox, outcomes);
			const cell = await judge(client, outcomes, entries, image);
			await rm(own, { recursive: true });
			console.log(`  ${hop.name}, 1:${1 / timeScale}: ${JSON.stringify(cell)}`);
			return cell;
		});
	} finally {
		await place?.[Symbol.asyncDispose]();
		await sandbox.close();
	}
}

/** The ledger's lines for these prompts, once nothing is being drawn any more: what a client has left is billed all the same. */
async function settled(sandbox: Sandbox, outcomes: readonly Outcome[]): Promise<LedgerEntry[]> {
	const prompts = new Set<string | undefined>(outcomes.map(({ prompt }) => prompt));
	for (;;) {
		const entries = sandbox.ledger().entries.filter(({ prompt }) => prompts.has(prompt));
		if (entries.every(({ billed }) => billed > 0)) {
			return entries;
		}
		await delay(50);
	}
}

async function judge(
	{ name, asks }: Client,
	outcomes: readonly Outcome[],
	entries: readonly LedgerEntry[],
	image: Buffer,
): Promise<Cell> {
	const delivered = new Set<string>();
	for (const { prompt, path } of outcomes) {
		if (path !== undefined && image.equals(await readFile(path))) {
			delivered.add(prompt);
		}
	}
	const sent = entries.filter(({ fullySent, status }) => fullySent && status === 200);
	const waits = outcomes.map(({ waitedMs }) => waitedMs);
	return {
		client: name,
		delivered: delivered.size,
		paid: entries.reduce((paid, { billed }) => paid + billed, 0),
		// All that is asked for is drawn here, so every request but a prompt's first follows one that was paid for.
		repeated: entries.length - outcomes.length,
		lost: sent.filter(({ prompt = '' }) => !delivered.has(prompt)).length,
		...(asks && { asked: outcomes.filter((outcome) => outcome.asks).length }),
		medianWaitMs: Math.round(median(waits)),
		longestWaitMs: Math.round(Math.max(...waits)),
	};
}
