import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readReply } from '../../../src/engine/decode/reply';
import { GenerationError } from '../../../src/engine/failure';
import { endpointFor } from '../../../src/engine/providers/catalogue';
import { fit } from '../../../src/engine/providers/fit';
import { chatCompletions } from '../../../src/engine/providers/protocols/chatCompletions';
import { geminiNative } from '../../../src/engine/providers/protocols/geminiNative';
import { openaiImages } from '../../../src/engine/providers/protocols/openaiImages';
import { sdapi } from '../../../src/engine/providers/protocols/sdapi';
import type { Protocol } from '../../../src/engine/providers/protocols/protocol';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';

const small = noisePng(4, 4).toString('base64');
const large = noisePng(40, 40).toString('base64');
const dataUrl = (data: string): string => `data:image/png;base64,${data}`;

async function* inOne(text: string): AsyncGenerator<Buffer> {
	yield await Promise.resolve(Buffer.from(text));
}

/** The images that the protocol finds, as base64 and links; a list of objects comes as a stream. */
async function found(protocol: Protocol, reply: object | readonly object[]): Promise<string[]> {
	await using folder = await temporaryFolder();
	const isStream = Array.isArray(reply);
	const text = isStream ? reply.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') : JSON.stringify(reply);
	const parsed = await readReply(inOne(text), (index) => join(folder.path, `${index}.part`), {
		framing: isStream ? 'events' : 'json',
		isPreview: (value) => protocol.isPreview(value),
	});
	const images = await protocol.read(parsed);
	return await Promise.all(
		images.map(async (one) => (one.kind === 'link' ? one.url : (await readFile(one.image.path)).toString('base64'))),
	);
}

describe('a chat that answers with images', () => {
	const answer = (message: object): object => ({ choices: [{ message: { role: 'assistant', ...message } }] });
	const listed = (url: string): object => ({ type: 'image_url', image_url: { url } });

	const replies: readonly (readonly [name: string, reply: object | readonly object[], images: readonly string[]])[] = [
		['in a list of its own', answer({ content: 'Here.', images: [listed(dataUrl(large))] }), [large]],
		[
			'several of them, one a link',
			answer({ images: [listed(dataUrl(small)), listed('https://h/i.png')] }),
			[small, 'https://h/i.png'],
		],
		['as Markdown', answer({ content: `Look: ![image](${dataUrl(large)}) Enjoy.` }), [large]],
		['as a Markdown link', answer({ content: '![fox](https://h/fox.png)' }), ['https://h/fox.png']],
		['as a bare data URL', answer({ content: dataUrl(small) }), [small]],
		['as a part', answer({ content: [{ type: 'text', text: 'Here.' }, listed(dataUrl(large))] }), [large]],
		['with null where nothing is', answer({ content: null, images: [null, listed(dataUrl(large))] }), [large]],
		[
			'in the deltas of a stream',
			[
				{ choices: [{ delta: { role: 'assistant', content: '' } }] },
				{ choices: [{ delta: { images: [listed(dataUrl(large))] } }] },
				{ choices: [{ delta: {}, finish_reason: 'stop' }] },
			],
			[large],
		],
	];
	for (const [name, reply, images] of replies) {
		it(`is read: ${name}`, async () => assert.deepEqual(await found(chatCompletions, reply), images));
	}

	it('is read however many links it holds', async () => {
		const images = await found(
			chatCompletions,
			answer({ images: [listed(dataUrl(large))], content: '![](/a)'.repeat(130_000) }),
		);
		assert.equal(images.length, 130_001);
		assert.equal(images.filter((image) => image === large).length, 1);
		const parts = [{ text: '![](/a)'.repeat(130_000) }];
		assert.equal((await found(geminiNative, { candidates: [{ content: { parts } }] })).length, 130_000);
	});

	it('takes no time to read that grows with the square of its events', async () => {
		const deltas = Array.from({ length: 20_000 }, () => ({ choices: [{ delta: { content: 'a' } }] }));
		const startedAt = performance.now();
		await assert.rejects(found(chatCompletions, deltas), (error) => GenerationError.is(error, 'noImage'));
		assert.ok(performance.now() - startedAt < 6000);
	});

	it('says in whose words there is no image', async () => {
		const refused = async (reply: object): Promise<object> => {
			const error: unknown = await found(chatCompletions, reply).catch((reason: unknown) => reason);
			assert.ok(GenerationError.is(error), String(error));
			return { kind: error.kind, ...error.facts };
		};
		const talk = { choices: [{ message: { content: 'A fox is red.' }, finish_reason: 'stop' }] };
		assert.deepEqual(await refused(talk), { kind: 'noImage', reason: 'stop', said: 'A fox is red.' });
		const error = { choices: [{ error: { code: 502, message: 'upstream' } }] };
		assert.deepEqual(await refused(error), { kind: 'serverError', status: 502, reason: 'upstream' });
	});
});

describe('the Stable Diffusion web UI', () => {
	it('lists its images in base64, whatever stands beside them', async () => {
		const reply = { images: [large, null, small], parameters: {}, info: '{"seed":1}' };
		assert.deepEqual(await found(sdapi, reply), [large, small]);
	});

	it('is told another checkpoint than the one that it has loaded', () => {
		const bodyOf = (model: string): object => {
			const endpoint = endpointFor({ service: 'stableDiffusionWebUI', model });
			assert.ok(typeof endpoint === 'object');
			return sdapi.ask(fit({ prompt: 'a fox', resolution: '1K' }, endpoint), endpoint).body;
		};
		assert.ok(!('override_settings' in bodyOf('loaded')));
		assert.deepEqual((bodyOf('dream.safetensors') as { override_settings: object }).override_settings, {
			sd_model_checkpoint: 'dream.safetensors',
		});
	});
});

describe('a stream of OpenRouter’s', () => {
	it('is asked for without previews, which it has no field for', () => {
		const endpoint = endpointFor({ service: 'openrouter', model: 'openai/gpt-image-2' });
		assert.ok(typeof endpoint === 'object');
		const { body } = openaiImages.ask(fit({ prompt: 'a fox', resolution: '1K' }, endpoint), endpoint, true);
		assert.deepEqual([(body as { stream?: boolean }).stream, 'partial_images' in body], [true, false]);
	});
});
