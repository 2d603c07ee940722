import assert from 'node:assert/strict';
import { join } from 'node:path';
import { GenerationError } from '../../src/engine/failure';
import { createJob } from '../../src/engine/jobs/layout';
import { takeRetry } from '../../src/engine/policy/retryBudget';
import { temporaryFolder } from '../support/folders';
import { generateTask, runJob } from './run';
import { faultyServer, refuse } from './servers';
import { speakers, sweptProtocols } from './speakers';

const jobs = 10;

describe('faults: a stampede', () => {
	for (const protocol of sweptProtocols) {
		it(`50 ten jobs at once and nothing but 503: within the retry budget, spread by jitter (${protocol})`, async () => {
			await using server = await faultyServer(refuse(503, 'overloaded'), speakers[protocol]);
			await using folder = await temporaryFolder();
			const request = generateTask(
				{ job: (_server, { retry }) => ({ retry: { ...retry, attempts: 5, baseDelayMs: 100, maxDelayMs: 400 } }) },
				protocol,
				server,
			);
			const delays: number[] = [];
			const one = async (): Promise<void> => {
				const { result } = await runJob(request, await createJob(join(folder.path, 'jobs'), request), {
					mayAskAgain: (origin) => takeRetry(join(folder.path, 'retries'), origin, Date.now()),
					random: Math.random,
					onStep: (step) => step.type === 'retrying' && delays.push(step.delayMs),
				});
				assert.ok(GenerationError.is(result, 'overloaded'));
			};
			await Promise.all(Array.from({ length: jobs }, one));
			const further = server.requests.length - jobs;
			assert.equal(further, delays.length);
			assert.ok(further <= 1.2 * jobs, `${further} further requests`);
			assert.ok(new Set(delays).size > delays.length / 2, `waits of ${delays.join()} ms`);
		});
	}
});
