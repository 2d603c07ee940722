import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { GenerationError } from '../../../src/engine/failure';
import { createJob } from '../../../src/engine/jobs/layout';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { startSandbox } from '../../../src/sandbox/server';
import { runJob } from '../../faults/run';
import { temporaryFolder } from '../../support/folders';
import { sweptProtocols } from '../../faults/speakers';

describe('a streamed image', () => {
	for (const protocol of sweptProtocols) {
		it(`is saved from the sandbox, and nothing else is left (${protocol})`, async () => {
			await using jobs = await temporaryFolder();
			const sandbox = await startSandbox({ timeScale: 0.001, seed: 2 });
			const google = protocol === 'geminiNative';
			const request: GenerateTask = {
				type: 'generate',
				image: { prompt: 'a fox', resolution: '1K' },
				endpoint: {
					service: google ? 'geminiCompatible' : 'openaiCompatible',
					protocol,
					baseUrl: `${sandbox.url}/${google ? 'v1beta' : 'v1'}`,
					model: google ? 'gemini-3-pro-image' : 'gpt-image-2',
				},
				timeouts: timeoutsFor('1K'),
				retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
				stream: 'on',
			};
			const folder = await createJob(jobs.path, request);
			const { result, steps } = await runJob(request, folder);
			await sandbox.close();
			assert.ok(!GenerationError.is(result), JSON.stringify(result));
			assert.equal(result.images[0].width, 1024);
			assert.deepEqual((await readdir(folder.path)).sort(), ['image-1.' + (google ? 'jpg' : 'png'), 'task.json']);
			// OpenAI's stream brings a preview, Google's none.
			assert.deepEqual(
				steps.flatMap((step) => (step.type === 'preview' ? [step.file] : [])),
				google ? [] : ['preview-1'],
			);
			assert.equal(sandbox.ledger().requests, 1);
		});
	}
});
