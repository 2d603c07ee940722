import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readReply } from '../../../src/engine/decode/reply';
import { GenerationError } from '../../../src/engine/failure';
import type { Endpoint, ImageRequest } from '../../../src/engine/task';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { endpointFor } from '../../../src/engine/providers/catalogue';
import { fit } from '../../../src/engine/providers/fit';
import { geminiNative } from '../../../src/engine/providers/protocols/geminiNative';
import { openaiImages } from '../../../src/engine/providers/protocols/openaiImages';
import { imageHttpRequest } from '../../../src/engine/providers/registry';
import type { Protocol } from '../../../src/engine/providers/protocols/protocol';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';

const image: ImageRequest = { prompt: 'a fox', resolution: '2K', aspectRatio: '16:9' };

function endpoint(service: string, model: string): Endpoint {
	const found = endpointFor({ service, model });
	assert.ok(typeof found !== 'string', JSON.stringify(found));
	return found;
}

/** What is asked of the endpoint for the nearest that its model takes to the wish. */
function ask(
	protocol: Protocol,
	asked: Endpoint,
	{ wish = image, stream = false }: { readonly wish?: ImageRequest; readonly stream?: boolean } = {},
): ReturnType<Protocol['ask']> {
	return protocol.ask(fit(wish, asked), asked, stream);
}

/** What the protocol finds in the reply: the images' bytes as base64, and links. A list of objects comes as a stream. */
async function found(protocol: Protocol, reply: object | readonly object[]): Promise<string[]> {
	await using folder = await temporaryFolder();
	const streamed = Array.isArray(reply);
	const text = streamed ? reply.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') : JSON.stringify(reply);
	const parsed = await readReply(toAsync([Buffer.from(text)]), (index) => join(folder.path, `${index}.part`), {
		framing: streamed ? 'events' : 'json',
		isPreview: (value) => protocol.isPreview(value),
	});
	const results: string[] = [];
	for (const item of await protocol.read(parsed)) {
		results.push(item.kind === 'link' ? item.url : (await readFile(item.image.path)).toString('base64'));
	}
	return results;
}

async function* toAsync(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
	for (const chunk of chunks) {
		yield await Promise.resolve(chunk);
	}
}

async function failure(protocol: Protocol, reply: object | readonly object[]): Promise<GenerationError> {
	const error: unknown = await found(protocol, reply).catch((reason: unknown) => reason);
	assert.ok(GenerationError.is(error), String(error));
	return error;
}

const small = noisePng(4, 4).toString('base64');
const large = noisePng(40, 40).toString('base64');
const drawn = (data: string): object => ({ inlineData: { mimeType: 'image/png', data } });
const candidate = (parts: object[], finishReason = 'STOP'): object => ({
	candidates: [{ content: { role: 'model', parts }, finishReason }],
});

describe('Gemini native', () => {
	it('asks as Google documents it', () => {
		assert.deepEqual(ask(geminiNative, endpoint('gemini', 'gemini-3-pro-image')), {
			path: '/models/gemini-3-pro-image:generateContent',
			body: {
				contents: [{ role: 'user', parts: [{ text: 'a fox' }] }],
				generationConfig: {
					responseModalities: ['TEXT', 'IMAGE'],
					imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
				},
			},
		});
	});

	it('sends no size to the 2.5 model, which would refuse it', () => {
		const { body } = ask(geminiNative, endpoint('gemini', 'gemini-2.5-flash-image'));
		assert.ok(!JSON.stringify(body).includes('imageSize'));
	});

	it('takes all images that are no drafts, the last one first', async () => {
		const reply = candidate([{ ...drawn(small), thought: true }, { text: 'Here.' }, drawn(small), drawn(large)]);
		assert.deepEqual(await found(geminiNative, reply), [large, small]);
	});

	it('takes the last draft where there is nothing else', async () => {
		assert.deepEqual(await found(geminiNative, candidate([{ ...drawn(large), thought: true }])), [large]);
	});

	it('finds the image under its other spelling, and inside a text as some gateways put it', async () => {
		assert.deepEqual(await found(geminiNative, candidate([{ inline_data: { data: large } }])), [large]);
		const text = `Here it is: ![image](data:image/png;base64,${large}) Enjoy.`;
		assert.deepEqual(await found(geminiNative, candidate([{ text }])), [large]);
	});

	it('asks for a stream where that is wanted', () => {
		const { path } = ask(geminiNative, endpoint('gemini', 'gemini-3-pro-image'), { stream: true });
		assert.equal(path, '/models/gemini-3-pro-image:streamGenerateContent?alt=sse');
	});

	it('takes the images of all events that are no drafts', async () => {
		const events = [
			candidate([{ ...drawn(small), thought: true }], ''),
			candidate([drawn(small)], ''),
			{ usageMetadata: {} },
			candidate([{ text: 'Here.' }, drawn(large)], ''),
			candidate([{ text: '' }]),
		];
		assert.deepEqual(await found(geminiNative, events), [large, small]);
		assert.deepEqual(await found(geminiNative, events.slice(0, 4)), [large, small]);
	});

	it('takes the last draft only once the model has finished', async () => {
		const draft = candidate([{ ...drawn(large), thought: true }], '');
		assert.deepEqual(await found(geminiNative, [draft, candidate([])]), [large]);
		assert.equal((await failure(geminiNative, [draft])).kind, 'noImage');
	});

	it('takes the events of a stream that comes as one list', async () => {
		await using folder = await temporaryFolder();
		const text = JSON.stringify([candidate([{ text: 'Here.' }], ''), candidate([drawn(large)])]);
		const reply = await readReply(toAsync([Buffer.from(text)]), (index) => join(folder.path, `${index}.part`));
		assert.equal((await geminiNative.read(reply)).length, 1);
	});

	it('ignores fields that it does not know', async () => {
		const reply = { ...candidate([{ ...drawn(large), thoughtSignature: 'x'.repeat(3000) }]), news: [1] };
		assert.deepEqual(await found(geminiNative, reply), [large]);
	});

	it('says in whose words there is no image', async () => {
		const cases: [reply: object, kind: string, facts: object, maybePaid: boolean][] = [
			[{ promptFeedback: { blockReason: 'SAFETY' } }, 'blocked', { stage: 'prompt', reason: 'SAFETY' }, false],
			[candidate([], 'IMAGE_SAFETY'), 'blocked', { stage: 'image', reason: 'IMAGE_SAFETY' }, true],
			[candidate([{ text: 'A fox is red.' }]), 'noImage', { reason: 'STOP', said: 'A fox is red.' }, true],
			[candidate([], 'NO_IMAGE'), 'noImage', { reason: 'NO_IMAGE' }, true],
			[{ candidates: [{ finishReason: 'OTHER' }] }, 'noImage', { reason: 'OTHER' }, true],
			[{}, 'noImage', { reason: 'no candidates' }, true],
			[{ error: { message: 'Internal' } }, 'noImage', { said: 'Internal' }, true],
			[
				{ code: 1001, msg: 'Model is busy', candidates: 5 },
				'noImage',
				{ reason: 'no candidates', said: 'Model is busy' },
				true,
			],
		];
		for (const [reply, kind, facts, maybePaid] of cases) {
			const error = await failure(geminiNative, reply);
			assert.deepEqual(
				{ kind: error.kind, facts: error.facts, maybePaid: error.maybePaid },
				{ kind, facts, maybePaid },
			);
		}
	});

	it('survives a reply of the wrong shape', async () => {
		for (const reply of [{ candidates: 3 }, { candidates: [{ content: { parts: 'x' } }] }, { candidates: [null] }]) {
			assert.equal((await failure(geminiNative, reply)).kind, 'noImage');
		}
	});
});

describe('the request for an image', () => {
	const request = (service: string, model: string) =>
		imageHttpRequest({ image, endpoint: endpoint(service, model), timeouts: timeoutsFor('4K') }, 'k');

	it("tells Google's front end how long it may take, in whole seconds", () => {
		assert.equal(request('gemini', 'gemini-3-pro-image').headers['x-server-timeout'], '600');
		assert.ok(!('x-server-timeout' in request('openai', 'gpt-image-2').headers));
	});

	it('carries the key in the header that the service wants', () => {
		assert.equal(request('gemini', 'gemini-3-pro-image').headers['x-goog-api-key'], 'k');
		assert.equal(request('openai', 'gpt-image-2').headers['authorization'], 'Bearer k');
	});
});

describe('OpenAI images', () => {
	const asked = (service: string, model: string, request = image): object =>
		ask(openaiImages, endpoint(service, model), { wish: request }).body;

	it('asks each family of models in its own way', () => {
		const base = { prompt: 'a fox', n: 1 };
		assert.deepEqual(asked('openai', 'gpt-image-2.5-flare'), {
			model: 'gpt-image-2.5-flare',
			...base,
			size: '2720x1536',
			output_format: 'jpeg',
		});
		assert.deepEqual(asked('openai', 'gpt-image-1-mini'), {
			model: 'gpt-image-1-mini',
			...base,
			size: '1536x1024',
		});
		assert.deepEqual(asked('ark', 'seedream-4-5-251128'), {
			model: 'seedream-4-5-251128',
			prompt: 'a fox',
			size: '2720x1536',
			response_format: 'b64_json',
			watermark: false,
		});
	});

	it('asks Seedreams that draw nothing smaller for 2K instead of 1K', () => {
		const sizeOf = (model: string): unknown =>
			(asked('ark', model, { prompt: 'p', resolution: '1K' }) as { size: string }).size;
		assert.deepEqual(['seedream-4-5-251128', 'seedream-5-0-260128'].map(sizeOf), ['2K', '2K']);
	});

	it("keeps within what OpenAI's models accept at 4K", () => {
		for (const aspectRatio of ['1:1', '16:9', '9:16', '21:9', '4:5'] as const) {
			const { size } = asked('openai', 'gpt-image-2', { prompt: 'p', resolution: '4K', aspectRatio }) as {
				size: string;
			};
			const [width = 0, height = 0] = size.split('x').map(Number);
			assert.ok(width % 16 === 0 && height % 16 === 0, size);
			assert.ok(Math.max(width, height) <= 3840 && width * height <= 8_294_400, size);
			assert.ok(Math.max(width / height, height / width) <= 3, size);
		}
	});

	it('asks those models for a stream that can, with a preview to break the silence', () => {
		const streamed = (model: string): object => ask(openaiImages, endpoint('openai', model), { stream: true }).body;
		const preview = { stream: true, partial_images: 1 };
		assert.deepEqual(streamed('gpt-image-2'), { ...asked('openai', 'gpt-image-2'), ...preview });
		assert.deepEqual(streamed('chatgpt-image-latest'), { ...asked('openai', 'chatgpt-image-latest'), ...preview });
		assert.deepEqual(streamed('a-model-of-nobody'), { ...asked('openai', 'a-model-of-nobody'), stream: true });
	});

	const event = (type: string, more: object = {}): object => ({ type: `image_generation.${type}`, ...more });

	it('takes the finished images of a stream, and never a preview', async () => {
		const preview = event('partial_image', { b64_json: small, partial_image_index: 0 });
		const completed = [large, small].map((data) => event('completed', { b64_json: data, usage: {} }));
		const unknown = [event('progress', { data: 'x' }), { type: 'ping' }];
		assert.deepEqual(await found(openaiImages, [preview, ...unknown, ...completed]), [large, small]);
		const cut = await failure(openaiImages, [preview, event('partial_image', { b64_json: large })]);
		assert.deepEqual([cut.kind, cut.facts], ['badReply', { detail: 'the stream ended before its result' }]);
	});

	it("takes the finished images of Seedream's stream, one of which has failed", async () => {
		const events = [
			event('partial_succeeded', { image_index: 0, url: 'https://h/i.jpg' }),
			event('partial_failed', { image_index: 1, error: { code: 'x', message: 'sensitive' } }),
			event('partial_succeeded', { image_index: 2, b64_json: large }),
			event('completed', { usage: {} }),
		];
		assert.deepEqual(await found(openaiImages, events), ['https://h/i.jpg', large]);
	});

	it('finds images as base64, as data URLs and as links', async () => {
		const data = [
			{ b64_json: large },
			{ url: `data:image/png;base64,${large}` },
			{ b64_json: null, url: 'https://h/i.png' },
		];
		assert.deepEqual(await found(openaiImages, { created: 1, data }), [large, large, 'https://h/i.png']);
	});

	it('says why there is no image', async () => {
		const refusedItem = await failure(openaiImages, { data: [{ error: { code: 'x', message: 'sensitive' } }] });
		assert.deepEqual([refusedItem.kind, refusedItem.facts], ['noImage', { said: 'sensitive' }]);
		assert.equal((await failure(openaiImages, { data: [] })).kind, 'noImage');
		assert.equal((await failure(openaiImages, { error: { message: 'x' } })).kind, 'noImage');
		const busy = await failure(openaiImages, { code: 1001, msg: 'Model is busy', data: null });
		assert.deepEqual([busy.kind, busy.facts], ['noImage', { said: 'Model is busy' }]);
		assert.equal((await failure(openaiImages, { data: 'x' })).kind, 'noImage');
	});
});

describe('an error within a reply of status 200', () => {
	const cases: [name: string, error: object | string, kind: string, facts: object][] = [
		[
			'with a status',
			{ code: 503, status: 'UNAVAILABLE', message: 'no' },
			'serverError',
			{ status: 503, reason: 'no' },
		],
		['with a status as text', { code: '429', message: 'no' }, 'serverError', { status: 429, reason: 'no' }],
		['without one', { code: 'server_error', message: 'no' }, 'noImage', { said: 'no' }],
		['that is a text', 'no', 'noImage', { said: 'no' }],
		['of moderation', { code: 'moderation_blocked', message: 'no' }, 'blocked', { stage: 'image', reason: 'no' }],
	];
	for (const [name, error, kind, facts] of cases) {
		it(`${name} is told as what it is, and may be paid for`, async () => {
			for (const protocol of [geminiNative, openaiImages]) {
				for (const reply of [{ error }, [{ type: 'error', error }]]) {
					const { kind: told, facts: known, maybePaid } = await failure(protocol, reply);
					assert.deepEqual([told, known, maybePaid], [kind, facts, true]);
				}
			}
		});
	}

	it('spoils nothing that came before it', async () => {
		const error = { code: 503, message: 'no' };
		assert.deepEqual(await found(openaiImages, [{ type: 'image_generation.completed', b64_json: large }, { error }]), [
			large,
		]);
		assert.deepEqual(await found(geminiNative, [candidate([drawn(large)]), { error }]), [large]);
	});
});
