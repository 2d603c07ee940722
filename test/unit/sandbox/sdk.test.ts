import { ApiError, GoogleGenAI, type GenerateContentResponse } from '@google/genai';
import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { decode } from 'jpeg-js';
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { PNG } from 'pngjs';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';

describe("the vendors' own SDKs", () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale: 0 });
	});
	after(() => sandbox.close());

	describe('openai', () => {
		const client = (apiKey = 'any'): OpenAI => new OpenAI({ apiKey, baseURL: `${sandbox.url}/v1`, maxRetries: 0 });

		it('generates a PNG', async () => {
			const reply = await client().images.generate({ model: 'gpt-image-2', prompt: 'a red fox', size: '1024x1024' });
			const file = Buffer.from(reply.data?.[0]?.b64_json ?? '', 'base64');
			const { width, height } = PNG.sync.read(file);
			assert.deepEqual([width, height], [1024, 1024]);
			assert.equal(reply.size, '1024x1024');
			assert.equal(reply.output_format, 'png');
			assert.match(reply._request_id ?? '', /^req_/);
		});

		it('generates several images, none like another', async () => {
			const reply = await client().images.generate({ model: 'gpt-image-1-mini', prompt: 'a red fox', n: 2 });
			const [first, second] = reply.data ?? [];
			assert.ok(first?.b64_json && second?.b64_json);
			assert.notEqual(first.b64_json, second.b64_json);
		});

		it('gets a link from a model that answers with links', async () => {
			const reply = await client().images.generate({
				model: 'seedream-4-0-250828',
				prompt: 'a fox',
				size: '1K',
			});
			const image = await fetch(reply.data?.[0]?.url ?? '');
			assert.equal(image.headers.get('content-type'), 'image/jpeg');
			const found = imageDimensionsFromData(new Uint8Array(await image.arrayBuffer()));
			assert.deepEqual(found, { width: 1024, height: 1024, type: 'jpeg' });
		});

		it('has an SVG written, one at a time and in one piece', async () => {
			const asked = { model: 'gpt-image-2.6-flare', prompt: 'a red fox', output_format: 'svg' } as const;
			const reply = await client().images.generate({ ...asked, size: '1536x1024' });
			const text = Buffer.from(reply.data?.[0]?.b64_json ?? '', 'base64').toString('utf8');
			assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="1536" height="1024"/);
			assert.equal(reply.output_format, 'svg');
			await raises(client().images.generate({ ...asked, n: 2 }), BadRequestError, { status: 400, param: 'n' });
			await raises(client().images.generate({ ...asked, stream: true }), BadRequestError, { param: 'stream' });
			const older = { ...asked, model: 'gpt-image-2' };
			await raises(client().images.generate(older), BadRequestError, { param: 'output_format' });
		});

		it('lists the models', async () => {
			const ids = (await client().models.list()).data.map(({ id }) => id);
			assert.ok(ids.includes('gpt-image-2'));
		});

		it('raises AuthenticationError for a wrong key', async () => {
			const generating = client('sk-wrong').images.generate({ model: 'gpt-image-2', prompt: 'a fox' });
			await raises(generating, AuthenticationError, { status: 401, code: 'invalid_api_key' });
		});

		it('raises BadRequestError for a parameter that the model does not take', async () => {
			const body = { model: 'gpt-image-2', prompt: 'a fox', response_format: 'b64_json' } as const;
			const facts = { status: 400, code: 'unknown_parameter', param: 'response_format' };
			await raises(client().images.generate(body), BadRequestError, facts);
		});

		it('raises NotFoundError for a model that is gone', async () => {
			const generating = client().images.generate({ model: 'dall-e-3', prompt: 'a fox' });
			await raises(generating, NotFoundError, { status: 404, code: 'model_not_found' });
		});
	});

	describe('@google/genai', () => {
		const client = (apiKey = 'any'): GoogleGenAI => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: sandbox.url } });

		it('generates a JPEG', async () => {
			const reply = await client().models.generateContent({
				model: 'gemini-3-pro-image',
				contents: 'a red fox',
				config: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '16:9', imageSize: '1K' } },
			});
			const { width, height } = decode(Buffer.from(imageIn(reply), 'base64'), { useTArray: true });
			assert.deepEqual([width, height], [1376, 768]);
			assert.equal(reply.modelVersion, 'gemini-3-pro-image');
			assert.equal(reply.usageMetadata?.candidatesTokenCount, 1120);
			const parts = reply.candidates?.[0]?.content?.parts ?? [];
			assert.ok(parts.every(({ thoughtSignature }) => thoughtSignature));
		});

		it('lists the models', async () => {
			const names = [];
			for await (const { name } of await client().models.list()) {
				names.push(name);
			}
			assert.ok(names.includes('models/gemini-3-pro-image'));
		});

		it('raises ApiError 400 for a wrong key', async () => {
			const generating = client('wrong').models.generateContent({ model: 'gemini-3-pro-image', contents: 'a fox' });
			await raises(generating, ApiError, { status: 400, message: /API_KEY_INVALID/ });
		});

		it('raises ApiError 400 for a size in lower case', async () => {
			const config = { imageConfig: { imageSize: '1k' } };
			const generating = client().models.generateContent({ model: 'gemini-3-pro-image', contents: 'a fox', config });
			await raises(generating, ApiError, { status: 400, message: /INVALID_ARGUMENT/ });
		});

		it('raises ApiError 404 for a model that is gone', async () => {
			const generating = client().models.generateContent({ model: 'gemini-3-pro-image-preview', contents: 'a fox' });
			await raises(generating, ApiError, { status: 404, message: /NOT_FOUND/ });
		});
	});
});

async function raises(
	generating: Promise<unknown>,
	kind: abstract new (...parts: never[]) => Error,
	facts: object,
): Promise<void> {
	const outcome = assert.rejects(generating, facts);
	await Promise.all([outcome, assert.rejects(generating, kind)]);
}

/** The image's base64; the SDK's own `data` getter warns on the console about the text beside it. */
function imageIn(reply: GenerateContentResponse): string {
	const parts = reply.candidates?.[0]?.content?.parts ?? [];
	return parts.find(({ inlineData }) => inlineData)?.inlineData?.data ?? '';
}
