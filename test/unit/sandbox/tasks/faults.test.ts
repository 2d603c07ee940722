import assert from 'node:assert/strict';
import type { Sandbox } from '../../../../src/sandbox/server';
import { until } from '../../../support/until';
import { ask, askUntil, create, quickSandbox, taskServices } from './asking';

const whole = 300_000;

for (const service of taskServices) {
	describe(`the sandbox as ${service.id}, told to misbehave`, () => {
		let sandbox: Sandbox;
		before(async () => {
			sandbox = await quickSandbox();
		});
		after(() => sandbox.close());
		beforeEach(() => fetch(`${sandbox.url}/_sandbox/ledger`, { method: 'DELETE' }));

		it('draws, bills once, and gives the image as often as it is asked for', async () => {
			const task = await create(sandbox, service);
			assert.equal(await task.over(), 'done');
			assert.equal((await task.image())?.length, whole);
			assert.equal((await task.image())?.length, whole);
			const { creates, billed, tasks } = sandbox.ledger();
			assert.deepEqual([creates, billed, tasks.length, tasks[0]?.billed, tasks[0]?.state], [1, 1, 1, 1, 'done']);
		});

		it('takes the task on, and loses the reply that says so', async () => {
			for (const fault of [
				{ fault: 'rst-before-reply' },
				{ fault: 'fin-before-reply' },
				{ fault: 'rst-mid-body', fraction: 0.5 },
			] as const) {
				const task = await create(sandbox, service, fault);
				assert.notEqual(task.created.broken, undefined);
				await until(() => task.entry().state === 'done', 'the image that nobody knows of');
				assert.deepEqual([task.entry().billed, task.entry().fault], [1, fault.fault]);
			}
			assert.deepEqual([sandbox.ledger().creates, sandbox.ledger().billed], [3, 3]);
		});

		it('refuses to take it on, in its own words, and bills nothing', async () => {
			const { created } = await create(sandbox, service, { fault: 'status', status: 503 });
			assert.equal(created.status, 503);
			assert.doesNotMatch(created.text, /<html>/);
			const { creates, billed, tasks } = sandbox.ledger();
			assert.deepEqual([creates, billed, tasks.length], [1, 0, 0]);
		});

		it('does not know the id at first', async () => {
			// For a minute, where nothing is said.
			const { state, text } = await (await create(sandbox, service, { fault: 'unknown-at-first' })).poll();
			// A ComfyUI has never heard of what it does not remember.
			const words =
				{ fal: /Request not found/, replicate: /could not be found/, blackForestLabs: /Task not found/ }[service.id] ??
				/^\{\}$/;
			assert.match(text, words);
			assert.equal(state, service.id === 'comfyui' ? 'running' : undefined);
			const task = await create(sandbox, service, { fault: 'unknown-at-first', forMs: 150 });
			assert.equal(await task.over(), 'done');
			assert.equal((await task.image())?.length, whole);
		});

		it('forbids whoever asks while it draws', async () => {
			const slow = await quickSandbox({ timeScale: 1, latencyMs: () => 1_000 });
			const task = await create(slow, service, { fault: 'forbidden-while-running' });
			assert.equal((await task.poll()).status, 403);
			assert.equal(await task.over(), 'done');
			assert.equal((await task.image())?.length, whole);
			await slow.close();
		});

		it('never comes to an end, and bills nothing', async () => {
			const task = await create(sandbox, service, { fault: 'zombie' });
			await until(() => task.entry().state === 'running', 'its begin');
			for (let poll = 0; poll < 5; poll++) {
				assert.equal((await task.poll()).state, 'running');
			}
			assert.deepEqual([task.entry().billed, task.entry().polls], [0, 5]);
		});

		it('fails in the end, in its own words, and bills nothing', async () => {
			const failed = await create(sandbox, service, { fault: 'failed' });
			// At fal a failure is completed, too.
			assert.equal(await failed.over(), service.id === 'fal' ? 'done' : 'failed');
			const words =
				{ fal: /runner_disconnected/, replicate: /Prediction interrupted/, comfyui: /OutOfMemory/ }[service.id] ??
				/"Error"/;
			assert.match((await failed.result()).text, words);
			assert.deepEqual([failed.entry().state, failed.entry().billed], ['failed', 0]);
		});

		it('holds an image back for what is on it', async () => {
			const held = await create(sandbox, service, { fault: 'moderated' });
			await held.over();
			const { status, text } = await held.result();
			const words =
				{
					fal: /content_policy_violation/,
					replicate: /flagged as sensitive.*E005/,
					blackForestLabs: /Content Moderated.*Safety Filter/,
				}[service.id] ?? /execution_error/;
			assert.match(text, words);
			assert.equal(status, service.id === 'fal' ? 422 : 200);
			assert.deepEqual([held.entry().state, held.entry().billed], ['failed', 0]);
		});

		it('keeps nothing of what was drawn, and paid for', async () => {
			const task = await create(sandbox, service, { fault: 'expired-result' });
			await until(() => task.entry().state === 'done', 'the image');
			assert.equal(await task.image(), undefined);
			assert.equal(task.entry().billed, 1);
			const { json } = await task.result();
			if (service.id === 'replicate') {
				assert.deepEqual([json['data_removed'], json['output'], json['input']], [true, null, {}]);
			}
		});

		it('cuts the image, then sends it whole', async () => {
			for (const inline of [false, true]) {
				const task = await create(sandbox, service, { fault: 'cut-result', fraction: 0.4, times: 2, inline });
				// Where the image comes with the poll itself, that is what is cut.
				await until(() => task.entry().state === 'done', 'the image');
				assert.equal(await task.image(), undefined);
				assert.equal(await task.image(), undefined);
				assert.equal((await task.image())?.length, whole);
				assert.equal(task.entry().billed, 1);
			}
		});

		it('breaks every second poll', async () => {
			for (const how of ['rst', 'fin', 'html-200', 429, 500, 502, 503, 504] as const) {
				const task = await create(sandbox, service, { fault: 'bad-polls', every: 2, with: how });
				await task.poll();
				const bad = await task.poll();
				assert.equal(bad.state, undefined, String(how));
				assert.equal(bad.broken !== undefined, how === 'rst' || how === 'fin', String(how));
				assert.equal(/<title>/.test(bad.text), how === 'html-200' || how === 502 || how === 504, String(how));
				assert.equal(bad.status, typeof how === 'number' ? how : bad.broken === undefined ? 200 : undefined);
				assert.equal(await task.over(), 'done');
				assert.ok(sandbox.ledger().entries.some(({ fault, method }) => fault === 'bad-polls' && method === 'GET'));
			}
		});

		if (service.cancel) {
			it('acknowledges a cancel, and draws all the same', async () => {
				const slow = await quickSandbox({ timeScale: 1, latencyMs: () => 1_000 });
				const task = await create(slow, service, { fault: 'cancel-too-late' });
				await until(() => task.entry().state === 'running', 'its begin');
				const { status = 0 } = await task.cancel();
				assert.ok(status >= 200 && status < 300, String(status));
				assert.equal(await task.over(), 'done');
				assert.equal((await task.image())?.length, whole);
				assert.deepEqual([task.entry().state, task.entry().billed, task.entry().cancels], ['done', 1, 1]);
				await slow.close();
			});

			it('stops what runs, as far as the real one does', async () => {
				const slow = await quickSandbox({ timeScale: 1, latencyMs: () => 1_000 });
				const task = await create(slow, service);
				await until(() => task.entry().state === 'running', 'its begin');
				await task.cancel();
				await task.over();
				const outcome = { fal: ['done', 1], replicate: ['cancelled', 1] }[service.id] ?? ['cancelled', 0];
				assert.deepEqual([task.entry().state, task.entry().billed], outcome);
				await slow.close();
			});
		}

		// Elsewhere they hold for days, or for ever.
		const kept = { replicate: 3_600_000, blackForestLabs: 600_000 }[service.id];
		if (kept === undefined) {
			return;
		}
		it('lets the link to an image die in its own time', async () => {
			const fast = await quickSandbox({ timeScale: 1_500 / kept });
			const task = await create(fast, service);
			await until(() => task.entry().state === 'done', 'the image');
			const link = service.imageIn((await task.result()).json, '', '') ?? assert.fail();
			assert.equal((await ask(link)).status, 200);
			await askUntil(async () => (await ask(link)).status === 403);
			// Replicate forgets what it was asked, too; Black Forest Labs goes on naming the dead link.
			await askUntil(async () => {
				const { json } = await task.result();
				return service.id === 'replicate' ? json['data_removed'] === true : service.imageIn(json, '', '') === link;
			});
			await fast.close();
		});
	});
}

describe('the sandbox, asked by a service that knows no tasks', () => {
	it('does as always where a task was to go wrong', async () => {
		const sandbox = await quickSandbox();
		sandbox.orderFaults([{ fault: 'zombie' }]);
		const body = JSON.stringify({
			model: 'stablediffusion',
			prompt: 'a fox',
			size: '64x64',
			response_format: 'b64_json',
		});
		const { status, json } = await ask(`${sandbox.url}/v1/images/generations`, { method: 'POST', body });
		assert.equal(status, 200);
		assert.ok(Array.isArray(json['data']));
		await sandbox.close();
	});
});
