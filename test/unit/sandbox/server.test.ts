import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { LedgerEntry } from '../../../src/sandbox/ledger';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { until } from '../../support/until';
import { geminiBody, geminiPath, post, quickBody, sandboxForTests } from './asking';

/** The latest entry, once its reply has ended. */
async function lastEntry(sandbox: Sandbox): Promise<LedgerEntry> {
	const last = (): LedgerEntry | undefined => sandbox.ledger().entries.at(-1);
	await until(() => last()?.fullySent === true || last()?.clientGone === true, 'the end of the reply');
	return last() ?? assert.fail();
}

describe('the sandbox', () => {
	it('lets the client wait in silence for as long as its ledger says, then sends everything', async () => {
		const sandbox = await startSandbox({ timeScale: 0.005, seed: 3 });
		const started = performance.now();
		const body = JSON.stringify(quickBody);
		const reply = await fetch(`${sandbox.url}/v1/images/generations`, { method: 'POST', body });
		const silentMs = performance.now() - started;
		await reply.arrayBuffer();
		const { latencyMs = 0 } = await lastEntry(sandbox);
		assert.ok(latencyMs > 50, `${latencyMs} ms is no time`);
		assert.ok(silentMs > latencyMs - 5, `the headers came after ${silentMs} ms of ${latencyMs}`);
		await sandbox.close();
	});

	it('lets clients wait as long as before with the same seed', async () => {
		const latencies = async (seed: number): Promise<(number | undefined)[]> => {
			const sandbox = await startSandbox({ seed });
			const given = (): (number | undefined)[] => sandbox.ledger().entries.map(({ latencyMs }) => latencyMs);
			const asking = ['1K', '2K', '4K'].map(async (imageSize, index) => {
				await until(() => given().length === index && !given().includes(undefined), 'its turn');
				await assert.rejects(post(sandbox.url + geminiPath(), geminiBody({ imageSize })));
			});
			await until(() => given().length === 3 && !given().includes(undefined), 'all three');
			await sandbox.close();
			await Promise.all(asking);
			return given();
		};
		const first = await latencies(5);
		assert.deepEqual(await latencies(5), first);
		assert.notDeepEqual(await latencies(6), first);
	});

	it('draws another image of the same prompt each time, as the real services do, and the same one for the same seed', async () => {
		const sandbox = await startSandbox({ timeScale: 0, seed: 1 });
		const drawn = async (seed?: number): Promise<string> => {
			const generationConfig = { responseModalities: ['IMAGE'], ...(seed !== undefined && { seed }) };
			const body = JSON.stringify({ ...geminiBody(), generationConfig });
			const headers = { 'x-goog-api-key': 'any' };
			const reply = await fetch(sandbox.url + geminiPath(), { method: 'POST', body, headers });
			const image = /"data":\s*"([^"]+)"/.exec(await reply.text())?.[1] ?? assert.fail('no image');
			return createHash('sha256').update(image).digest('hex');
		};
		const [first, second, seeded, again] = [await drawn(), await drawn(), await drawn(7), await drawn(7)];
		assert.notEqual(first, second);
		assert.equal(seeded, again);
		assert.equal(new Set([first, second, seeded]).size, 3);
		await sandbox.close();
	});

	it('answers others while it draws', async () => {
		const sandbox = await startSandbox({ timeScale: 0 });
		let drawn = false;
		const drawing = post(sandbox.url + geminiPath(), geminiBody()).then(() => (drawn = true));
		await until(() => sandbox.ledger().requests === 1, 'the order');
		await fetch(`${sandbox.url}/v1beta/models`);
		assert.equal(drawn, false);
		await drawing;
		await sandbox.close();
	});

	it('ends every connection at once when it closes', async () => {
		const sandbox = await startSandbox();
		const asking = post(sandbox.url + geminiPath(), geminiBody());
		await until(() => sandbox.ledger().requests === 1, 'the request');
		const started = performance.now();
		await Promise.all([sandbox.close(), assert.rejects(asking)]);
		assert.ok(performance.now() - started < 1_000);
		await assert.rejects(fetch(sandbox.url));
	});

	it('is the service that its address names, whatever else has that path', async () => {
		const sandbox = await startSandbox({ timeScale: 0 });
		const listed = async (path: string): Promise<string[]> =>
			Object.keys((await (await fetch(sandbox.url + path)).json()) as object);
		assert.deepEqual(await listed('/as/gemini/v1/models?key=any'), ['models']);
		assert.deepEqual(await listed('/as/openaiCompatible/v1/models'), ['object', 'data']);
		assert.equal(sandbox.ledger().entries[0]?.path, '/as/gemini/v1/models');
		await sandbox.close();
	});

	it('rejects when its port is taken', async () => {
		const sandbox = await startSandbox();
		await assert.rejects(startSandbox({ port: Number(new URL(sandbox.url).port) }), { code: 'EADDRINUSE' });
		await sandbox.close();
	});
});

describe("the sandbox's ledger", () => {
	const running = sandboxForTests();
	beforeEach(() => fetch(`${running().url}/_sandbox/ledger`, { method: 'DELETE' }));

	it('records a request without its secrets', async () => {
		const prompt = 'a fox '.repeat(30).trim();
		const headers = { 'x-secret': 'hidden' };
		await post(`${running().url}/v1/images/generations?key=abc`, { ...quickBody, prompt }, headers);
		const { headers: names, id, at, ...entry } = await lastEntry(running());
		assert.ok(id > 0 && Math.abs(Date.parse(at) - Date.now()) < 60_000);
		assert.ok(names.includes('x-secret'));
		assert.deepEqual(entry, {
			method: 'POST',
			path: '/v1/images/generations',
			httpVersion: '1.1',
			model: 'stablediffusion',
			prompt: prompt.slice(0, 80),
			size: '64x64',
			latencyMs: 0,
			billed: 1,
			status: 200,
			fullySent: true,
			clientGone: false,
		});
		assert.doesNotMatch(JSON.stringify(running().ledger()), /hidden|abc/);
	});

	it('counts what was asked, made and sent', async () => {
		const url = `${running().url}/v1/images/generations`;
		await post(url, quickBody);
		await post(url, quickBody);
		await post(url, { ...quickBody, prompt: '' });
		await lastEntry(running());
		const { requests, billed, repliesFullySent, connections } = running().ledger();
		assert.deepEqual([requests, billed, repliesFullySent], [3, 2, 3]);
		assert.ok(connections >= 1 && connections <= 3);
	});

	it('bills an image whose client has gone', async () => {
		const leaving = new AbortController();
		const body = JSON.stringify(geminiBody());
		const asking = fetch(running().url + geminiPath(), { method: 'POST', body, signal: leaving.signal });
		await until(() => running().ledger().requests === 1, 'the request');
		leaving.abort();
		await assert.rejects(asking);
		await until(() => running().ledger().billed === 1, 'the image');
		const { status, billed, fullySent, clientGone } = await lastEntry(running());
		assert.deepEqual(
			{ status, billed, fullySent, clientGone },
			{
				status: undefined,
				billed: 1,
				fullySent: false,
				clientGone: true,
			},
		);
		assert.equal(running().ledger().repliesFullySent, 0);
	});

	it('tells a reply that was cut short from one that was sent', async () => {
		// More than the operating system takes off the sandbox's hands unread.
		const body = { model: 'gpt-image-2', prompt: 'a fox', size: '2560x1440' };
		const asking = httpRequest(`${running().url}/v1/images/generations`, { method: 'POST' }).end(JSON.stringify(body));
		const [reply] = (await once(asking, 'response')) as [IncomingMessage];
		reply.on('error', () => undefined).destroy();
		const { status, billed, fullySent, clientGone } = await lastEntry(running());
		assert.deepEqual([status, billed, fullySent, clientGone], [200, 1, false, true]);
	});

	it('is read and reset over HTTP, without a trace of that', async () => {
		await post(`${running().url}/v1/images/generations`, {});
		await lastEntry(running());
		const read: unknown = await (await fetch(`${running().url}/_sandbox/ledger`)).json();
		assert.deepEqual(read, JSON.parse(JSON.stringify(running().ledger())));
		assert.equal(running().ledger().requests, 1);
		await fetch(`${running().url}/_sandbox/ledger`, { method: 'DELETE' });
		const empty = { requests: 0, creates: 0, billed: 0, repliesFullySent: 0, connections: 0, entries: [], tasks: [] };
		assert.deepEqual(running().ledger(), empty);
	});

	it('forgets the oldest of more than 10,000 entries, and still counts them', async () => {
		const socket = connect(Number(new URL(running().url).port), '127.0.0.1').resume();
		socket.write('GET /v1/nothing HTTP/1.1\r\nhost: sandbox\r\n\r\n'.repeat(10_001));
		await until(() => running().ledger().repliesFullySent === 10_001, 'the last reply');
		socket.destroy();
		const { requests, entries, connections } = running().ledger();
		assert.deepEqual([requests, entries.length, connections], [10_001, 10_000, 1]);
	});
});

describe('the sandbox, sent more than 100 MB', () => {
	const running = sandboxForTests();

	it('refuses at once when the length says so', async () => {
		const headers = { 'content-length': 100 * 1024 * 1024 + 1 };
		const asking = httpRequest(running().url + geminiPath(), { method: 'POST', headers });
		asking.on('error', () => undefined).flushHeaders();
		const [reply] = (await once(asking, 'response')) as [IncomingMessage];
		assert.equal(reply.statusCode, 413);
		asking.destroy();
	});

	it('refuses when that much has come', async () => {
		const asking = httpRequest(`${running().url}/v1/images/generations`, { method: 'POST' });
		const replied = once(asking, 'response') as Promise<[IncomingMessage]>;
		const mebibyte = Buffer.alloc(1024 * 1024, ' ');
		for (let sent = 0; sent <= 100; sent++) {
			if (!asking.write(mebibyte)) {
				await once(asking, 'drain');
			}
		}
		const [reply] = await replied;
		assert.equal(reply.statusCode, 413);
		asking.destroy();
	});
});
