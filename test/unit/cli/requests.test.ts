import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { JobEvent } from '../../../src/engine/jobs/events';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import { createJob, type JobFolder, jobFolder } from '../../../src/engine/jobs/layout';
import { seal } from '../../../src/engine/jobs/sealed';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import { temporaryFolder } from '../../support/folders';
import { afterRequest, httpServer, tcpServer } from '../../support/servers';
import { at, imagegen, service, start } from './cli';

const endpoint = {
	service: 'gemini',
	protocol: 'geminiNative',
	baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
	model: 'gemini-3-pro-image',
} as const;

/** A job in `jobs` with those events, as its process writes them. */
async function jobWith(jobs: string, id: string, events: readonly JobEvent[]): Promise<JobFolder> {
	const image = { prompt: 'a fox', resolution: '2K' } as const;
	const timeouts = timeoutsFor('2K');
	const task = { type: 'generate', image, endpoint, timeouts, retry: defaultRetryRules } as const;
	const folder = await createJob(jobs, task, jobFolder(join(jobs, id)));
	const log = await EventLog.open(folder);
	for (const event of events) {
		await log.append(event);
	}
	await log.close();
	return folder;
}

/** A request that was sent at that minute of an hour. */
function sentAt(minute: number): JobEvent[] {
	const sent = Date.UTC(2026, 10, 30, 9, minute);
	const { service: asked, model } = endpoint;
	const { host } = new URL(endpoint.baseUrl);
	return [
		{ at: sent - 50, type: 'attempt', attempt: 1, service: asked, model, host, timeoutMs: 1 },
		{ at: sent, type: 'sending', attempt: 1 },
		{ at: sent + 500, type: 'replied', attempt: 1, status: 200, requestId: `r-${minute}` },
	];
}

function savedAfter(minute: number, seconds: number): JobEvent[] {
	const image = { path: '/x.jpg', width: 1, height: 1, format: 'jpeg', bytes: 1 } as const;
	const made = { type: 'saved', attempt: 1, service: endpoint.service, model: endpoint.model, ...image } as const;
	return [...sentAt(minute), { at: Date.UTC(2026, 10, 30, 9, minute, seconds), ...made }];
}

function lostAfter(minute: number, seconds: number): JobEvent[] {
	const facts = { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: seconds * 1000 };
	const lost = { type: 'failed', kind: 'interrupted', facts, sent: true, maybePaid: true } as const;
	return [...sentAt(minute), { at: Date.UTC(2026, 10, 30, 9, minute, seconds), ...lost }];
}

const header = 'time,duration in seconds,service,model,resolution,request id,outcome,possibly paid,cost in USD';
const rowOf = (minute: string, rest: string): string =>
	`2026-11-30T09:${minute}:00.000Z,${rest.replace('MODEL', 'Google Gemini,gemini-3-pro-image,2K')}`;

describe('imagegen requests', () => {
	it('is the record that a provider asks for: --slower-than 180 --csv', async () => {
		await using home = await temporaryFolder();
		await jobWith(home.path, 'a', savedAfter(10, 47));
		await jobWith(home.path, 'b', savedAfter(20, 181));
		await jobWith(home.path, 'c', lostAfter(30, 60));
		const claims = await imagegen(['requests', '--slower-than', '180', '--csv', '--jobs', home.path], home.path);
		const slow = rowOf('20', '181,MODEL,r-20,saved,no,0.134');
		const lost = rowOf('30', '60,MODEL,r-30,interrupted,yes,0.134');
		assert.deepEqual(claims, { code: 0, stdout: `${[header, slow, lost].join('\n')}\n`, stderr: '' });
		const all = await imagegen(['requests', '--csv', '--jobs', home.path], home.path);
		const quick = rowOf('10', '47,MODEL,r-10,saved,no,0.134');
		assert.deepEqual(all, { code: 0, stdout: `${[header, quick, slow, lost].join('\n')}\n`, stderr: '' });
	});

	it('tells each request as a line of JSON', async () => {
		await using home = await temporaryFolder();
		await jobWith(home.path, 'a', savedAfter(10, 47));
		const { stdout } = await imagegen(['requests', '--jobs', home.path], home.path);
		const { service: asked, model } = endpoint;
		assert.deepEqual(JSON.parse(stdout), {
			job: 'a',
			at: '2026-11-30T09:10:00.000Z',
			ms: 47_000,
			service: asked,
			host: 'generativelanguage.googleapis.com',
			model,
			resolution: '2K',
			requestId: 'r-10',
			costUsd: 0.134,
		});
	});

	it('lists the header alone where there is nothing, and no line of JSON', async () => {
		await using home = await temporaryFolder();
		const nowhere = ['requests', '--jobs', join(home.path, 'none')];
		assert.deepEqual(await imagegen([...nowhere, '--csv'], home.path), { code: 0, stdout: `${header}\n`, stderr: '' });
		assert.deepEqual(await imagegen(nowhere, home.path), { code: 0, stdout: '', stderr: '' });
	});

	it('hides no request behind a job that cannot be read, and names that one', async () => {
		await using home = await temporaryFolder();
		for (const [id, content] of [
			['0-damaged', '{'],
			['1-newer', seal({ version: 99, task: {} })],
		] as const) {
			await mkdir(join(home.path, id));
			await writeFile(join(home.path, id, 'task.json'), content);
		}
		await mkdir(join(home.path, '2-prepared'));
		await jobWith(home.path, '3', savedAfter(10, 47));
		const { code, stdout, stderr } = await imagegen(['requests', '--jobs', home.path], home.path);
		assert.deepEqual([code, stdout.trim().split('\n').length], [0, 1]);
		assert.match(stderr, /0-damaged is left alone: .*can't be read/);
		assert.match(stderr, /1-newer is left alone: .*newer version/);
		assert.doesNotMatch(stderr, /2-prepared/);
	});

	it('lists no request that is under way; one whose process was killed may have been paid for', async () => {
		await using home = await temporaryFolder();
		const asked = Promise.withResolvers<undefined>();
		await using server = await tcpServer((socket) => afterRequest(socket, () => asked.resolve(undefined)));
		const child = start(['generate', 'A fox', ...at(server), '--out', home.path], home.path);
		await asked.promise;
		assert.equal((await imagegen(['requests'], home.path)).stdout, '');
		child.kill('SIGKILL');
		await once(child, 'close');
		const { stdout } = await imagegen(['requests', '--slower-than', '180'], home.path);
		assert.partialDeepStrictEqual(JSON.parse(stdout), { model: 'm', failure: { kind: 'lost', maybePaid: true } });
	});

	it('knows the requests of this command line, the delivered and the refused ones as well', async () => {
		await using home = await temporaryFolder();
		await using drawing = await service();
		await using refusing = await httpServer((request, response) => {
			request.resume().on('end', () => response.writeHead(401).end('{"error":{"message":"bad"}}'));
		});
		for (const [server, code] of [
			[drawing, 0],
			[refusing, 3],
		] as const) {
			assert.equal((await imagegen(['generate', 'A fox', ...at(server), '--out', home.path], home.path)).code, code);
		}
		const { stdout } = await imagegen(['requests', '--csv'], home.path);
		const lines = stdout.trim().split('\n').slice(1);
		assert.equal(lines.length, 2);
		assert.match(lines[0] ?? '', /,OpenAI-compatible,m,1K,,saved,no,$/);
		assert.match(lines[1] ?? '', /,OpenAI-compatible,m,1K,,unauthorized,no,0$/);
	});

	it('says that its output cannot be written', async () => {
		await using home = await temporaryFolder();
		await jobWith(home.path, 'a', savedAfter(10, 47));
		for (const options of [[], ['--csv']]) {
			const child = spawn(process.execPath, ['dist/cli.js', 'requests', '--jobs', home.path, ...options], {
				stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
			});
			const [stderr, [code]] = await Promise.all([
				child.stderr ? text(child.stderr) : '',
				once(child, 'close') as Promise<[number]>,
			]);
			assert.deepEqual([code, stderr], [3, "Couldn't write to standard output.\n"]);
		}
	});

	const wrong: [args: string[], says: RegExp][] = [
		[['x'], /takes no argument. --slower-than SECONDS/],
		[['--slower-than'], /--slower-than needs a value/],
		[['--slower-than', 'long'], /--slower-than takes a number from 0 up, not "long"/],
		[['--slower-than', '-1'], /--slower-than takes a number from 0 up, not "-1"/],
		[['--csv=yes'], /--csv takes no value/],
		[['--tsv'], /There is no option --tsv/],
	];
	for (const [args, says] of wrong) {
		it(`ends with 2 for "requests ${args.join(' ')}" and says what to write`, async () => {
			await using home = await temporaryFolder();
			const { code, stdout, stderr } = await imagegen(['requests', ...args], home.path);
			assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
			assert.match(stderr, says);
		});
	}
});
