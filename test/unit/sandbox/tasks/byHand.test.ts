import assert from 'node:assert/strict';
import type { Sandbox } from '../../../../src/sandbox/server';
import { until } from '../../../support/until';
import { ask, create, quickSandbox, taskServices, type Json } from './asking';

const [fal, replicate, blackForestLabs] = ['fal', 'replicate', 'blackForestLabs'].map(
	(id) => taskServices.find((service) => service.id === id) ?? assert.fail(),
) as [(typeof taskServices)[0], (typeof taskServices)[0], (typeof taskServices)[0]];

const isDone = (sandbox: Sandbox) => (): boolean =>
	sandbox.ledger().tasks.every(({ state }) => state === 'done' || state === 'failed');

describe('the sandbox as fal, asked by hand', () => {
	let sandbox: Sandbox;
	beforeEach(async () => {
		sandbox = await quickSandbox();
	});
	afterEach(() => sandbox.close());

	const { headers } = fal;
	const submit = async (model: string, body: object): Promise<Json> => {
		const init = { method: 'POST', headers, body: JSON.stringify(body) };
		return (await ask(`${sandbox.url}/${model}`, init)).json;
	};
	const list = (query: object): Promise<{ readonly status?: number; readonly json: Json }> =>
		ask(`${sandbox.url}/v1/models/requests/by-endpoint?${new URLSearchParams({ ...query }).toString()}`, { headers });

	it('answers 202 until it is over, 400 to who wants the result before, and 405 below the path of an app', async () => {
		const slow = await quickSandbox({ timeScale: 1, latencyMs: () => 1_000 });
		const task = await create(slow, fal);
		assert.deepEqual([(await task.poll()).status, (await task.result()).status], [202, 400]);
		await task.over();
		assert.deepEqual([(await task.poll()).status, (await task.result()).status], [200, 200]);
		const deep = `${slow.url}/as/fal/fal-ai/flux/dev/requests/${task.entry().id}/status`;
		assert.equal((await ask(deep, { headers })).status, 405);
		const other = `${slow.url}/as/fal/fal-ai/nano-banana/requests/${task.entry().id}/status`;
		assert.equal((await ask(other, { headers })).status, 404);
		assert.deepEqual(
			[(await task.cancel()).status, (await task.cancel()).json],
			[400, { status: 'ALREADY_COMPLETED' }],
		);
		const never = await ask(`${slow.url}/as/fal/fal-ai/flux/requests/none/cancel`, { method: 'PUT', headers });
		assert.deepEqual([never.status, never.json], [404, { status: 'NOT_FOUND' }]);
		await slow.close();
	});

	it('removes what waits', async () => {
		const slow = await quickSandbox({ timeScale: 1, latencyMs: () => 60_000 });
		const task = await create(slow, fal);
		assert.deepEqual([(await task.cancel()).status, await task.over()], [202, 'done']);
		const { status, json } = await task.result();
		assert.deepEqual([status, json['error_type']], [499, 'client_cancelled']);
		await slow.close();
	});

	it('lists what has ended, with what was asked and answered, the latest first', async () => {
		const since = new Date().toISOString();
		const seedream = 'fal-ai/bytedance/seedream/v4.5/text-to-image';
		const first = await submit(seedream, { prompt: 'first', image_size: { width: 3136, height: 1344 } });
		await until(isDone(sandbox), 'the first');
		const second = await submit(seedream, { prompt: 'second', image_size: { width: 512, height: 512 } });
		await submit('fal-ai/flux/dev', { prompt: 'another model' });
		await until(isDone(sandbox), 'all of them');
		const { json } = await list({ endpoint_id: seedream, start: since, expand: 'payloads' });
		const items = json['items'] as Json[];
		assert.deepEqual(
			items.map(({ request_id: id, status_code: code, endpoint_id: endpoint }) => [id, code, endpoint]),
			[
				[second['request_id'], 422, seedream],
				[first['request_id'], 200, seedream],
			],
		);
		const [, item = {}] = items;
		assert.deepEqual(item['json_input'], { prompt: 'first', image_size: { width: 3136, height: 1344 } });
		assert.match(JSON.stringify(item['json_output']), /"url":"http/);
		assert.ok(Date.parse(String(item['sent_at'])) <= Date.parse(String(item['ended_at'])));
		assert.deepEqual([json['next_cursor'], json['has_more']], [null, false]);

		const page = await list({ endpoint_id: seedream, limit: '1' });
		assert.equal(page.json['has_more'], true);
		const next = await list({ endpoint_id: seedream, limit: '1', cursor: String(page.json['next_cursor']) });
		assert.equal((next.json['items'] as Json[])[0]?.['request_id'], first['request_id']);
		assert.equal('json_input' in ((next.json['items'] as Json[])[0] ?? {}), false);
		const failed = await list({ endpoint_id: seedream, status: 'user_error' });
		assert.equal((failed.json['items'] as Json[]).length, 1);
	});

	it('lists nothing that has not ended', async () => {
		const { request_id: id } = await submit('fal-ai/flux/dev', { prompt: 'a fox' });
		sandbox.orderFaults([{ fault: 'zombie' }]);
		await submit('fal-ai/flux/dev', { prompt: 'a zombie' });
		await until(() => sandbox.ledger().tasks[0]?.state === 'done', 'the fox');
		const { json } = await list({ endpoint_id: 'fal-ai/flux/dev' });
		assert.deepEqual(
			(json['items'] as Json[]).map((item) => item['request_id']),
			[id],
		);
	});

	it('refuses a list that is asked for in another way', async () => {
		const endpoint = { endpoint_id: 'fal-ai/flux/dev' };
		const wrong = [{ limit: '0' }, { status: 'done' }, { expand: 'all' }, { start: 'yesterday' }, { cursor: '!' }];
		for (const query of [{}, ...wrong.map((each) => ({ ...endpoint, ...each }))]) {
			assert.equal((await list(query)).status, 400, JSON.stringify(query));
		}
	});

	it('leaves fields be that it does not know, and says so in its ledger', async () => {
		await submit('fal-ai/flux-2-pro', { prompt: 'a fox', aspect_ratio: '16:9', num_images: 2 });
		await until(isDone(sandbox), 'the fox');
		assert.deepEqual(sandbox.ledger().entries[0]?.ignored, ['aspect_ratio', 'num_images']);
		assert.equal(sandbox.ledger().billed, 1);
	});
});

describe('the sandbox as Replicate, asked by hand', () => {
	it('pages its list, and refuses who has no token', async () => {
		const sandbox = await quickSandbox();
		for (let count = 0; count < 101; count++) {
			await create(sandbox, replicate);
		}
		const page = (await ask(`${sandbox.url}/v1/predictions`, { headers: replicate.headers })).json;
		const next = (await ask(String(page['next']), { headers: replicate.headers })).json;
		assert.deepEqual(
			[(page['results'] as Json[]).length, (next['results'] as Json[]).length, next['next']],
			[100, 1, null],
		);
		assert.equal((next['results'] as Json[])[0]?.['id'], sandbox.ledger().tasks[0]?.id);
		const { status, json } = await ask(`${sandbox.url}/v1/predictions`);
		assert.deepEqual([status, json['title']], [401, 'Unauthenticated']);
		await sandbox.close();
	});
});

describe('the sandbox as Black Forest Labs, asked by hand', () => {
	it('signs one link, which stays the same, and says what it has found wrong', async () => {
		const sandbox = await quickSandbox();
		const task = await create(sandbox, blackForestLabs);
		await task.over();
		const linkIn = async (): Promise<unknown> => ((await task.poll()).json['result'] as Json)['sample'];
		const link = await linkIn();
		assert.match(String(link), /\?se=\d{4}-\d\d-\d\dT\d\d%3A.*&sp=r&sig=\w+%2F%2B%3D$/);
		assert.equal(await linkIn(), link);
		const { headers } = blackForestLabs;
		const asked = await ask(`${sandbox.url}/v1/get_result`, { headers });
		assert.deepEqual([asked.status, (asked.json['detail'] as Json[])[0]?.['loc']], [422, ['query', 'id']]);
		assert.equal((await ask(`${sandbox.url}/as/blackForestLabs/v1/get_result?id=1`)).status, 403);
		for (const [body, loc] of [
			[{}, ['body', 'prompt']],
			[{ prompt: 'a fox', width: 1000 }, ['body', 'width']],
			[{ prompt: 'a fox', width: 4096, height: 2048 }, ['body', 'width']],
			[{ prompt: 'a fox', output_format: 'webp' }, ['body', 'output_format']],
		] as const) {
			const init = { method: 'POST', headers, body: JSON.stringify(body) };
			const { status, json } = await ask(`${sandbox.url}/v1/flux-2-pro`, init);
			assert.deepEqual([status, (json['detail'] as Json[])[0]?.['loc']], [422, loc]);
		}
		assert.equal(sandbox.ledger().creates, 1);
		await sandbox.close();
	});
});
