import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { GenerationError } from '../../../src/engine/failure';
import { createJob } from '../../../src/engine/jobs/layout';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { startSandbox } from '../../../src/sandbox/server';
import { runJob } from '../../faults/run';
import { temporaryFolder } from '../../support/folders';
import { type SweptProtocol, sweptProtocols } from '../../faults/speakers';

/** Where the sandbox speaks it, and what comes of it: OpenAI's stream brings a preview, the others' none. */
const spoken: Readonly<
	Record<SweptProtocol, { service: string; path: string; model: string; leaves: string; previews: string[] }>
> = {
	openaiImages: {
		...{ service: 'openaiCompatible', path: 'v1', model: 'gpt-image-2' },
		...{ leaves: 'image-1.png', previews: ['preview-1'] },
	},
	geminiNative: {
		...{ service: 'geminiCompatible', path: 'v1beta', model: 'gemini-3-pro-image' },
		...{ leaves: 'image-1.jpg', previews: [] },
	},
	chatCompletions: {
		...{ service: 'openrouterChat', path: 'as/openrouterChat/api/v1', model: 'google/gemini-3-pro-image' },
		...{ leaves: 'image-1.jpg', previews: [] },
	},
};

describe('a streamed image', () => {
	for (const protocol of sweptProtocols) {
		it(`is saved from the sandbox, and nothing else is left (${protocol})`, async () => {
			await using jobs = await temporaryFolder();
			const sandbox = await startSandbox({ timeScale: 0.001, seed: 2 });
			const { service, path, model, leaves, previews } = spoken[protocol];
			const request: GenerateTask = {
				type: 'generate',
				image: { prompt: 'a fox', resolution: '1K' },
				endpoint: { service, protocol, baseUrl: `${sandbox.url}/${path}`, model },
				timeouts: timeoutsFor('1K'),
				retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
				stream: 'on',
			};
			const folder = await createJob(jobs.path, request);
			const { result, steps } = await runJob(request, folder);
			await sandbox.close();
			assert.ok(!GenerationError.is(result), JSON.stringify(result));
			assert.equal(result.images[0].width, 1024);
			assert.deepEqual((await readdir(folder.path)).sort(), [leaves, 'task.json']);
			assert.deepEqual(
				steps.flatMap((step) => (step.type === 'preview' ? [step.file] : [])),
				previews,
			);
			assert.equal(sandbox.ledger().requests, 1);
		});
	}
});
