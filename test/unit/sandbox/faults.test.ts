import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Fault, FaultMix } from '../../../src/sandbox/faults';
import type { LedgerEntry } from '../../../src/sandbox/ledger';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { until } from '../../support/until';
import { type Answer, geminiBody, geminiPath, post, quickBody, sandboxForTests } from './asking';

/** What a client sees: status, headers and body; or how the connection ended, and how much of the body came before. */
type Seen =
	| { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string }
	| { readonly status?: number; readonly code: string; readonly bytes: number };

/** Asks once; leaves when nothing has come for half a second. */
function ask(sandbox: Sandbox, prompt = 'a fox'): Promise<Seen> {
	return new Promise((resolve) => {
		let status: number | undefined;
		let bytes = 0;
		const url = `${sandbox.url}/v1/images/generations`;
		const failed = (error: Error): void =>
			resolve({ ...(status && { status }), code: 'code' in error ? String(error.code) : error.message, bytes });
		const request = httpRequest(url, { method: 'POST', timeout: 500 }, (response) => {
			status = response.statusCode;
			response.on('data', (chunk: Buffer) => (bytes += chunk.length));
			void text(response).then((body) => resolve({ status: status ?? 0, headers: response.headers, body }), failed);
		});
		request.on('error', failed);
		request.on('timeout', () => request.destroy(Object.assign(new Error('silent'), { code: 'SILENT' })));
		request.end(JSON.stringify({ ...quickBody, prompt }));
	});
}

describe('the sandbox, told to misbehave', () => {
	const running = sandboxForTests();
	beforeEach(() => fetch(`${running().url}/_sandbox/ledger`, { method: 'DELETE' }));

	/** Asks once with the fault, then once without, and gives what the client saw and what the ledger says of the first. */
	async function meet(fault: Fault): Promise<[Seen, LedgerEntry]> {
		const order = JSON.stringify([fault]);
		const ordered = await fetch(`${running().url}/_sandbox/faults`, { method: 'POST', body: order });
		assert.deepEqual(await ordered.json(), { ordered: 1 });
		const seen = await ask(running());
		const after = await ask(running());
		assert.ok('headers' in after && after.status === 200, 'the next request is let through');
		await until(
			() =>
				running()
					.ledger()
					.entries.every((line) => line.fullySent || line.clientGone),
			'the end',
		);
		const entry = running().ledger().entries.at(-2) ?? assert.fail();
		assert.equal(entry.fault, fault.fault);
		return [seen, entry];
	}

	it('resets or closes before the reply, and bills', async () => {
		for (const fault of ['rst-before-reply', 'fin-before-reply'] as const) {
			const [seen, { billed, fullySent, status }] = await meet({ fault });
			assert.deepEqual(seen, { code: 'ECONNRESET', bytes: 0 });
			assert.deepEqual([billed, fullySent, status], [1, false, undefined]);
		}
	});

	it('resets within the body, where it was told to', async () => {
		const [seen, { billed, fullySent, status }] = await meet({ fault: 'rst-mid-body', fraction: 0.5 });
		assert.ok('code' in seen && seen.status === 200 && seen.bytes > 1_000, JSON.stringify(seen));
		assert.deepEqual([billed, fullySent, status], [1, false, 200]);
	});

	it("refuses in the service's own words, and bills nothing", async () => {
		const [overloaded, { billed }] = await meet({ fault: 'status', status: 503 });
		assert.ok('body' in overloaded && overloaded.status === 503);
		assert.match((JSON.parse(overloaded.body) as Answer).error.message, /overloaded/);
		assert.equal(billed, 0);
		const [limited] = await meet({ fault: 'status', status: 429, retryAfterSeconds: 7 });
		assert.ok('headers' in limited);
		assert.deepEqual([limited.status, limited.headers['retry-after']], [429, '7']);

		running().orderFaults([{ fault: 'status', status: 429 }]);
		const [status, { error }] = await post(running().url + geminiPath(), geminiBody());
		assert.deepEqual([status, error.status], [429, 'RESOURCE_EXHAUSTED']);
	});

	it("shows a gateway's page after the image was made", async () => {
		const [seen, { billed }] = await meet({ fault: 'status', status: 504 });
		assert.ok('body' in seen);
		assert.deepEqual([seen.status, seen.headers.server, billed], [504, 'nginx', 1]);
		assert.match(seen.body, /504 Gateway Time-out/);
	});

	it('falls silent before the status line or within the body', async () => {
		const [headers] = await meet({ fault: 'stall', at: 'headers' });
		assert.deepEqual(headers, { code: 'SILENT', bytes: 0 });
		const [body, { clientGone }] = await meet({ fault: 'stall', at: 'body' });
		assert.ok('code' in body && body.status === 200 && body.bytes > 0, JSON.stringify(body));
		assert.equal(clientGone, true);
	});

	it('answers 200 with a page, with no image, and with half of one', async () => {
		const [page, paid] = await meet({ fault: 'html-200' });
		assert.ok('body' in page && page.status === 200 && page.body.startsWith('<!doctype html>'));
		assert.equal(paid.billed, 1);
		const [none, unpaid] = await meet({ fault: 'no-image' });
		assert.ok('body' in none && (JSON.parse(none.body) as Answer).data.length === 0);
		assert.equal(unpaid.billed, 0);
		const [half] = await meet({ fault: 'truncated-image' });
		assert.ok('body' in half);
		const image = Buffer.from((JSON.parse(half.body) as Answer).data[0]?.b64_json ?? '', 'base64');
		assert.ok(image.length > 100 && !image.includes('IEND'));

		running().orderFaults([{ fault: 'no-image' }]);
		const [status, { candidates }] = await post(running().url + geminiPath(), geminiBody());
		assert.equal(status, 200);
		assert.ok(candidates.every(({ content }) => content.parts.every(({ inlineData }) => !inlineData)));
	});

	it('drips', async () => {
		const started = performance.now();
		const [seen, { fullySent }] = await meet({ fault: 'drip', overMs: 400 });
		assert.ok('body' in seen && performance.now() - started > 390);
		assert.ok(Buffer.from((JSON.parse(seen.body) as Answer).data[0]?.b64_json ?? '', 'base64').includes('IEND'));
		assert.equal(fullySent, true);
	});

	it('refuses to stream, before anything is made but as Portkey’s gateway, and lets through whoever asks for none', async () => {
		const url = `${running().url}/v1/images/generations`;
		const body = { model: 'gpt-image-2', prompt: 'a fox', size: '1024x640' };
		for (const how of [400, 404, 405, 415, 501, 'portkey'] as const) {
			running().orderFaults([{ fault: 'no-stream', with: how }]);
			const [status, said] = await post(url, { ...body, stream: true });
			assert.equal(status, how === 'portkey' ? 500 : how);
			assert.match(
				JSON.stringify(said),
				how === 'portkey' ? /^\{"status":"failure","message":"[^"]+"\}$/ : /Streaming is not/,
			);
		}
		// The one behind Portkey's.
		assert.equal(running().ledger().billed, 1);
		running().orderFaults([{ fault: 'no-stream', with: 400 }]);
		const [status, { data }] = await post(url, body);
		assert.deepEqual([status, data.length], [200, 1]);
	});

	it('takes no order that it does not understand', async () => {
		for (const body of ['[{ "fault": "fire" }]', 'no JSON']) {
			const { status } = await fetch(`${running().url}/_sandbox/faults`, { method: 'POST', body });
			assert.equal(status, 400);
		}
	});

	it('deals the same faults to the same load, in whatever order it comes', async () => {
		const faultMix: FaultMix = [{ share: 0.5, of: { fault: 'status', status: 503 } }];
		const prompts = Array.from({ length: 12 }, (_, index) => `fox ${index}`);
		const faults = async (order: readonly string[]): Promise<Record<string, (string | undefined)[]>> => {
			const sandbox = await startSandbox({ timeScale: 0, seed: 8, faultMix });
			for (const prompt of order) {
				await ask(sandbox, prompt);
				await ask(sandbox, prompt);
			}
			const entries = Object.groupBy(sandbox.ledger().entries, ({ prompt = '' }) => prompt);
			await sandbox.close();
			return Object.fromEntries(prompts.map((prompt) => [prompt, (entries[prompt] ?? []).map(({ fault }) => fault)]));
		};
		const first = await faults(prompts);
		assert.deepEqual(await faults(prompts.toReversed()), first);
		const kinds = Object.values(first).flat();
		assert.ok(kinds.includes('status') && kinds.includes(undefined));
	});
});
