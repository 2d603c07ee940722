import { GoogleGenAI, type GenerateContentResponse } from '@google/genai';
import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { decode } from 'jpeg-js';
import OpenAI from 'openai';
import { PNG } from 'pngjs';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { until } from '../../support/until';
import { geminiBody } from './asking';

const asksOpenai = {
	model: 'gpt-image-2',
	prompt: 'a fox',
	size: '1024x640',
	stream: true,
	partial_images: 1,
} as const;

function chat(model: string, more: object = {}): object {
	return { model, messages: [{ role: 'user', content: 'a fox' }], stream: true, ...more };
}

const pinging = chat('keepalive/gemini-3-pro-image');

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
	const items: T[] = [];
	for await (const item of stream) {
		items.push(item);
	}
	return items;
}

describe('the sandbox, asked for a stream', () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale: 0.001, seed: 1 });
	});
	after(() => sandbox.close());

	const post = (path: string, body: object): Promise<Response> =>
		fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });

	describe("by OpenAI's own SDK", () => {
		const client = (): OpenAI => new OpenAI({ apiKey: 'any', baseURL: `${sandbox.url}/v1`, maxRetries: 0 });

		it('sends a preview, and then the image', async () => {
			const events = await all(await client().images.generate({ ...asksOpenai }));
			assert.deepEqual(
				events.map(({ type }) => type),
				['image_generation.partial_image', 'image_generation.completed'],
			);
			const sizes = events.map((event) => {
				const { width, height } = PNG.sync.read(Buffer.from(event.b64_json, 'base64'));
				return [width, height];
			});
			assert.deepEqual(sizes, [
				[256, 160],
				[1024, 640],
			]);
		});

		it('sends several images, none like another, as JPEG where that is wanted', async () => {
			const events = await all(
				await client().images.generate({ ...asksOpenai, n: 2, partial_images: 0, output_format: 'jpeg' }),
			);
			const files = events.map(({ b64_json: data }) => data);
			assert.equal(new Set(files).size, 2);
			for (const file of files) {
				const { width, height } = decode(Buffer.from(file, 'base64'), { useTArray: true });
				assert.deepEqual([width, height], [1024, 640]);
			}
		});
	});

	it('counts what a preview costs', async () => {
		const costs = await Promise.all(
			[0, 1].map(async (count) => {
				const events = await all(
					await new OpenAI({ apiKey: 'any', baseURL: `${sandbox.url}/v1` }).images.generate({
						...asksOpenai,
						partial_images: count,
					}),
				);
				const last = events.at(-1);
				return last?.type === 'image_generation.completed' ? last.usage.output_tokens : 0;
			}),
		);
		assert.equal((costs[1] ?? 0) - (costs[0] ?? 0), 100);
	});

	it("begins at once, and is silent but for previews, as OpenAI's own", async () => {
		const slow = await startSandbox({ timeScale: 0.02, seed: 1 });
		const body = JSON.stringify(asksOpenai);
		const reply = await fetch(`${slow.url}/v1/images/generations`, { method: 'POST', body });
		assert.equal(slow.ledger().billed, 0);
		assert.equal(reply.headers.get('content-type'), 'text/event-stream');
		const text = await reply.text();
		await slow.close();
		assert.match(
			text,
			/^event: image_generation.partial_image\ndata: .*\n\nevent: image_generation.completed\ndata: .*\n\n$/,
		);
	});

	for (const [service, path, body, sign] of [
		[
			'Azure',
			'/openai/v1/images/generations',
			{ ...asksOpenai, partial_images: 0 },
			'event: keepalive\ndata: {"type":"keepalive"}\n\n',
		],
		[
			'OpenRouter',
			'/api/v1/images',
			{ model: 'openai/gpt-image-2', prompt: 'a fox', stream: true },
			': OPENROUTER PROCESSING\n\n',
		],
		[
			'OpenRouter’s chat',
			'/api/v1/chat/completions',
			chat('google/gemini-3-pro-image', { modalities: ['image'] }),
			': OPENROUTER PROCESSING\n\n',
		],
		['New API', '/as/newApi/v1/chat/completions', chat('gemini-3-pro-image'), ': PING\n\n'],
		['New API, of OpenAI’s models,', '/as/newApi/v1/images/generations', asksOpenai, ': PING\n\n'],
		['LiteLLM, where its owner has it ping,', '/as/liteLLM/v1/chat/completions', pinging, ': ping\n\n'],
		[
			'LiteLLM, of OpenAI’s models, where its owner has it ping,',
			'/as/liteLLM/v1/images/generations',
			{ ...asksOpenai, model: 'keepalive/gpt-image-2' },
			': ping\n\n',
		],
	] as const) {
		it(`says that it is alive as ${service} does`, async () => {
			const slow = await startSandbox({ timeScale: 0.01, seed: 1 });
			const headers = { authorization: 'Bearer any' };
			const reply = await fetch(slow.url + path, { method: 'POST', body: JSON.stringify(body), headers });
			assert.equal(slow.ledger().billed, 0);
			const text = await reply.text();
			await slow.close();
			assert.ok(text.startsWith(sign), text.slice(0, 200));
			assert.doesNotMatch(text.replaceAll(sign, ''), /: OPENROUTER|: PING|: ping|"keepalive"/);
		});
	}

	for (const [service, path, body] of [
		['Google', '/v1beta/models/gemini-3-pro-image:streamGenerateContent?alt=sse', geminiBody()],
		[
			'Google behind New API',
			'/as/newApi/v1beta/models/gemini-3-pro-image:streamGenerateContent?alt=sse',
			geminiBody(),
		],
		['LiteLLM, unless its owner has it ping,', '/as/liteLLM/v1/chat/completions', chat('gemini-3-pro-image')],
	] as const) {
		it(`is silent until the image as ${service} is`, async () => {
			const slow = await startSandbox({ timeScale: 0.01, seed: 1 });
			const headers = { authorization: 'Bearer any' };
			const reply = await fetch(slow.url + path, { method: 'POST', body: JSON.stringify(body), headers });
			assert.equal(slow.ledger().billed, 0);
			const text = await reply.text();
			await slow.close();
			assert.match(text, /^data: /);
		});
	}

	describe("by Google's own SDK", () => {
		const ask = async (model: string): Promise<GenerateContentResponse[]> => {
			const client = new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: sandbox.url } });
			return await all(await client.models.generateContentStream({ model, contents: 'a red fox' }));
		};
		const parts = (reply: GenerateContentResponse | undefined) => reply?.candidates?.[0]?.content?.parts ?? [];

		it('sends the text, the image, and why it is finished, each in its chunk', async () => {
			const replies = await ask('gemini-3-pro-image');
			const [text, image, end] = replies;
			assert.equal(replies.length, 3);
			assert.equal(parts(text)[0]?.text, 'Here is the image.');
			assert.equal(parts(image)[0]?.inlineData?.mimeType, 'image/jpeg');
			const data = Buffer.from(parts(image)[0]?.inlineData?.data ?? '', 'base64');
			assert.deepEqual(imageDimensionsFromData(data), { width: 1024, height: 1024, type: 'jpeg' });
			assert.deepEqual(
				replies.map(({ candidates, usageMetadata }) => [candidates?.[0]?.finishReason, usageMetadata?.totalTokenCount]),
				[
					[undefined, undefined],
					[undefined, undefined],
					['STOP', end?.usageMetadata?.totalTokenCount],
				],
			);
		});

		it('draws a PNG with the model that draws PNGs', async () => {
			const image = (await ask('gemini-2.5-flash-image')).flatMap(parts).find(({ inlineData }) => inlineData);
			const { width, height } = PNG.sync.read(Buffer.from(image?.inlineData?.data ?? '', 'base64'));
			assert.deepEqual([width, height], [1024, 1024]);
		});
	});

	it("gives Google's chunks as events or, unless told so, as one list", async () => {
		const path = '/v1beta/models/gemini-3.1-flash-image:streamGenerateContent';
		const [events, list] = await Promise.all([post(`${path}?alt=sse`, geminiBody()), post(path, geminiBody())]);
		assert.equal(events.headers.get('content-type'), 'text/event-stream');
		assert.match(await events.text(), /^(data: \{.*\}\r\n\r\n){2}$/);
		assert.equal(((await list.json()) as object[]).length, 2);
	});

	it('still refuses in one piece', async () => {
		const reply = await post('/v1/images/generations', { ...asksOpenai, size: '1x1' });
		assert.deepEqual([reply.status, reply.headers.get('content-type')], [400, 'application/json']);
	});

	it('misbehaves as ordered', async () => {
		sandbox.orderFaults([{ fault: 'no-image' }, { fault: 'status', status: 503 }]);
		const none = await post('/v1/images/generations', asksOpenai);
		assert.deepEqual([none.status, await none.text()], [200, '']);
		assert.equal((await post('/v1/images/generations', asksOpenai)).status, 503);
	});

	it('bills an image whose client has gone', async () => {
		const { billed } = sandbox.ledger();
		const leaving = new AbortController();
		const body = JSON.stringify(asksOpenai);
		await fetch(`${sandbox.url}/v1/images/generations`, { method: 'POST', body, signal: leaving.signal });
		leaving.abort();
		await until(() => sandbox.ledger().billed === billed + 1, 'the image');
		await until(() => sandbox.ledger().entries.at(-1)?.clientGone === true, 'the end of the connection');
	});
});
