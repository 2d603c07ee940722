import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { geminiNative } from '../../../src/sandbox/protocols/geminiNative';
import { geminiBody, geminiPath, post, sandboxForTests, type Answer } from './asking';

/** Google's table: the ratio, and the pixels at 1K and 4K. https://ai.google.dev/gemini-api/docs/image-generation */
const pixelTable = `
	1:1 1024x1024 4096x4096
	2:3 848x1264 3392x5056
	3:2 1264x848 5056x3392
	3:4 896x1200 3584x4800
	4:3 1200x896 4800x3584
	4:5 928x1152 3712x4608
	5:4 1152x928 4608x3712
	9:16 768x1376 3072x5504
	16:9 1376x768 5504x3072
	21:9 1584x672 6336x2688
	1:4 512x2048 2048x8192
	4:1 2048x512 8192x2048
	1:8 384x3072 1536x12288
	8:1 3072x384 12288x1536`;
const rows = pixelTable
	.trim()
	.split('\n')
	.map((line) => line.trim().split(' ') as [ratio: string, at1K: string, at4K: string]);

describe("the sandbox as Google's service", () => {
	const sandbox = sandboxForTests();
	const ask = (body: unknown, path = geminiPath(), headers = {}): Promise<[number, Answer]> =>
		post(sandbox().url + path, body, headers);

	for (const [ratio, at1K, at4K] of rows) {
		it(`plans ${ratio} with ${at1K} pixels at 1K and ${at4K} at 4K`, () => {
			const planned = ['1K', '4K'].map((imageSize) => {
				const body = JSON.stringify(geminiBody({ aspectRatio: ratio, imageSize }));
				const path = geminiPath('gemini-nano-banana-2.1');
				const query = new URLSearchParams();
				const answer = geminiNative.answer({
					method: 'POST',
					path,
					query,
					key: '',
					googleKey: false,
					headers: {},
					body,
				});
				return answer.kind === 'order' ? `${answer.order.width}x${answer.order.height}` : '';
			});
			assert.deepEqual(planned, [at1K, at4K]);
		});
	}

	for (const [model, aspectRatio, imageSize, width, height] of [
		['gemini-3.1-flash-image', '8:1', '512', 1536, 192],
		['gemini-3.1-flash-image', '2:3', '512', 424, 632],
		['gemini-nano-banana-2.1', '21:9', '1K', 1584, 672],
		['gemini-3-pro-image', '4:3', '2K', 2400, 1792],
	] as const) {
		it(`draws ${aspectRatio} at ${imageSize} with exactly ${width} × ${height} pixels`, async () => {
			const [status, answer] = await ask(geminiBody({ aspectRatio, imageSize }), geminiPath(model));
			assert.equal(status, 200);
			const { inlineData } = answer.candidates[0]?.content.parts[0] ?? {};
			assert.equal(inlineData?.mimeType, 'image/jpeg');
			const file = Buffer.from(inlineData.data, 'base64');
			assert.deepEqual(imageDimensionsFromData(file), { width, height, type: 'jpeg' });
		});
	}

	it('takes names in snake_case, as in the REST examples', async () => {
		const body = {
			contents: [{ parts: [{ text: 'a fox' }, { inline_data: { mime_type: 'image/png', data: 'iVBORw0KGgo=' } }] }],
			generation_config: { image_config: { aspect_ratio: '1:1' } },
		};
		const [status, answer] = await ask(body, '/v1/models/gemini-2.5-flash-image:generateContent');
		assert.equal(status, 200);
		assert.ok(answer.candidates[0]?.content.parts.some(({ text }) => text));
	});

	it('draws with any key and with none', async () => {
		const path = geminiPath('gemini-3.1-flash-image');
		for (const headers of [{}, { authorization: 'Bearer sk-any' }, { 'x-goog-api-key': 'any' }]) {
			assert.equal((await ask(geminiBody({ imageSize: '512' }), path, headers))[0], 200);
		}
	});

	const olderModel = geminiPath('gemini-2.5-flash-image');
	const parts = (part: object): object => ({ contents: [{ parts: [part] }] });
	const badRequests: [string, unknown, RegExp, string?][] = [
		['a size in lower case', geminiBody({ imageSize: '1k' }), /image_size/],
		['a size that the model lacks', geminiBody({ imageSize: '512' }), /image_size/],
		['a ratio that the model lacks', geminiBody({ aspectRatio: '1:8' }), /aspect_ratio/],
		['a ratio that is a word', geminiBody({ aspectRatio: 'constructor' }), /aspect_ratio/],
		['a size for the model that takes none', geminiBody({ imageSize: '1K' }), /image_size/, olderModel],
		['missing contents', {}, /contents is not specified/],
		['empty contents', { contents: [] }, /contents/],
		['an empty prompt', geminiBody({}, ' '), /text parameter/],
		['an unknown field', { ...geminiBody(), prompt: 'a fox' }, /Unknown name "prompt": Cannot/],
		['an unknown field within', geminiBody({ size: '1K' }), /"size" at 'generation_config.image_config'/],
		['modalities without images', { ...parts({}), generationConfig: { responseModalities: ['TEXT'] } }, /modalities/],
		['data that is no base64', parts({ inlineData: { mimeType: 'image/png', data: 'data:,x' } }), /inline_data.data/],
		['what is no JSON', '{"contents": [', /Invalid JSON/],
		['what is no object', 'null', /Invalid value/],
	];
	for (const [what, body, message, path] of badRequests) {
		it(`refuses ${what} with INVALID_ARGUMENT`, async () => {
			const [status, { error }] = await ask(body, path);
			assert.deepEqual([status, error.code, error.status], [400, 400, 'INVALID_ARGUMENT']);
			assert.match(error.message, message);
		});
	}

	for (const id of ['gemini-3-pro-image-preview', 'gemini-3.1-flash-image-preview', 'imagen-4', '%E0%A4%A']) {
		it(`does not know ${id}`, async () => {
			const [status, { error }] = await ask(geminiBody(), geminiPath(id));
			assert.deepEqual([status, error.code, error.status], [404, 404, 'NOT_FOUND']);
		});
	}

	it('refuses a wrong key however it is given', async () => {
		const replies = [
			await ask(geminiBody(), geminiPath(), { 'x-goog-api-key': 'wrong' }),
			await ask(geminiBody(), geminiPath(), { authorization: 'Bearer sk-wrong-key' }),
			await ask(geminiBody(), `${geminiPath()}?key=wrong`),
		];
		for (const [status, { error }] of replies) {
			assert.deepEqual([status, error.status], [400, 'INVALID_ARGUMENT']);
			assert.match(JSON.stringify(error.details), /API_KEY_INVALID/);
		}
	});

	it('knows no GET of a method', async () => {
		assert.equal((await fetch(sandbox().url + geminiPath())).status, 404);
	});

	it('lists its models under v1beta, and under v1 to those who come with a Google key', async () => {
		const get = async (path: string, headers = {}): Promise<Answer> =>
			(await (await fetch(sandbox().url + path, { headers })).json()) as Answer;
		const beta = await get('/v1beta/models?pageSize=1000');
		assert.ok(beta.models.some(({ name }) => name === 'models/gemini-3-pro-image'));
		assert.deepEqual(await get('/v1/models', { 'x-goog-api-key': 'any' }), beta);
		assert.deepEqual(await get('/v1beta/models/gemini-3-pro-image'), beta.models[0]);
	});
});
