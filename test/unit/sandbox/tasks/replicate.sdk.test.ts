import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import Replicate, { type Prediction } from 'replicate';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';
import { until } from '../../../support/until';

const schnell = 'black-forest-labs/flux-schnell';

function clientOf(sandbox: Sandbox, auth = 'r8_any'): Replicate {
	return new Replicate({ auth, baseUrl: `${sandbox.url}/as/replicate/v1`, useFileOutput: false });
}

describe("Replicate's own SDK", () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale: 0, latencyMs: () => 0 });
	});
	after(() => sandbox.close());

	it('runs an official model and gets the link to its image', async () => {
		const seen: Prediction[] = [];
		const input = { prompt: 'a red fox', aspect_ratio: '16:9', resolution: '1K', output_format: 'png' };
		const run = { input, wait: { mode: 'poll', interval: 20 } } as const;
		const output: unknown = await clientOf(sandbox).run('google/nano-banana-pro', run, (at) => seen.push(at));
		assert.ok(typeof output === 'string');
		const reply = await fetch(output);
		const file = new Uint8Array(await reply.arrayBuffer());
		assert.equal(reply.headers.get('content-type'), 'image/png');
		assert.deepEqual(imageDimensionsFromData(file), { width: 1376, height: 768, type: 'png' });

		const [first, last] = [seen[0] ?? assert.fail(), seen.at(-1) ?? assert.fail()];
		assert.equal(first.status, 'starting');
		assert.equal(first.output, null);
		const { created_at: created, started_at: started, completed_at: completed, metrics, urls, ...facts } = last;
		const at = `${sandbox.url}/as/replicate/v1/predictions/${last.id}`;
		assert.match(last.id, /^[a-z0-9]{26}$/);
		assert.deepEqual(facts, {
			id: first.id,
			model: 'google/nano-banana-pro',
			version: 'hidden',
			input,
			logs: '',
			output,
			data_removed: false,
			error: null,
			source: 'api',
			status: 'succeeded',
		});
		assert.deepEqual([urls.get, urls.cancel], [at, `${at}/cancel`]);
		assert.equal(typeof metrics?.predict_time, 'number');
		assert.ok(
			Date.parse(created) <= Date.parse(started ?? '') && Date.parse(started ?? '') <= Date.parse(completed ?? ''),
		);
	});

	it('runs a version, and gets as many links as it asks for', async () => {
		const version = '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa';
		const output: unknown = await clientOf(sandbox).run(`sandbox/landscapes:${version}`, {
			input: { prompt: 'a fox', num_outputs: 2 },
			wait: { mode: 'poll', interval: 20 },
		});
		assert.ok(Array.isArray(output) && output.length === 2 && output[0] !== output[1]);
	});

	it('lists what was created, newest first', async () => {
		const client = clientOf(sandbox);
		const { id } = await client.predictions.create({ model: schnell, input: { prompt: 'the listed fox' } });
		const { results, next, previous } = await client.predictions.list();
		assert.deepEqual([results[0]?.id, next ?? null, previous ?? null], [id, null, null]);
		assert.deepEqual(results[0]?.input, { prompt: 'the listed fox' });
		await until(() => sandbox.ledger().tasks.every(({ state }) => state === 'done'), 'the last image');
	});

	it('cancels: for nothing before it is begun, at the full price after', async () => {
		for (const [latencyMs, billed, state] of [
			[600_000, 0, 'starting'],
			[2_000, 1, 'processing'],
		] as const) {
			const slow = await startSandbox({ timeScale: 1, latencyMs: () => latencyMs });
			const client = clientOf(slow);
			const { id } = await client.predictions.create({ model: schnell, input: { prompt: 'a fox' } });
			await until(() => slow.ledger().tasks[0]?.state === (state === 'starting' ? 'waiting' : 'running'), state);
			assert.equal((await client.predictions.get(id)).status, state);
			assert.equal((await client.predictions.cancel(id)).status, 'canceled');
			const { tasks, billed: total } = slow.ledger();
			assert.deepEqual([tasks[0]?.state, tasks[0]?.billed, total, tasks[0]?.cancels], ['cancelled', billed, billed, 1]);
			await slow.close();
		}
	});

	it('says who it is, and which models there are', async () => {
		const client = clientOf(sandbox);
		assert.equal((await client.accounts.current()).username, 'sandbox');
		assert.equal((await client.models.get('google', 'nano-banana-pro')).name, 'nano-banana-pro');
		assert.ok((await client.models.list()).results.some(({ owner, name }) => `${owner}/${name}` === schnell));
	});

	it('raises for a wrong key, an unknown model, an unknown version and a wrong input', async () => {
		const input = { prompt: 'a fox' };
		const create = (
			options: { model: string } | { version: string },
			body: object = input,
			key?: string,
		): Promise<unknown> => clientOf(sandbox, key).predictions.create({ ...options, input: body });
		await assert.rejects(create({ model: schnell }, input, 'wrong'), /status 401 .*Unauthenticated/);
		await assert.rejects(create({ model: 'nobody/nothing' }), /status 404 .*could not be found/);
		await assert.rejects(create({ version: 'abc' }), /status 422 .*Invalid version or not permitted/);
		await assert.rejects(
			create({ model: schnell }, { prompt: 'a fox', aspect_ratio: '7:5' }),
			/status 422 .*aspect_ratio must be one of/,
		);
		await assert.rejects(create({ model: schnell }, {}), /- input: prompt is required/);
		await assert.rejects(create({ model: schnell }, { ...input, num_outputs: 5 }), /less than or equal to 4/);
	});
});
