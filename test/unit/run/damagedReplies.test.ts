import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readReply } from '../../../src/engine/decode/reply';
import { GenerationError } from '../../../src/engine/failure';
import { jobFolder, partPath } from '../../../src/engine/jobs/layout';
import type { Protocol } from '../../../src/engine/providers/protocols/protocol';
import { protocols } from '../../../src/engine/providers/registry';
import { Gathered } from '../../../src/engine/run/gather';
import { changed, type Json, others, type Path, pathsIn } from '../../support/damage';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { pieces } from '../decode/replies';

/** One that goes to a file while it arrives, and one that stays in the text at first. */
const images = [noisePng(40, 30), noisePng(4, 5)].map((image) => image.toString('base64')) as [string, string];
const [P, Q] = images;
const preview = noisePng(20, 20).toString('base64');
const links = ['https://h/1.png', 'https://h/2.png'] as const;

/** A reply in one piece, or the events of a stream; each holds both images, or links to them. */
const replies: Readonly<Record<string, Json>> = {
	'Gemini native': {
		candidates: [P, Q].map((data, index) => ({
			index,
			content: {
				role: 'model',
				parts: [
					{ text: 'Here it is.', thought: false, inlineData: null, thoughtSignature: 'EpkC' },
					{ text: null, thought: null, inlineData: { mimeType: 'image/png', data }, fileData: null },
				],
			},
			...{ finishReason: 'STOP', finishMessage: null, safetyRatings: [{ category: 'X', blocked: false }] },
			groundingMetadata: { groundingChunks: [{ web: { uri: 'https://h/page' } }] },
		})),
		promptFeedback: { blockReason: null, safetyRatings: null },
		usageMetadata: { totalTokenCount: 2142, candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }] },
		...{ modelVersion: 'm', responseId: 'Xy12', error: null },
	},
	'Gemini native, streamed': [
		{ candidates: [{ content: { parts: [{ text: 'Planning.', thought: true }] }, finishReason: null }], error: null },
		{
			candidates: [
				{ content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: P } }] }, index: 0 },
			],
		},
		{ candidates: [{ content: { parts: [{ inline_data: { mime_type: 'image/png', data: Q } }] }, index: 0 }] },
		{
			candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }],
			usageMetadata: { totalTokenCount: 1 },
		},
	],
	'OpenAI images': {
		...{ created: 1, background: 'opaque', output_format: 'png', quality: 'high', size: '1024x1024', error: null },
		data: [
			{ b64_json: P, url: null, revised_prompt: 'A fox', error: null },
			{ b64_json: Q, url: '', media_type: 'image/png', respect_moderation: true },
		],
		usage: { input_tokens: 40, input_tokens_details: { text_tokens: 40 }, total_tokens: 4200 },
	},
	'OpenAI images, with links': {
		created: 1,
		data: [
			{ url: links[0], b64_json: null, revised_prompt: '' },
			{ url: links[1], size: '2048x2048', error: null },
		],
		usage: { generated_images: 2 },
	},
	'OpenAI images, streamed': [
		{ type: 'image_generation.partial_image', partial_image_index: 0, b64_json: preview, size: '1024x1024' },
		{ type: 'image_generation.partial_succeeded', image_index: 0, url: null, b64_json: P, error: null },
		{ type: 'image_generation.partial_failed', image_index: 2, error: { code: 'x', message: 'no' } },
		{ type: 'image_generation.completed', b64_json: Q, created_at: 1, usage: { total_tokens: 1 } },
	],
	'a chat': {
		...{ id: 'gen-1', object: 'chat.completion', error: null },
		choices: [
			{
				...{ index: 0, finish_reason: 'stop', native_finish_reason: null, logprobs: null },
				message: {
					...{ role: 'assistant', content: `Done. ![image](data:image/png;base64,${P})`, refusal: null },
					images: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${Q}`, detail: 'auto' }, index: 0 }],
				},
			},
		],
		usage: { prompt_tokens: 800, cost: 0.139 },
	},
	'a chat, streamed': [
		{ choices: [{ index: 0, delta: { role: 'assistant', content: '', images: null }, finish_reason: null }] },
		{
			choices: [
				{ index: 0, delta: { images: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${P}` } }] } },
			],
		},
		{
			choices: [
				{ index: 0, delta: { content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${Q}` } }] } },
			],
		},
		{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: { cost: 0.1 } },
	],
};

/** Whose own replies those are. */
const titles: ReadonlyMap<string, string> = new Map([
	['geminiNative', 'Gemini native'],
	['openaiImages', 'OpenAI images'],
	['chatCompletions', 'a chat'],
]);

/** The images that the job's folder holds in the end, as base64; or why there is none. */
async function savedOf(protocol: Protocol, reply: Json): Promise<readonly string[] | GenerationError> {
	await using home = await temporaryFolder();
	const folder = jobFolder(home.path);
	const text = Array.isArray(reply)
		? reply.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
		: JSON.stringify(reply);
	const decoded = await readReply(pieces(Buffer.from(text), []), (index) => partPath(folder, index), {
		isPreview: (value) => protocol.isPreview(value),
	});
	const gathered = new Gathered(folder);
	try {
		await gathered.from(decoded, {
			protocol,
			fetch: async (link) => {
				const index = links.indexOf(link as (typeof links)[number]);
				if (index < 0) {
					throw new GenerationError('linkNotFetched', { link, reason: 'status 404' }, true);
				}
				const path = join(home.path, `link-${index}`);
				const bytes = Buffer.from(images[index] ?? '', 'base64');
				await writeFile(path, bytes);
				return { path, bytes: bytes.length };
			},
			onPlace: () => undefined,
		});
	} catch (error) {
		assert.ok(GenerationError.is(error), error instanceof Error ? (error.stack ?? '') : String(error));
		return error;
	}
	return await Promise.all(gathered.images.map(async ({ path }) => (await readFile(path)).toString('base64')));
}

/** The images that a value still holds as its own: none whose part is called a draft. */
function heldBy(value: Json): string[] {
	if (typeof value === 'string') {
		return images.filter((image, index) => value.includes(image) || value === links[index]);
	}
	if (typeof value !== 'object' || value === null || ('thought' in value && value.thought === true)) {
		return [];
	}
	return Object.values(value).flatMap(heldBy);
}

/** What became of a damaged reply must hold every image that this still held. */
async function check(protocol: Protocol, reply: Json, path: Path, other: Json | undefined): Promise<void> {
	const damaged = changed(reply, path, other);
	const held = heldBy(damaged);
	const saved = await savedOf(protocol, damaged);
	const where = `${path.join('.')} = ${JSON.stringify(other)}: ${String(saved)}`.slice(0, 300);
	assert.ok(held.length === 0 || !GenerationError.is(saved), where);
	assert.deepEqual(GenerationError.is(saved) ? [] : held.filter((image) => !saved.includes(image)), [], where);
}

/** So many at once: each waits for the disk. */
const atOnce = 24;

describe('a reply with a member that is null, missing or of another type', () => {
	for (const [name, reply] of Object.entries(replies)) {
		for (const [id, protocol] of Object.entries(protocols)) {
			it(`keeps every image that it holds: ${name}, read as ${id}`, async () => {
				assert.deepEqual(new Set((await savedOf(protocol, reply)) as readonly string[]), new Set(images));
				// What another protocol finds there, it finds wherever it is.
				const all = name.startsWith(titles.get(id) ?? 'none') ? others : [undefined, null];
				const damages = pathsIn(reply).flatMap((path) => all.map((other) => [path, other] as const));
				for (let at = 0; at < damages.length; at += atOnce) {
					await Promise.all(damages.slice(at, at + atOnce).map(([path, other]) => check(protocol, reply, path, other)));
				}
			});
		}
	}
});
