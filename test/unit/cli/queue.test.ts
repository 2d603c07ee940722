import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEvents } from '../../../src/engine/jobs/eventLog';
import { followJob } from '../../../src/engine/jobs/follow';
import { createJob, fileNames, type JobFolder } from '../../../src/engine/jobs/layout';
import type { JobState } from '../../../src/engine/jobs/state';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';
import { start } from './cli';

const reply = JSON.stringify({ data: [{ b64_json: noisePng(64, 48).toString('base64') }] });

/** Starts a job at a service that is asked for one image at a time. */
async function begin(home: string, server: TestServer, runMs: number): Promise<JobFolder> {
	const folder = await createJob(join(home, 'jobs'), {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint: {
			service: 'openaiCompatible',
			protocol: 'openaiImages',
			baseUrl: `${server.url.origin}/v1`,
			model: 'm',
		},
		timeouts: { ...timeoutsFor('1K'), runMs },
		retry: defaultRetryRules,
		parallel: 1,
	});
	start(['run', folder.path], home).stdin.end(`${toLine({ keys: new Map() })}\n`);
	return folder;
}

async function untilPhase(folder: JobFolder, phase: JobState['phase']): Promise<JobState> {
	const found = new AbortController();
	return await followJob(
		folder,
		(_event, state) => {
			if (state.phase === phase) {
				found.abort();
			}
		},
		found.signal,
	);
}

describe('a job of a service that is asked for one image at a time', () => {
	it('waits for its turn without sending anything, and for none of its own time', async () => {
		await using home = await temporaryFolder();
		const requests: ServerResponse[] = [];
		await using server = await httpServer((request, response) => {
			request.resume().on('end', () => requests.push(response));
		});
		const first = await begin(home.path, server, 60_000);
		await until(() => requests.length === 1, 'the first request');
		const runMs = 1_000;
		const second = await begin(home.path, server, runMs);
		const waiting = await untilPhase(second, 'queued');
		assert.deepEqual([waiting.sent, waiting.maybePaid, waiting.ahead], [false, false, 0]);
		const third = await begin(home.path, server, 60_000);
		assert.equal((await untilPhase(third, 'queued')).ahead, 1);
		await writeFile(join(third.path, fileNames.cancel), '');
		const { failure } = await untilPhase(third, 'failed');
		assert.deepEqual([failure?.kind, failure?.sent, failure?.maybePaid], ['cancelled', false, false]);
		const queuedAt = (await readEvents(second)).events[0]?.at ?? 0;
		await until(() => Date.now() - queuedAt > runMs, 'longer than the second may take');
		assert.equal(requests.length, 1);
		requests[0]?.end(reply);
		await until(() => requests.length === 2, 'the second request');
		requests[1]?.end(reply);
		const done = await untilPhase(second, 'saved');
		assert.ok((done.startedAt ?? 0) > queuedAt + runMs, 'its time begins with its turn');
		assert.equal((await untilPhase(first, 'saved')).phase, 'saved');
		assert.equal(requests.length, 2);
	});
});
