import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { readFile } from 'node:fs/promises';
import { type Clock, systemClock } from '../../../src/engine/clock';
import { GenerationError } from '../../../src/engine/failure';
import { createJob } from '../../../src/engine/jobs/layout';
import { directNetwork } from '../../../src/engine/network/proxy';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask, ProtocolId } from '../../../src/engine/task';
import { runJob } from '../../faults/run';
import { tlsOptions } from '../../faults/servers';
import { temporaryFolder } from '../../support/folders';
import { one, reportedReplies } from '../../support/reportedReplies';
import { httpServer, listening } from '../../support/servers';

/** The waits between two fetches of a link are seconds; here they are nothing. */
const clock: Clock = { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(0, signal) };

function taskAt(baseUrl: string, protocol: ProtocolId): GenerateTask {
	return {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint: { service: 'openaiCompatible', protocol, baseUrl, model: 'm' },
		timeouts: timeoutsFor('1K'),
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
		network: { ...directNetwork, strictSsl: false },
	};
}

describe('a reply of status 200 that holds', () => {
	for (const { name, protocol = 'openaiImages', answer, file, ends, places = [], spoiled = [] } of reportedReplies) {
		it(name, async () => {
			let [posts, files] = [0, 0];
			await using server = await httpServer((request, response) => {
				if (request.method === 'GET') {
					files++;
					const send = file ?? ((to: ServerResponse) => to.end(one));
					send(response, request, files);
					return;
				}
				posts++;
				const reply = answer(server.url.origin);
				if (typeof reply === 'function') {
					(reply as (response: ServerResponse) => unknown)(response);
				} else if (Array.isArray(reply) && typeof reply[0] === 'string') {
					response.writeHead(200, { 'content-type': reply[0] }).end(reply[1]);
				} else {
					response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
				}
			});
			await using jobs = await temporaryFolder();
			const task = taskAt(`${server.url.origin}/v1`, protocol);
			const { result, steps } = await runJob(task, await createJob(jobs.path, task), { clock });
			assert.equal(posts, 1);
			const found = steps.flatMap((step) => (step.type === 'foundElsewhere' ? [step.place] : []));
			assert.deepEqual(found, places);
			if (typeof ends[0] === 'string') {
				const [kind, facts, maybePaid] = ends as readonly [string, object, boolean];
				assert.ok(GenerationError.is(result), 'it was saved');
				assert.equal(result.kind, kind, result.message);
				assert.partialDeepStrictEqual(result.facts, facts);
				assert.equal(result.maybePaid, maybePaid);
				assert.equal(files, 0);
				return;
			}
			assert.ok(!GenerationError.is(result), result instanceof Error ? result.message : '');
			assert.deepEqual(
				(result.spoiled ?? []).map(({ kind }) => kind),
				spoiled,
			);
			const saved = await Promise.all(result.images.map(({ path }) => readFile(path)));
			assert.deepEqual(saved, ends);
		});
	}

	it('a link over http to a server that is at https (mudler/LocalAI#10482)', async () => {
		const asked: string[] = [];
		await using server = await listening(
			createServer(tlsOptions('selfSigned'), ({ method, url = '' }, response) => {
				asked.push(`${method} ${url}`);
				response.end(
					method === 'GET'
						? one
						: JSON.stringify({ data: [{ url: `http://127.0.0.1:${server.port}/generated/i.png` }] }),
				);
			}),
		);
		await using jobs = await temporaryFolder();
		const task = taskAt(`https://127.0.0.1:${server.port}/v1`, 'openaiImages');
		const { result } = await runJob(task, await createJob(jobs.path, task));
		assert.ok(!GenerationError.is(result), result instanceof Error ? result.message : '');
		assert.deepEqual(asked, ['POST /v1/images/generations', 'GET /generated/i.png']);
	});
});
