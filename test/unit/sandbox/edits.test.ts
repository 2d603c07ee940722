import { createBlackForestLabs } from '@ai-sdk/black-forest-labs';
import { createTogetherAI } from '@ai-sdk/togetherai';
import { createXai } from '@ai-sdk/xai';
import { createFalClient } from '@fal-ai/client';
import { GoogleGenAI } from '@google/genai';
import assert from 'node:assert/strict';
import OpenAI, { BadRequestError, toFile } from 'openai';
import { PNG } from 'pngjs';
import Replicate from 'replicate';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { servicePresets } from '../../../src/engine/providers/catalogue';
import { inability } from '../../../src/engine/providers/ability';
import { createHttpRequest, imageHttpRequest, taskProtocolOf } from '../../../src/engine/providers/registry';
import { dataUrl, type SentImage } from '../../../src/engine/providers/sentImage';
import type { Endpoint } from '../../../src/engine/task';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import type { ImageSpec } from '../../../src/sandbox/studio';
import { noiseJpeg, noisePng } from '../../support/images';
import { sandboxForTests } from './asking';

const mug: SentImage = { fileName: 'image-1.png', type: 'image/png', bytes: noisePng(64, 48), width: 64, height: 48 };
const style: SentImage = {
	fileName: 'image-2.jpg',
	type: 'image/jpeg',
	bytes: noiseJpeg(64, 48),
	width: 64,
	height: 48,
};
const both = [mug, style] as const;
const prompt = 'the same in blue';
const apiKey = 'any';
const file = noisePng(64, 64);

const base64 = ({ bytes }: SentImage): string => bytes.toString('base64');
const asFiles = (inputs: readonly SentImage[]) =>
	inputs.map(({ bytes, type }) => ({ type: 'file', mediaType: type, data: new Uint8Array(bytes) }) as const);
const nothing = { aspectRatio: undefined, seed: undefined, mask: undefined, providerOptions: {} };

describe('images that go along, at the sandbox', () => {
	let sandbox: Sandbox;
	let painted: ImageSpec[] = [];
	before(async () => {
		sandbox = await startSandbox({
			timeScale: 0,
			paint(image) {
				painted.push(image);
				return Promise.resolve(file);
			},
		});
	});
	beforeEach(() => (painted = []));
	after(() => sandbox.close());

	/** What was drawn was drawn out of exactly those. */
	function assertMadeOf(inputs: readonly SentImage[]): void {
		assert.ok(painted.length > 0, 'nothing was drawn');
		for (const { inputs: found = [] } of painted) {
			assert.deepEqual(
				found.map((bytes) => Buffer.from(bytes)),
				inputs.map(({ bytes }) => bytes),
			);
		}
	}

	describe("as the vendors' own SDKs send them", () => {
		const openai = (): OpenAI => new OpenAI({ apiKey, baseURL: `${sandbox.url}/v1`, maxRetries: 0 });

		for (const inputs of [[mug], both]) {
			it(`openai: ${inputs.length}`, async () => {
				const image = await Promise.all(inputs.map(({ bytes, fileName, type }) => toFile(bytes, fileName, { type })));
				const reply = await openai().images.edit({
					...{ model: 'gpt-image-2.5-flare', prompt, n: 1, size: '1024x1024' },
					image: image.length === 1 ? (image[0] ?? assert.fail()) : image,
				});
				assert.equal(reply.data?.[0]?.b64_json, file.toString('base64'));
				assertMadeOf(inputs);
			});

			it(`@ai-sdk/xai: ${inputs.length}`, async () => {
				await createXai({ apiKey, baseURL: `${sandbox.url}/as/xai/v1` })
					.image('grok-imagine-image-2.0')
					.doGenerate({ ...nothing, prompt, n: 1, size: undefined, files: asFiles(inputs) });
				assertMadeOf(inputs);
			});
		}

		it('openai, as a stream', async () => {
			const image = await toFile(mug.bytes, mug.fileName, { type: mug.type });
			const stream = await openai().images.edit({
				...{ model: 'gpt-image-2.5-flare', prompt, image, stream: true, partial_images: 1 },
			});
			const types: string[] = [];
			for await (const { type } of stream) {
				types.push(type);
			}
			assert.deepEqual(types, ['image_edit.partial_image', 'image_edit.completed']);
			assertMadeOf([mug]);
		});

		it('@google/genai', async () => {
			const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: sandbox.url, apiVersion: 'v1beta' } });
			await client.models.generateContent({
				model: 'gemini-3-pro-image',
				contents: [prompt, ...both.map((image) => ({ inlineData: { mimeType: image.type, data: base64(image) } }))],
				config: { responseModalities: ['TEXT', 'IMAGE'] },
			});
			assertMadeOf(both);
		});

		it('@ai-sdk/togetherai', async () => {
			await createTogetherAI({ apiKey, baseURL: `${sandbox.url}/as/together/v1` })
				.image('black-forest-labs/FLUX.2-pro')
				.doGenerate({ ...nothing, prompt, n: 1, size: '1024x1024', files: asFiles([mug]) });
			assertMadeOf([mug]);
		});

		it('@fal-ai/client', async () => {
			const client = createFalClient({
				credentials: apiKey,
				requestMiddleware: (request) =>
					Promise.resolve({ ...request, url: request.url.replace('https://queue.fal.run', `${sandbox.url}/as/fal`) }),
			});
			await client.subscribe('fal-ai/nano-banana-pro/edit', {
				input: { prompt, image_urls: both.map(dataUrl) },
				pollInterval: 10,
			});
			assertMadeOf(both);
		});

		it('replicate', async () => {
			const client = new Replicate({ auth: apiKey, baseUrl: `${sandbox.url}/as/replicate/v1` });
			await client.run('google/nano-banana-pro', {
				input: { prompt, image_input: both.map(dataUrl) },
				wait: { mode: 'poll', interval: 10 },
			});
			assertMadeOf(both);
		});

		it('@ai-sdk/black-forest-labs', async () => {
			await createBlackForestLabs({ apiKey, baseURL: `${sandbox.url}/as/blackForestLabs/v1`, pollIntervalMillis: 10 })
				.image('flux-2-pro')
				.doGenerate({ ...nothing, prompt, n: 1, size: '1024x1024', files: asFiles(both) });
			assertMadeOf(both);
		});
	});

	describe('as the engine sends them', () => {
		/** Whom the sandbox is by another path, and which model it has of those who leave that to people. */
		const at: Readonly<Record<string, readonly [path: string, model?: string]>> = {
			azure: ['/openai/v1', 'my-gpt-image-2'],
			localAI: ['/v1', 'stablediffusion'],
			siliconFlow: ['/v1', 'black-forest-labs/FLUX.2-pro'],
			together: ['/v1', 'black-forest-labs/FLUX.2-pro'],
			openaiCompatible: ['/v1', 'gpt-image-2'],
			chatCompatible: ['/v1', 'gemini-3-pro-image'],
			geminiCompatible: ['/v1beta', 'gemini-3-pro-image'],
			sandbox: ['/v1beta'],
		};
		const services = [
			...['sandbox', 'gemini', 'vertex', 'openai', 'azure', 'xai', 'ark', 'volcengine', 'blackForestLabs'],
			...['openrouter', 'openrouterChat', 'fal', 'replicate', 'together', 'siliconFlow', 'localAI'],
			...['stableDiffusionCpp', 'stableDiffusionWebUI', 'openaiCompatible', 'geminiCompatible', 'chatCompatible'],
		];
		for (const id of services) {
			it(`is made of them: ${id}`, async () => {
				const preset = servicePresets.find((one) => one.id === id) ?? assert.fail();
				const [path = new URL(preset.baseUrl ?? '').pathname.replace(/\/$/, ''), model = preset.models[0]?.id ?? ''] =
					at[id] ?? [];
				const baseUrl = `${sandbox.url}/as/${id}${path}`;
				const endpoint: Endpoint = { service: id, protocol: preset.protocol, baseUrl, model };
				const inputs = inability({ inputs: both }, endpoint) ? [mug] : both;
				const protocol = taskProtocolOf(endpoint);
				const image = { prompt, resolution: '2K' } as const;
				const { url, headers, body } = protocol
					? createHttpRequest({ image, endpoint }, protocol, 'receipt', apiKey, inputs)
					: imageHttpRequest({ image, endpoint, timeouts: timeoutsFor('1K'), stream: 'off' }, apiKey, inputs);
				const { 'content-length': _, ...rest } = headers;
				const reply = await fetch(url, { method: 'POST', headers: rest, body: new Uint8Array(body ?? []) });
				const said = await reply.text();
				assert.ok(reply.ok, said);
				while (protocol && painted.length === 0) {
					await new Promise((resolve) => setImmediate(resolve));
				}
				assertMadeOf(inputs);
			});
		}
	});

	describe('are refused in the words of the service', () => {
		const edit = async (
			image: { readonly bytes: Uint8Array; readonly name: string; readonly type: string } | undefined,
			more: object = {},
		): Promise<unknown> => {
			const sent = image && (await toFile(image.bytes, image.name, { type: image.type }));
			const client = new OpenAI({ apiKey, baseURL: `${sandbox.url}/v1`, maxRetries: 0 });
			const body = { model: 'gpt-image-2.5-flare', prompt, ...(sent && { image: sent }), ...more };
			return await client.images.edit(body as OpenAI.ImageEditParams);
		};
		const good = { bytes: mug.bytes, name: 'mug.png', type: 'image/png' };
		const wrong: readonly (readonly [what: string, image: typeof good | undefined, more: object, code: string])[] = [
			['no file type that it takes', { ...good, type: 'image/gif' }, {}, 'unsupported_file_mimetype'],
			['no image', { ...good, bytes: Buffer.from('no image') }, {}, 'invalid_image_file'],
			['a parameter of generations alone', good, { response_format: 'b64_json' }, 'unknown_parameter'],
			['a size that it does not draw', good, { size: '100x100' }, 'invalid_value'],
			['too many at a time', good, { n: 11 }, 'invalid_value'],
		];
		for (const [what, image, more, code] of wrong) {
			it(`OpenAI: ${what}`, async () => {
				await assert.rejects(edit(image, more), (error) => {
					assert.ok(error instanceof BadRequestError, String(error));
					assert.equal(error.code, code);
					return true;
				});
				assert.deepEqual(painted, []);
			});
		}

		const posted: readonly (readonly [what: string, path: string, type: string, body: string, says: RegExp])[] = [
			['JSON where a form belongs', 'edits', 'application/json', '{}', /Unsupported content type: 'application\/json'/],
			['a damaged form', 'edits', 'multipart/form-data; boundary=x', '--x\r\nno', /Could not parse multipart form/],
			['a form without its boundary', 'edits', 'multipart/form-data', 'x', /Could not parse multipart form/],
			[
				'a form where JSON belongs',
				'generations',
				'multipart/form-data; boundary=x',
				'--x--',
				/only accepts 'application\/json'/,
			],
		];
		for (const [what, path, type, body, says] of posted) {
			it(`OpenAI: ${what}`, async () => {
				const headers = { authorization: 'Bearer any', 'content-type': type };
				const reply = await fetch(`${sandbox.url}/v1/images/${path}`, { method: 'POST', headers, body });
				assert.equal(reply.status, 400);
				assert.match(await reply.text(), says);
			});
		}

		it('Google', async () => {
			const ask = async (mimeType: string, data: string): Promise<string> => {
				const parts = [{ text: prompt }, { inlineData: { mimeType, data } }];
				const reply = await fetch(`${sandbox.url}/v1beta/models/gemini-3-pro-image:generateContent`, {
					...{ method: 'POST', body: JSON.stringify({ contents: [{ role: 'user', parts }] }) },
				});
				assert.equal(reply.status, 400);
				return await reply.text();
			};
			assert.match(await ask('image/gif', base64(mug)), /Unsupported MIME type: image\/gif/);
			assert.match(await ask('image/png', 'bm8gaW1hZ2U='), /Unable to process input image/);
		});
	});
});

describe('what the sandbox draws out of images', () => {
	const sandbox = sandboxForTests();

	const plain = (width: number, height: number, rgb: readonly number[]): Buffer => {
		const png = new PNG({ width, height });
		for (let at = 0; at < png.data.length; at += 4) {
			png.data.set([...rgb, 255], at);
		}
		return PNG.sync.write(png);
	};
	const pixelAt = ({ data, width }: PNG, x: number, y: number): number[] => [
		...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
	];

	async function drawn(body: object): Promise<PNG> {
		const client = new OpenAI({ apiKey, baseURL: `${sandbox().url}/v1`, maxRetries: 0 });
		const { images, ...more } = { images: [] as Buffer[], ...body };
		const files = await Promise.all(images.map((bytes, index) => toFile(bytes, `${index}.png`, { type: 'image/png' })));
		const wish = { model: 'gpt-image-2.5-flare', prompt, size: '1024x768', ...more };
		const reply = await (files.length > 0
			? client.images.edit({ ...wish, image: files } as OpenAI.ImageEditParamsNonStreaming)
			: client.images.generate(wish as OpenAI.ImageGenerateParamsNonStreaming));
		return PNG.sync.read(Buffer.from(reply.data?.[0]?.b64_json ?? '', 'base64'));
	}

	it('is the first, tinted, at the size that was asked for, with the others over it', async () => {
		const png = await drawn({ images: [plain(40, 40, [0, 255, 0]), plain(20, 20, [255, 0, 0])] });
		assert.deepEqual([png.width, png.height], [1024, 768]);
		const [red = 0, green = 0, blue = 0] = pixelAt(png, 512, 384);
		assert.ok(green > 160 && green < 255 && red + blue > 30, `${red} ${green} ${blue}`);
		assert.deepEqual(pixelAt(png, 60, 60), [255, 0, 0, 255]);
	});

	it('has nothing behind it where it is to be transparent', async () => {
		const png = await drawn({ background: 'transparent' });
		assert.equal(pixelAt(png, 2, 2)[3], 0);
		assert.equal(pixelAt(png, 512, 384)[3], 255);
	});
});
