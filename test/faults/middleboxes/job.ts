import assert from 'node:assert/strict';
import { GenerationError } from '../../../src/engine/failure';
import type { Generated } from '../../../src/engine/run/result';
import type { JobStep } from '../../../src/engine/jobs/events';
import { createJob, type JobFolder } from '../../../src/engine/jobs/layout';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';
import { until } from '../../support/until';
import { checkOutcome, type Ending, type JobOptions, runJob } from '../run';
import { type Act, type FaultyServer, faultyServer } from '../servers';
import { speakers, type SweptProtocol } from '../speakers';
import type { Box } from './box';

/** The way from the engine to the service. */
export interface Way {
	/** Starts what stands before the service. */
	readonly box: (service: FaultyServer) => Promise<Box>;
	/** Where the engine is told that the service is, and through which proxy. */
	readonly job: (service: FaultyServer, box: Box) => Pick<GenerateTask, 'network'> & { readonly baseUrl: string };
}

export interface BoxCase {
	readonly way: Way;
	readonly protocol?: SweptProtocol;
	/** What the service does. */
	readonly act: Act;
	readonly ends: Ending;
	/** How often the engine tries; once where it is not given. */
	readonly attempts?: number;
	/** When it must be over, in milliseconds: from and to. */
	readonly within?: readonly [fromMs: number, toMs: number];
	readonly change?: (request: GenerateTask) => GenerateTask;
	readonly options?: JobOptions;
}

export interface BoxRun {
	readonly result: Generated | GenerationError;
	readonly steps: readonly JobStep[];
	readonly folder: JobFolder;
	readonly box: Box;
	readonly elapsedMs: number;
}

/** Runs one job through the box and looks at everything that it leaves behind; then gives `look` what there is to see. */
export async function throughBox(
	{ way, protocol = 'openaiImages', act, ends, attempts = 1, within, change = (request) => request, options }: BoxCase,
	look: (run: BoxRun) => void | Promise<void> = () => undefined,
): Promise<void> {
	await using service = await faultyServer(act, speakers[protocol]);
	await using box = await way.box(service);
	await using jobs = await temporaryFolder();
	const { baseUrl, network } = way.job(service, box);
	const request = change({
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint: { service: 'openaiCompatible', protocol, baseUrl, model: 'm' },
		timeouts: timeoutsFor('1K'),
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
		...(network && { network }),
	});
	const folder = await createJob(jobs.path, request);
	const startedAt = performance.now();
	const { result, steps } = await runJob(request, folder, options);
	const elapsedMs = performance.now() - startedAt;
	await checkOutcome(ends, result, folder);
	assert.equal(service.requests.map(({ method }) => method).join(' '), ends.requests, 'what reached the service');
	assert.equal(steps.filter(({ type }) => type === 'attempt').length, attempts, 'attempts');
	if (within) {
		const [fromMs, toMs] = within;
		assert.ok(elapsedMs >= fromMs && elapsedMs <= toMs, `it took ${Math.round(elapsedMs)} ms`);
	}
	service.sockets.forEach((socket) => socket.resume());
	await until(() => service.sockets.size === 0, "the box has closed the service's sockets");
	await look({ result, steps, folder, box, elapsedMs });
}

/** The failure of a run that has failed. */
export function failureOf({ result }: BoxRun): GenerationError {
	assert.ok(result instanceof GenerationError);
	return result;
}
