import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Diagnosis } from '../../../src/engine/diagnose/diagnose';
import { createJob } from '../../../src/engine/jobs/layout';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { httpServer, type TestServer } from '../../support/servers';
import { imagegen } from './cli';

const key = 'sk-not-to-be-seen';

/** A service behind nginx that takes that key alone. */
const service = (): Promise<TestServer> =>
	httpServer((request, response) => {
		const isGood = request.headers.authorization === `Bearer ${key}`;
		response.writeHead(isGood ? 200 : 401, { server: 'nginx/1.22.1' }).end('{"error":{"message":"no"}}');
	});

/** Of this model alone the article's times are known. */
const pro = 'gemini-3-pro-image';

const at = (server: TestServer, model = pro): string[] => [
	...['diagnose', '--service', 'openaiCompatible', '--base-url', `${server.url.origin}/v1`, '--model', model],
];

function requestTo(server: TestServer): GenerateTask {
	const baseUrl = `${server.url.origin}/v1`;
	return {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '2K' },
		endpoint: { service: 'openaiCompatible', protocol: 'openaiImages', baseUrl, model: pro },
		timeouts: timeoutsFor('2K'),
		retry: defaultRetryRules,
	};
}

/** A job that lost its request after that time. */
async function loseAfter(ms: number, jobsPath: string, server: TestServer): Promise<void> {
	const log = await EventLog.open(await createJob(jobsPath, requestTo(server)));
	const { host } = server.url;
	await log.append({ at: 0, type: 'attempt', attempt: 1, service: 's', model: 'm', host, timeoutMs: 1 });
	await log.append({ at: 1000, type: 'sending', attempt: 1 });
	const facts = { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: ms };
	await log.append({ at: 1000 + ms, type: 'failed', kind: 'interrupted', facts, sent: true, maybePaid: true });
	await log.close();
}

describe('imagegen diagnose', () => {
	it('says in words what is on the way, and whether the key is good', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const { code, stdout, stderr } = await imagegen(at(server), home.path, { env: { IMAGEGEN_API_KEY: key } });
		assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
		assert.match(stdout, /^ok Connected in \d+ ms\.$/m);
		assert.match(stdout, /^ok The API key is accepted\.$/m);
		assert.match(stdout, /^!! Your traffic passes through nginx, .* after 60 s.*longer than 90 s.*--stream/m);
		assert.ok(!stdout.includes(key));
	});

	it('promises no time where none is known', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const { stdout } = await imagegen(at(server, 'm'), home.path, { env: { IMAGEGEN_API_KEY: key } });
		assert.match(stdout, /^ · Your traffic passes through nginx, .* after 60 s.*No times are known yet.*--stream/m);
		const json = await imagegen([...at(server, 'm'), '--json'], home.path);
		assert.equal((JSON.parse(json.stdout) as Diagnosis).usualMs, undefined);
	});

	it('knows from lost jobs what cuts the line', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		for (const ms of [60_100, 31_000, 59_900, 60_300]) {
			await loseAfter(ms, join(home.path, 'imagegen', 'jobs'), server);
		}
		const { stdout } = await imagegen(at(server), home.path);
		assert.match(stdout, /^!! 3 of the last 4 lost requests were cut at 60\.1 s ± 0\.2 s: .*nginx, AWS load balancer/m);
	});

	it('ends with 3 where there is no connection', async () => {
		await using home = await temporaryFolder();
		const server = await service();
		await server[Symbol.asyncDispose]();
		const { code, stdout } = await imagegen(at(server), home.path);
		assert.equal(code, 3);
		assert.match(stdout, /^!! No connection\. .*refused the connection/m);
	});

	it('tells the window as JSON, which hands it a job and the secrets on standard input', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const jobs = join(home.path, 'jobs');
		const { endpoint } = requestTo(server);
		const job = await createJob(join(home.path, 'other'), { type: 'diagnose', endpoint, resolution: '2K' });
		await loseAfter(60_000, jobs, server);
		const input = `${toLine({ keys: new Map([[server.url.origin, key]]) })}\n`;
		const { code, stdout } = await imagegen(['diagnose', job.path, '--jobs', jobs, '--json'], home.path, { input });
		const { origin, answer, resolution, record, usualMs } = JSON.parse(stdout) as Diagnosis;
		assert.deepEqual([code, origin, resolution, usualMs], [0, server.url.origin, '2K', 120_000]);
		assert.ok(answer && 'key' in answer && answer.key === 'accepted');
		assert.deepEqual(record, { requests: 1, cuts: 1, silent: 0, longestMs: 0 });
		assert.ok(!stdout.includes(key));
	});

	const wrong: [args: string[], says: RegExp][] = [
		[[], /needs no connection/],
		[['--service', 'openaiCompatible', '--base-url', 'http://h.test/v1', '--model', 'm'], /--allow-http/],
		[['a', 'b'], /one job folder/],
	];
	for (const [args, says] of wrong) {
		it(`ends with 2 for "diagnose ${args.join(' ')}"`, async () => {
			await using home = await temporaryFolder();
			const { code, stderr } = await imagegen(['diagnose', ...args], home.path);
			assert.equal(code, 2);
			assert.match(stderr, says);
		});
	}
});
