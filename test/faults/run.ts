import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { type Clock, systemClock } from '../../src/engine/clock';
import { type FailureKind, GenerationError } from '../../src/engine/failure';
import type { GenerateOptions } from '../../src/engine/run/options';
import type { Generated } from '../../src/engine/run/result';
import { generate } from '../../src/engine/run/run';
import type { JobStep } from '../../src/engine/jobs/events';
import { removeLeftovers } from '../../src/engine/jobs/retention';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { timeoutsFor } from '../../src/engine/policy/timeouts';
import type { GenerateTask, Timeouts } from '../../src/engine/task';
import { temporaryFolder } from '../support/folders';
import { noisePng } from '../support/images';
import { until } from '../support/until';
import { type Act, type FaultyServer, faultyServer } from './servers';
import { speakers, sweptProtocols, type SweptProtocol } from './speakers';

/** The image that every well-behaved reply brings: about 12 KiB of base64. */
export const png = noisePng(64, 48);

const key = 'secret-key';

/** One line of the catalogue: what the other side does, and how it must end. */
export interface Fault {
	/** The catalogue's number. */
	readonly row: number;
	readonly name: string;
	readonly serve: Act;
	readonly ends: Ending;
	/** Where it can occur in one protocol only. */
	readonly only?: SweptProtocol;
	readonly timeouts?: Partial<Timeouts>;
	/** Changes to the job, given where its server is. */
	readonly job?: (server: FaultyServer, request: GenerateTask) => Partial<GenerateTask>;
	/** How the job addresses the server; `http` where it is not given. */
	readonly scheme?: 'http' | 'https';
	readonly clock?: Clock;
}

export interface Ending {
	/** The images that must lie in the job's folder under their final names. */
	readonly saved?: Readonly<Record<string, Buffer>>;
	/** The kinds of what kept further images from being saved. */
	readonly spoiled?: readonly FailureKind[];
	readonly kind?: FailureKind;
	/** What is known of the failure, at least. */
	readonly facts: object;
	/** What else, given where the server is. */
	readonly factsAt?: (server: FaultyServer) => object;
	readonly maybePaid: boolean;
	/** The methods of the requests that the server saw. */
	readonly requests: string;
	/** Connections that the server accepted; one a request where it is not given. */
	readonly endpoints?: number;
	/** The files that a failure leaves; in any case none under an image's final name. */
	readonly files?: readonly string[];
	/** How long it must have taken at least, in milliseconds. Nothing else would have ended it for minutes. */
	readonly afterMs?: number;
	/** The waits before further attempts, exactly, in milliseconds. */
	readonly waits?: readonly number[];
}

type More = Partial<Pick<Ending, 'factsAt' | 'requests' | 'endpoints' | 'files' | 'afterMs' | 'waits' | 'spoiled'>>;

/** The image is on disk, whole. */
export function saved(files: Ending['saved'] = { 'image-1.png': png }, more: More = {}): Ending {
	return { saved: files, facts: {}, maybePaid: false, requests: 'POST', ...more };
}

/** May be paid: asked once, and the person decides. */
export function asks(kind: FailureKind, facts: object = {}, more: More = {}): Ending {
	return { kind, facts, maybePaid: true, requests: 'POST', ...more };
}

/** Cost nothing, and is not repeated. */
export function final(kind: FailureKind, facts: object = {}, more: More = {}): Ending {
	return { kind, facts, maybePaid: false, requests: 'POST', ...more };
}

/** Never sent: tried three times, by itself. */
export function unsent(kind: FailureKind, facts: object = {}, more: More = {}): Ending {
	return { kind, facts, maybePaid: false, requests: '', endpoints: 3, ...more };
}

/** Every fault against every protocol that it can occur in. */
export function describeFaults(theme: string, faults: readonly Fault[]): void {
	describe(`faults: ${theme}`, () => {
		for (const fault of faults) {
			for (const protocol of fault.only ? [fault.only] : sweptProtocols) {
				it(title(fault, protocol), () => runFault(fault, protocol));
			}
		}
	});
}

function title({ row, name, ends }: Fault, protocol: SweptProtocol): string {
	const outcome = ends.saved ? 'saved' : `${ends.kind ?? ''}, ${ends.maybePaid ? 'may be paid' : 'costs nothing'}`;
	return `${row} ${name}: ${outcome} (${protocol})`;
}

/**
 * Runs one job against the fault and looks at everything that it leaves behind, also in this process. Gives when the job was
 * over, by `performance.now()`.
 */
export async function runFault(fault: Fault, protocol: SweptProtocol, options: JobOptions = {}): Promise<number> {
	const before = await settledResources();
	const overAt = await playFault(fault, protocol, options);
	await until(() => resources() === before, 'all handles and timers are gone').catch(() => undefined);
	assert.equal(resources(), before);
	return overAt;
}

/** The same without a look at this process: for several at once. */
export async function playFault(fault: Fault, protocol: SweptProtocol, options: JobOptions = {}): Promise<number> {
	await using server = await faultyServer(fault.serve, speakers[protocol]);
	await using jobs = await temporaryFolder();
	const request = generateTask(fault, protocol, server);
	const folder = await createJob(jobs.path, request);
	const startedAt = performance.now();
	const { result, steps } = await runJob(request, folder, { ...(fault.clock && { clock: fault.clock }), ...options });
	const overAt = performance.now();
	const facts = { ...fault.ends.facts, ...fault.ends.factsAt?.(server) };
	await checkOutcome({ ...fault.ends, facts }, result, folder);
	checkTime(fault.ends, overAt - startedAt, steps);
	await checkServer(fault.ends, server);
	const told = result instanceof GenerationError ? [steps, result.toFailure()] : [steps, result];
	assert.ok(!JSON.stringify(told).includes(key), 'the key is told');
	return overAt;
}

export function generateTask(
	{ timeouts, job, scheme = 'http' }: Pick<Fault, 'timeouts' | 'job' | 'scheme'>,
	protocol: SweptProtocol,
	server: FaultyServer,
): GenerateTask {
	const baseUrl = `${scheme}://127.0.0.1:${server.port}/v1`;
	const request: GenerateTask = {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint: { service: 'openaiCompatible', protocol, baseUrl, model: 'm' },
		timeouts: { ...timeoutsFor('1K'), ...timeouts },
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
	};
	return { ...request, ...job?.(server, request) };
}

/** What a job is given beside its request and its folder; the sensible where nothing is said. */
export type JobOptions = Partial<Pick<GenerateOptions, 'clock' | 'secrets' | 'signal' | 'mayAskAgain' | 'random'>> & {
	/** Also told in which folder the job works. */
	readonly onStep?: (step: JobStep, folder: JobFolder) => void;
};

/** One job through the real use case. Anything else than a `GenerationError` is a bug and thrown. */
export async function runJob(
	request: GenerateTask,
	folder: JobFolder,
	options: JobOptions = {},
): Promise<{ result: Generated | GenerationError; steps: JobStep[] }> {
	const steps: JobStep[] = [];
	const endpoints = [request.endpoint, ...(request.fallbacks ?? [])];
	const onStep = (step: JobStep): void => {
		steps.push(step);
		options.onStep?.(step, folder);
	};
	const result = await generate(request, {
		folder,
		secrets: { keys: new Map(endpoints.map(({ baseUrl }) => [new URL(baseUrl).origin, key])) },
		clock: systemClock,
		random: () => 1,
		signal: new AbortController().signal,
		mayAskAgain: () => Promise.resolve(true),
		...options,
		onStep,
		onSending: (attempt) => {
			onStep({ type: 'sending', attempt });
			return Promise.resolve();
		},
	}).catch((error: unknown) => {
		assert.ok(GenerationError.is(error), error instanceof Error ? (error.stack ?? '') : String(error));
		return error;
	});
	if (!GenerationError.is(result) && !result.spoiled) {
		await removeLeftovers(folder);
	}
	return { result, steps };
}

export async function checkOutcome(
	ends: Ending,
	result: Generated | GenerationError,
	folder: JobFolder,
): Promise<void> {
	const files = (await readdir(folder.path).catch(() => [])).filter((name) => name !== 'task.json').sort();
	const final = files.filter((name) => !name.endsWith('.part') && name !== 'reply.txt');
	if (ends.saved) {
		assert.ok(!(result instanceof GenerationError), result instanceof Error ? result.message : '');
		assert.deepEqual(final, Object.keys(ends.saved));
		assert.deepEqual(
			(result.spoiled ?? []).map(({ kind }) => kind),
			ends.spoiled ?? [],
		);
		for (const { path } of result.images) {
			assert.deepEqual(await readFile(path), ends.saved[path.slice(folder.path.length + 1)], path);
		}
		return;
	}
	assert.ok(result instanceof GenerationError, `it was saved: ${files.join()}`);
	assert.equal(result.kind, ends.kind, result.message);
	assert.partialDeepStrictEqual(result.facts, ends.facts);
	assert.equal(result.maybePaid, ends.maybePaid, 'maybePaid');
	if (ends.files) {
		assert.deepEqual(files, ends.files);
	}
	assert.deepEqual(final, [], 'nothing half-written has a final name');
}

/** How early a timer may fire: it counts whole milliseconds. */
const earlyMs = 5;

function checkTime({ afterMs = 0, waits }: Ending, elapsedMs: number, steps: readonly JobStep[]): void {
	assert.ok(elapsedMs >= afterMs - earlyMs, `${Math.round(elapsedMs)} ms, not ${afterMs}`);
	if (waits) {
		assert.deepEqual(
			steps.flatMap((step) => (step.type === 'retrying' ? [step.delayMs] : [])),
			waits,
		);
	}
}

async function checkServer({ requests, endpoints }: Ending, server: FaultyServer): Promise<void> {
	assert.equal(server.requests.map(({ method }) => method).join(' '), requests);
	assert.equal(server.connections(), endpoints ?? requests.split(' ').filter(Boolean).length, 'connections');
	assert.deepEqual(server.errors, []);
	// Also those that have stopped reading must notice their end.
	server.sockets.forEach((socket) => socket.resume());
	await until(() => server.sockets.size === 0, 'all sockets are closed');
}

/** The handles and timers that keep the process alive, once mocha has set its own timer for the test. */
async function settledResources(): Promise<string> {
	await new Promise((resolve) => setImmediate(resolve));
	return resources();
}

/** What ends by itself within the moment. */
const momentary: ReadonlySet<string> = new Set(['Immediate', 'CloseReq', 'FSReqCallback', 'FSReqPromise']);

function resources(): string {
	return process
		.getActiveResourcesInfo()
		.filter((name) => !momentary.has(name))
		.sort()
		.join(' ');
}
