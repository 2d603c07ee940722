import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { toLine } from '../../src/engine/secrets';
import { generateTask } from '../faults/run';
import { type Cli, startCli } from '../support/cli';
import { temporaryFolder } from '../support/folders';
import type { Truth } from './judge';
import { type LayerOptions, layered } from './layer';
import { behaviours, type Service, startService } from './services';

/** In full these tests take a quarter of an hour; in short they take samples. */
export const inFull = process.env['KILL_FULL'] === '1';

/** Nothing here takes so long: what does is endless. */
const endlessMs = 60_000;

const secrets = toLine({ keys: new Map() });

/** A folder for job folders and whatever else the processes keep. */
export interface Home extends AsyncDisposable {
	/** Without symbolic links. */
	readonly path: string;
	readonly jobs: string;
	/** For what the layer writes. */
	readonly notes: string;
}

export async function temporaryHome(): Promise<Home> {
	const folder = await temporaryFolder();
	const top = await realpath(folder.path);
	const [path, notes] = [join(top, 'home'), join(top, 'notes')];
	await mkdir(join(path, 'jobs'), { recursive: true });
	await mkdir(notes);
	return { path, jobs: join(path, 'jobs'), notes, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** A job whose process has ended, however it did. */
export interface EndedJob {
	readonly folder: JobFolder;
	readonly truth: Truth;
	/** Whether its process had to be ended by the test. */
	readonly endless: boolean;
	/** Undefined where it was killed. */
	readonly code: number | null;
}

export interface PlayOptions {
	/** Without it the process runs as it always does. */
	readonly layer?: Omit<LayerOptions, 'root'>;
	/** Called as soon as the process has been started. */
	readonly meanwhile?: (cli: Cli, folder: JobFolder, service: Service) => unknown;
}

/** Runs a job against a service of its own until its process has ended. */
export async function play(name: string, home: Home, { layer, meanwhile }: PlayOptions = {}): Promise<EndedJob> {
	const behaviour = behaviours[name];
	if (!behaviour) {
		throw new Error(name);
	}
	await using service = await startService(behaviour);
	const folder = await createJob(home.jobs, generateTask({}, 'openaiImages', service.server));
	const env = layer ? layered({ ...layer, root: home.path }) : {};
	const cli = startCli(['run', folder.path], home.path, secrets, env);
	await meanwhile?.(cli, folder, service);
	const { endless, code } = await endOf(cli);
	await service.heardAll();
	const truth = { connections: service.server.connections(), asked: service.asked(), refused: service.refused() };
	return { folder, truth, endless, code };
}

interface End {
	/** Whether the test had to end it. */
	readonly endless: boolean;
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Waits for a process; ends it where it would go on for ever. */
export async function endOf(cli: Cli): Promise<End> {
	const over = new AbortController();
	const late = delay(endlessMs, true, { signal: over.signal }).catch(() => false);
	const endless = await Promise.race([cli.ended.then(() => false), late]);
	over.abort();
	if (endless) {
		cli.child.kill('SIGKILL');
	}
	return { endless, ...(await cli.ended) };
}

/** What the next window does with a job that is not over and whose process is gone. */
export function settle(folder: JobFolder, home: Home): Promise<End> {
	return endOf(startCli(['run', folder.path], home.path));
}

/** Does something for each item, a few at a time. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>, lanes = 4): Promise<R[]> {
	const results: R[] = [];
	const rest = [...items.entries()];
	const lane = async (): Promise<void> => {
		for (let next = rest.shift(); next; next = rest.shift()) {
			results[next[0]] = await work(next[1]);
		}
	};
	await Promise.all(Array.from({ length: lanes }, lane));
	return results;
}

/** So many of the items, evenly spread; all in the full form. */
export function sample<T>(items: readonly T[], count: number): readonly T[] {
	const step = inFull ? 1 : Math.max(1, items.length / count);
	return Array.from({ length: Math.ceil(items.length / step) }, (_, index) => items[Math.floor(index * step)]).filter(
		(item) => item !== undefined,
	);
}

export function sum(counts: readonly number[]): number {
	return counts.reduce((a, b) => a + b, 0);
}
