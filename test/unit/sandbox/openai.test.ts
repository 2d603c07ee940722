import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { post, sandboxForTests, type Answer } from './asking';

describe("the sandbox as OpenAI's service", () => {
	const sandbox = sandboxForTests();
	const ask = (body: unknown, headers = {}): Promise<[number, Answer]> =>
		post(`${sandbox().url}/v1/images/generations`, body, headers);
	const fileIn = (answer: Answer): Uint8Array => Buffer.from(answer.data[0]?.b64_json ?? '', 'base64');

	it('draws any size divisible by 16', async () => {
		const [status, answer] = await ask({ model: 'gpt-image-2', prompt: 'a fox', size: '1200x896' });
		assert.equal(status, 200);
		assert.deepEqual(imageDimensionsFromData(fileIn(answer)), { width: 1200, height: 896, type: 'png' });
	});

	it("answers another service's model in base64 when asked to, whatever else it is sent", async () => {
		const body = { model: 'seedream-4-0-250828', prompt: 'a fox', size: '1280x720', response_format: 'b64_json' };
		const [, answer] = await ask({ ...body, n: 1, watermark: false });
		assert.deepEqual(imageDimensionsFromData(fileIn(answer)), { width: 1280, height: 720, type: 'jpeg' });
		assert.equal(answer.data[0]?.size, '1280x720');
	});

	it('answers a local model with a link, as LocalAI does', async () => {
		const [, answer] = await ask({ model: 'stablediffusion', prompt: 'a fox', size: '300x200', step: 20 });
		const file = await fetch(answer.data[0]?.url ?? '');
		assert.deepEqual(imageDimensionsFromData(new Uint8Array(await file.arrayBuffer())), {
			width: 300,
			height: 200,
			type: 'png',
		});
	});

	it('refuses a link that it never gave', async () => {
		assert.equal((await fetch(`${sandbox().url}/files/none.jpg`)).status, 403);
	});

	const image = { model: 'gpt-image-2', prompt: 'a fox' };
	const older = { ...image, model: 'gpt-image-1-mini' };
	const seedream = { ...image, model: 'seedream-4-5-251128' };
	const badRequests: [string, unknown, string, string][] = [
		['a missing prompt', { model: 'gpt-image-2' }, 'prompt', 'missing_required_parameter'],
		['a missing model', { prompt: 'a fox' }, 'model', 'missing_required_parameter'],
		['an unknown parameter', { ...image, style: 'vivid' }, 'style', 'unknown_parameter'],
		[
			'response_format for a GPT image model',
			{ ...image, response_format: 'url' },
			'response_format',
			'unknown_parameter',
		],
		['an empty prompt', { ...image, prompt: '' }, 'prompt', 'invalid_value'],
		['a prompt that is too long', { ...image, prompt: 'x'.repeat(32_001) }, 'prompt', 'invalid_value'],
		['an edge not divisible by 16', { ...image, size: '1000x1000' }, 'size', 'invalid_value'],
		['a ratio beyond 3:1', { ...image, size: '3200x1024' }, 'size', 'invalid_value'],
		['an edge beyond 3840', { ...image, size: '4096x2048' }, 'size', 'invalid_value'],
		['too many pixels', { ...image, size: '3840x3840' }, 'size', 'invalid_value'],
		['too few pixels', { ...image, size: '512x512' }, 'size', 'invalid_value'],
		['a size by name', { ...image, size: '1K' }, 'size', 'invalid_value'],
		['a free size for an older model', { ...older, size: '1200x896' }, 'size', 'invalid_value'],
		['an unknown quality', { ...image, quality: 'hd' }, 'quality', 'invalid_value'],
		['a newer quality for an older model', { ...older, quality: 'max' }, 'quality', 'invalid_value'],
		['a format that it does not draw', { ...image, output_format: 'webp' }, 'output_format', 'invalid_value'],
		[
			'a transparent JPEG',
			{ ...image, background: 'transparent', output_format: 'jpeg' },
			'background',
			'invalid_value',
		],
		['more than ten images', { ...image, n: 11 }, 'n', 'invalid_value'],
		['too few pixels for Seedream', { ...seedream, size: '1024x1024' }, 'size', 'invalid_value'],
		['a tier that the Seedream model lacks', { ...seedream, size: '1K' }, 'size', 'invalid_value'],
	];
	for (const [what, body, param, code] of badRequests) {
		it(`refuses ${what}`, async () => {
			const [status, { error }] = await ask(body);
			assert.equal(status, 400);
			assert.deepEqual([error.type, error.param, error.code], ['invalid_request_error', param, code]);
		});
	}

	for (const body of ['{', '[]', 'null', '']) {
		it(`refuses ${body || 'nothing'} as a body`, async () => {
			const [status, { error }] = await ask(body);
			assert.deepEqual([status, error.type], [400, 'invalid_request_error']);
		});
	}

	for (const model of ['dall-e-3', 'gpt-image-1', 'nonsense']) {
		it(`does not know ${model}`, async () => {
			const [status, { error }] = await ask({ ...image, model });
			assert.deepEqual([status, error.code], [404, 'model_not_found']);
		});
	}

	it('refuses a wrong key', async () => {
		const [status, { error }] = await ask(image, { authorization: 'Bearer sk-wrong' });
		assert.deepEqual([status, error.code], [401, 'invalid_api_key']);
	});

	it('answers 405 to a wrong method and 404 to an unknown address, with a request id', async () => {
		const wrongMethod = await fetch(`${sandbox().url}/v1/images/generations`);
		const unknown = await fetch(`${sandbox().url}/v1/images/variations`, { method: 'POST' });
		assert.deepEqual([wrongMethod.status, unknown.status], [405, 404]);
		assert.match(unknown.headers.get('x-request-id') ?? '', /^req_/);
	});
});
