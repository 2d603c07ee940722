import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';
import { noisePng } from '../../../support/images';
import { until } from '../../../support/until';
import { ask, quickSandbox, workflow, type Answered } from './asking';

/** There is no package of theirs to judge by: this is what their `server.py` and `execution.py` say. */
describe('the sandbox as ComfyUI', () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale: 0, latencyMs: () => 0 });
	});
	after(() => sandbox.close());

	const post = (path: string, body: object, at = sandbox): Promise<Answered> =>
		ask(at.url + path, { method: 'POST', body: JSON.stringify(body) });
	const isOver = (): boolean => sandbox.ledger().tasks.every(({ state }) => state !== 'waiting' && state !== 'running');

	it('runs a workflow in API format, and tells the whole story of it', async () => {
		const prompt = workflow('a red fox', { width: 320, height: 192, batch_size: 2 });
		const { status, json } = await post('/prompt', { prompt, client_id: 'me' });
		const { prompt_id: id, ...rest } = json as { prompt_id: string };
		assert.deepEqual([status, rest], [200, { number: 0, node_errors: {} }]);
		await until(isOver, 'the images');
		const history = (await ask(`${sandbox.url}/history/${id}`)).json as Record<string, Record<string, unknown>>;
		const images = [1, 2].map((n) => ({ filename: `fox_0000${n}_.png`, subfolder: 'docs', type: 'output' }));
		const entry = history[id] ?? assert.fail();
		assert.deepEqual(entry['outputs'], { '7': { images } });
		assert.deepEqual(entry['prompt'], [0, id, prompt, {}, ['7']]);
		const { status_str: word, completed, messages } = entry['status'] as Record<string, unknown[]>;
		assert.deepEqual([word, completed], ['success', true]);
		const names = (messages as [string][]).map(([name]) => name);
		assert.deepEqual(names, ['execution_start', 'execution_cached', 'execution_success']);
		for (const image of images) {
			const reply = await fetch(`${sandbox.url}/api/view?${new URLSearchParams(image).toString()}`);
			const found = imageDimensionsFromData(new Uint8Array(await reply.arrayBuffer()));
			assert.deepEqual(found, { width: 320, height: 192, type: 'png' });
		}
		const [task] = sandbox.ledger().tasks;
		assert.deepEqual([task?.prompt, task?.model, task?.billed], ['a red fox', 'sd_xl_base_1.0.safetensors', 2]);
	});

	it('keeps images that are sent, and draws out of those that a workflow loads', async () => {
		const upload = (fields: Readonly<Record<string, string>>): Promise<Response> => {
			const form = new FormData();
			form.set('image', new Blob([noisePng(96, 64)], { type: 'image/png' }), 'fox.png');
			Object.entries(fields).forEach(([name, value]) => form.set(name, value));
			return fetch(`${sandbox.url}/upload/image`, { method: 'POST', body: form });
		};
		const kept = await upload({ subfolder: 'imagegen', overwrite: 'true' });
		assert.deepEqual(await kept.json(), { name: 'fox.png', subfolder: 'imagegen', type: 'input' });
		assert.equal((await upload({ subfolder: '../..' })).status, 400);
		const loading = (image: string): object => {
			const { '4': _, ...nodes } = workflow('make it night');
			return {
				...nodes,
				'4': { class_type: 'VAEEncode', inputs: { pixels: ['8', 0], vae: ['1', 2] } },
				'8': { class_type: 'LoadImage', inputs: { image } },
			};
		};
		const refused = await post('/prompt', { prompt: loading('imagegen/cat.png') });
		assert.match(JSON.stringify(refused.json), /Invalid image file: \\"imagegen\/cat\.png/);
		const { json } = await post('/prompt', { prompt: loading('imagegen/fox.png') });
		await until(isOver, 'the image');
		const { prompt_id: id = '' } = json as { prompt_id?: string };
		const history = (await ask(`${sandbox.url}/history/${id}`)).json as Record<string, { outputs: object }>;
		const [{ images: [file] = [] } = {}] = Object.values(history[id]?.outputs ?? {}) as {
			images?: Record<string, string>[];
		}[];
		const reply = await fetch(`${sandbox.url}/view?${new URLSearchParams(file).toString()}`);
		// As large as the image that it is made from.
		const found = imageDimensionsFromData(new Uint8Array(await reply.arrayBuffer()));
		assert.deepEqual(found, { width: 96, height: 64, type: 'png' });
	});

	it('refuses what the editor saves for itself, and says which node is no node', async () => {
		const saved = { nodes: [{ id: 1, type: 'KSampler' }], links: [], version: 0.4 };
		const { status, json } = await post('/prompt', { prompt: saved });
		assert.deepEqual(
			[status, json],
			[
				400,
				{
					error: {
						type: 'invalid_prompt',
						message: 'Cannot execute because a node is missing the class_type property.',
						details: "Node ID '#nodes'",
						extra_info: {},
					},
					node_errors: {},
				},
			],
		);
	});

	it('refuses nodes that it does not have, workflows without an output, and no workflow', async () => {
		const { '7': save, ...without } = workflow('a fox');
		const strange = { ...workflow('a fox'), '8': { class_type: 'TheirOwnNode', inputs: {} } };
		for (const [body, type] of [
			[{ prompt: strange }, 'invalid_prompt'],
			[{ prompt: without }, 'prompt_no_outputs'],
			[{ prompt: {} }, 'prompt_no_outputs'],
			[{ workflow: { save } }, 'no_prompt'],
		] as const) {
			const { status, json } = await post('/prompt', body);
			assert.deepEqual([status, (json['error'] as { type: string }).type], [400, type]);
		}
		assert.equal((await ask(`${sandbox.url}/prompt`, { method: 'POST', body: 'no JSON' })).status, 500);
	});

	it('names each input that is wrong, and of which node', async () => {
		const wrong: readonly [string, string, unknown, string][] = [
			['4', 'width', 8, 'value_smaller_than_min'],
			['4', 'height', 20_000, 'value_bigger_than_max'],
			['5', 'seed', -1, 'value_smaller_than_min'],
			['5', 'steps', 'many', 'invalid_input_type'],
			['5', 'cfg', undefined, 'required_input_missing'],
			['5', 'model', 'no link', 'bad_linked_input'],
			['6', 'samples', ['99', 0], 'exception_during_inner_validation'],
			['1', 'ckpt_name', 'model.exe', 'value_not_in_list'],
		];
		for (const [node, name, value, type] of wrong) {
			const nodes = workflow('a fox');
			const { inputs = {}, ...others } = nodes[node] ?? {};
			nodes[node] = { ...others, inputs: { ...(inputs as object), [name]: value } };
			const { status, json } = await post('/prompt', { prompt: nodes });
			assert.equal((json['error'] as { type: string }).type, 'prompt_outputs_failed_validation');
			const found = (
				json['node_errors'] as Record<
					string,
					{ errors: { type: string; extra_info: object }[]; dependent_outputs: string[] }
				>
			)[node];
			assert.deepEqual(
				[status, found?.errors.map((error) => [error.type, error.extra_info]), found?.dependent_outputs],
				[400, [[type, { input_name: name }]], ['7']],
				name,
			);
		}
	});

	it('takes a waiting one from the queue without a trace, and leaves the one that runs', async () => {
		const slow = await quickSandbox({ timeScale: 1, latencyMs: (prompt) => (prompt === 'runs' ? 2_000 : 600_000) });
		const idOf = async (text: string): Promise<string> =>
			(await post('/prompt', { prompt: workflow(text) }, slow)).json['prompt_id'] as string;
		const [runs, waits] = [await idOf('runs'), await idOf('waits')];
		await until(() => slow.ledger().tasks[0]?.state === 'running', 'the first');
		const queue = async (): Promise<unknown> => {
			const { queue_running: running, queue_pending: pending } = (await ask(`${slow.url}/queue`)).json;
			return [running, pending].map((list) => (list as [number, string][]).map(([, id]) => id));
		};
		assert.deepEqual(await queue(), [[runs], [waits]]);
		await post('/queue', { delete: [runs, waits] }, slow);
		assert.deepEqual(await queue(), [[runs], []]);
		assert.deepEqual((await ask(`${slow.url}/history`)).json, {});
		await post('/interrupt', {}, slow);
		assert.deepEqual(await queue(), [[], []]);
		const { text } = await ask(`${slow.url}/history/${runs}`);
		assert.match(text, /"status_str":"error","completed":false.*execution_interrupted/);
		assert.equal(slow.ledger().billed, 0);
		await slow.close();
	});

	it('gives no file that it did not make', async () => {
		for (const [query, status] of [
			['filename=../../etc/passwd', 400],
			['filename=/etc/passwd', 400],
			['filename=other.png', 404],
			['filename=fox_00001_.png', 404],
			['filename=fox_00001_.png&subfolder=docs&type=temp', 404],
			['', 404],
		] as const) {
			assert.equal((await ask(`${sandbox.url}/view?${query}`)).status, status, query);
		}
	});

	it('says what it runs on', async () => {
		const { json } = await ask(`${sandbox.url}/system_stats`);
		assert.equal(typeof (json['system'] as { comfyui_version: unknown }).comfyui_version, 'string');
	});
});
