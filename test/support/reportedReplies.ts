import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProtocolId } from '../../src/engine/task';
import { noisePng } from './images';
import { slowly } from './servers';

/*
 * What services are reported to answer with status 200, rebuilt with values of our own: by repository and number, or as gateways do.
 */

export const one = noisePng(64, 48);
const other = noisePng(48, 64);
const [P, Q] = [one, other].map((image) => image.toString('base64')) as [string, string];

/** What a service answers: JSON, the text of a reply with its type, or whatever it does with the response. */
type Answer = object | readonly [type: string, text: string] | ((response: ServerResponse, at: string) => unknown);

interface ReportedReply {
	readonly name: string;
	readonly protocol?: ProtocolId;
	/** Given the service's origin. */
	readonly answer: (origin: string) => Answer;
	/** What a GET brings; the first image where it is not given. */
	readonly file?: (response: ServerResponse, request: IncomingMessage, count: number) => unknown;
	/** The images in their order, or the failure. */
	readonly ends: readonly Buffer[] | readonly [kind: string, facts: object, maybePaid: boolean];
	/** What the person is told to be wrong beside the images. */
	readonly spoiled?: readonly string[];
	/** Where the job's log says that they were found. */
	readonly places?: readonly string[];
}

const events = (...values: readonly object[]): string =>
	values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');
const drawn = (data: string, more: object = {}): object => ({ inlineData: { mimeType: 'image/png', data }, ...more });
const parts = (list: readonly object[], more: object = {}): object => ({
	candidates: [{ index: 0, content: { role: 'model', parts: list }, finishReason: 'STOP', ...more }],
});
const gemini = (
	name: string,
	answer: ReportedReply['answer'],
	ends: ReportedReply['ends'],
	more: Partial<ReportedReply> = {},
): ReportedReply => ({
	...{ name, answer, ends, protocol: 'geminiNative', ...more },
});

export const reportedReplies: readonly ReportedReply[] = [
	{
		name: 'the image itself (vllm-project/vllm-omni#1673)',
		answer: () => (response: ServerResponse) => response.writeHead(200, { 'content-type': 'image/png' }).end(one),
		ends: [one],
	},
	{
		name: 'a link in images[] (QuantumNous/new-api#2036)',
		answer: (origin) => ({ images: [{ url: `${origin}/pic.png` }], timings: { inference: 1.9 }, seed: 7 }),
		ends: [one],
		places: ['images[0].url'],
	},
	{
		name: 'a task (liliMozi/openhanako#1684, Wangnov/gpt-image-2-skill#40)',
		answer: () => ({ code: 200, data: [{ status: 'submitted', task_id: 'task_8f3' }] }),
		ends: ['noImage', { task: 'task_8f3' }, true],
	},
	{
		name: 'a task with status 202, its data no list (dickpy/dsh-imagegen#10)',
		answer: () => (response: ServerResponse) =>
			response.writeHead(202).end(JSON.stringify({ code: 200, data: { status: 'submitted', task_id: 'task_8f4' } })),
		ends: ['noImage', { task: 'task_8f4' }, true],
	},
	{
		name: 'a receipt as Replicate gives it',
		answer: () => ({ id: 'ufaw', status: 'starting', output: null, error: null, urls: { get: 'https://h/v1/p/ufaw' } }),
		ends: ['noImage', { task: 'ufaw' }, true],
	},
	{
		name: 'a receipt as fal gives it',
		answer: () => ({ request_id: '7-64', status_url: 'https://h/7-64/status', response_url: 'https://h/7-64' }),
		ends: ['noImage', { task: '7-64' }, true],
	},
	{
		name: 'words in the place of data (Tongyi-MAI/Z-Image#44)',
		answer: () => ({ code: 40301, message: 'Insufficient credits. Please top up.', data: null }),
		ends: ['noImage', { said: 'Insufficient credits. Please top up.' }, true],
	},
	{
		name: 'an error after signs of life, data null (Wei-Shaw/sub2api#4219)',
		answer: () =>
			slowly(' ', '\n', JSON.stringify({ data: null, error: { type: 'e', message: 'No balance', code: 'c' } })),
		ends: ['noImage', { said: 'No balance' }, true],
	},
	{
		name: 'signs of life, then the image (Wei-Shaw/sub2api#4219)',
		answer: () => slowly(' \n', ' \n', ' \n', ' \n', ' \n', ' \n', ' \n', JSON.stringify({ data: [{ b64_json: P }] })),
		ends: [one],
	},
	{
		name: '102 while it draws (QuantumNous/new-api#4506)',
		answer: () => (response: ServerResponse) => {
			response.writeProcessing();
			response.writeProcessing();
			response.end(JSON.stringify({ data: [{ b64_json: P }] }));
		},
		ends: [one],
	},
	{
		name: 'events that nobody asked for (piexian/astrbot_plugin_gemini_image_generation#20)',
		answer: () => [
			'text/event-stream',
			`: ping\n\n${events({ type: 'image_generation.completed', b64_json: P })}data: [DONE]\n\n`,
		],
		ends: [one],
	},
	{
		name: 'events called JSON (zhu1090093659/dsh-web#781)',
		answer: () => [
			'application/json',
			`${events({ type: 'image_generation.completed', b64_json: P })}data: [DONE]\n\n`,
		],
		ends: [one],
	},
	{
		name: 'events called JSON, after signs of life',
		answer: () => slowly(' \n', ' \n \n \n \n \n \n \n', events({ type: 'image_generation.completed', b64_json: P })),
		ends: [one],
	},
	{
		name: 'JSON called events, after a sign of life that is a comment',
		answer: () => [
			'text/event-stream',
			`: keep-alive\n\n: keep-alive\n\n${JSON.stringify({ data: [{ b64_json: P }] }, undefined, 2)}`,
		],
		ends: [one],
	},
	{
		name: 'JSON called events, after blanks',
		answer: () => ['text/event-stream', ' \n'.repeat(40) + JSON.stringify({ data: [{ b64_json: P }] })],
		ends: [one],
	},
	{
		name: 'an error that stands bare among events',
		answer: () => ['text/event-stream', `: ping\n\n{"error":{"message":"No balance"}}\n`],
		ends: ['noImage', { said: 'No balance' }, true],
	},
	{
		name: 'a line of JSON for each event',
		answer: () => ['application/x-ndjson', `{"status":"drawing"}\n${JSON.stringify({ done: true, image: P })}\n`],
		ends: [one],
		places: ['[1].image'],
	},
	{
		name: 'events of the Responses API (CookSleep/gpt_image_playground#9)',
		answer: () => [
			'text/event-stream',
			events(
				{ type: 'response.image_generation_call.partial_image', partial_image_b64: Q },
				{ type: 'response.output_item.done', item: { type: 'image_generation_call', status: 'completed', result: P } },
			),
		],
		ends: [one],
		places: ['item.result'],
	},
	{
		name: 'a chat, the image twice (CookSleep/gpt_image_playground#133)',
		answer: () => {
			const url = `data:image/png;base64,${P}`;
			const images = [{ type: 'image_url', image_url: { url } }];
			return { choices: [{ message: { role: 'assistant', content: `Done ![image](${url})`, images } }] };
		},
		ends: [one],
		places: ['choices[0].message.content'],
	},
	{
		name: 'a chat where one was asked for, the image twice',
		protocol: 'chatCompletions',
		answer: () => {
			const url = `data:image/png;base64,${P}`;
			const images = [{ type: 'image_url', image_url: { url } }];
			return { choices: [{ message: { role: 'assistant', content: `Done ![image](${url})`, images } }] };
		},
		ends: [one],
	},
	{
		name: 'a data URL in b64_json (vercel/ai#5315)',
		answer: () => ({ data: [{ b64_json: `data:image/jpeg;base64,${P}`, revised_prompt: 'A fox' }] }),
		ends: [one],
	},
	{
		name: 'nothing, and that moderation was not respected (vercel/ai#19168)',
		answer: () => ({ data: [{ b64_json: '', respect_moderation: false, revised_prompt: '' }] }),
		ends: ['blocked', { stage: 'image', reason: 'moderation' }, true],
	},
	{
		name: 'an image that failed for what it shows, in its place (Ark)',
		answer: () => ({
			data: [{ error: { code: 'OutputImageSensitiveContentDetected', message: 'It may be sensitive.' } }],
			usage: { generated_images: 0 },
		}),
		ends: ['blocked', { stage: 'image', reason: 'It may be sensitive.' }, true],
	},
	{
		name: 'nulls and an empty text beside a link (mostlygeek/llama-swap#623)',
		answer: (origin) => ({ id: 'x', data: [{ embedding: null, index: 0, b64_json: '', url: `${origin}/b6.png` }] }),
		ends: [one],
	},
	{
		name: 'a link that needs the key (Mintplex-Labs/anything-llm#6425, nextcloud/integration_openai#138)',
		answer: (origin) => ({ data: [{ url: `${origin}/generated-images/b6.png` }] }),
		file: (response, { headers }) => (headers.authorization ? response.end(one) : response.writeHead(401).end()),
		ends: [one],
	},
	{
		name: 'a link to a file that is not there yet',
		answer: (origin) => ({ data: [{ url: `${origin}/a.png` }] }),
		file: (response, _request, count) => (count > 1 ? response.end(one) : response.writeHead(404).end()),
		ends: [one],
	},
	gemini(
		'no candidates but null, and why the prompt was refused',
		() => ({ candidates: null, promptFeedback: { blockReason: 'PROHIBITED_CONTENT', safetyRatings: null } }),
		['blocked', { stage: 'prompt', reason: 'PROHIBITED_CONTENT' }, false],
	),
	gemini(
		'nulls, snake case and the URL-safe alphabet (pixeltable/pixeltable#1312)',
		() => ({
			candidates: [
				{
					content: {
						parts: [
							{
								...{ video_metadata: null, thought: null, text: null, file_data: null },
								inline_data: { data: one.toString('base64url'), mime_type: 'image/png', display_name: null },
							},
						],
						role: 'model',
					},
					finish_reason: 'STOP',
				},
			],
			prompt_feedback: null,
		}),
		[one],
	),
	gemini('two finished images (GEMISIS/leviath#823)', () => parts([drawn(P), { text: 'and a second one' }, drawn(Q)]), [
		other,
		one,
	]),
	gemini(
		'a file elsewhere',
		(origin) => parts([{ fileData: { mimeType: 'image/png', fileUri: `${origin}/files/p` } }]),
		[one],
	),
	gemini(
		'a Markdown image with a link (snailyp/gemini-balance#344)',
		(origin) => parts([{ text: `\n\n![image](${origin}/file/abc)\n` }]),
		[one],
	),
	gemini(
		'a Markdown image with a data URL (QuantumNous/new-api#2346)',
		() => parts([{ text: `Here: ![image](data:image/png;base64,${P})` }]),
		[one],
	),
	gemini(
		'a list of what would be events',
		() => [{ candidates: [{ content: { parts: [{ text: 'x', thought: true }] } }] }, parts([drawn(P)])],
		[one],
	),
	gemini(
		'events with a mark at their end (liuw1535/antigravity2api-nodejs#73)',
		() => ['text/event-stream', `${events(parts([drawn(P)]))}data: [DONE]\n\n`],
		[one],
	),
	gemini(
		'a draft, then the image, as events (suurt8ll/open_webui_functions#224)',
		() => [
			'text/event-stream',
			events(
				{ candidates: [{ content: { parts: [{ text: 'plan', thought: true }, drawn(P, { thought: true })] } }] },
				parts([drawn(Q)]),
			),
		],
		[other],
	),
	gemini('a draft and nothing else', () => parts([drawn(Q, { thought: true }), drawn(P, { thought: true })]), [one], {
		places: ['thought'],
	}),
	{
		name: 'two images where one was asked for',
		answer: () => ({ data: [{ b64_json: P }, { b64_json: Q }] }),
		ends: [one, other],
	},
	{
		name: 'a list of base64, as A1111 has it',
		answer: () => ({ images: [P, Q], parameters: { init_images: [noisePng(50, 50).toString('base64')] }, info: '{}' }),
		ends: [one, other],
		places: ['images[0]', 'images[1]'],
	},
	gemini(
		'predictions, as Imagen has them',
		() => ({ predictions: [{ mimeType: 'image/png', bytesBase64Encoded: P }] }),
		[one],
		{
			places: ['predictions[0].bytesBase64Encoded'],
		},
	),
	gemini('the answer in a wrapper', () => ({ response: parts([drawn(P)]), traceId: 'x' }), [one], {
		places: ['response.candidates[0].content.parts[0].inlineData.data'],
	}),
	gemini('no finish reason but null', () => parts([drawn(P)], { finishReason: null, safetyRatings: null }), [one]),
	gemini(
		'snake case',
		() => ({ candidates: [{ content: { parts: [{ inline_data: { data: P } }] }, finish_reason: 'STOP' }] }),
		[one],
	),
	gemini('a data URL in the place of base64', () => parts([drawn(`data:image/png;base64,${P}`)]), [one]),
	gemini(
		'nulls in every part',
		() => parts([{ text: 'Here it is', thought: null, inlineData: null }, drawn(P, { text: null, thought: null })]),
		[one],
	),
	{
		name: 'a web page (New API without /v1)',
		answer: () => ['text/html', '<!doctype html><html lang="zh"><head><title>New API</title></head></html>'],
		ends: ['badReply', { page: 'New API' }, true],
	},
	{
		name: 'a finished task with a list of links (dickpy/dsh-imagegen#10)',
		answer: (origin) => ({
			code: 200,
			data: { status: 'completed', task_id: 'task_8f5', result: { images: [{ url: [`${origin}/p.png`] }] } },
		}),
		ends: [one],
		places: ['data.result.images[0].url[0]'],
	},
	{
		name: 'JSON in a text',
		answer: (origin) => ({ output: JSON.stringify({ images: [{ url: `${origin}/p` }] }) }),
		ends: [one],
		places: ['output.images[0].url'],
	},
	{ name: 'base64 that Python has printed', answer: () => ({ image: `b'${P}'` }), ends: [one], places: ['image'] },
	{
		name: 'a link in a text',
		answer: (origin) => ['text/plain', `Your image: ${origin}/p.webp?sig=%2f. It is kept for a day.`],
		ends: [one],
		spoiled: ['badReply'],
		places: ['text'],
	},
	{
		name: 'a link in JSON that is cut',
		answer: (origin) => [
			'application/json',
			`{"data":[{"url":"${origin.replaceAll('/', '\\/')}\\/p.png?a=1\\u0026b=2"}],"us`,
		],
		ends: [one],
		spoiled: ['badReply'],
		places: ['text'],
	},
	{
		name: 'a damaged image beside a link to it',
		answer: (origin) => ({ data: [{ b64_json: one.subarray(0, 3000).toString('base64'), url: `${origin}/p` }] }),
		ends: [one],
		spoiled: ['badImage'],
		places: ['data[0].url'],
	},
	{
		name: 'a damaged image in a chat, beside a link to it',
		protocol: 'chatCompletions',
		answer: (origin) => {
			const url = `data:image/png;base64,${one.subarray(0, 3000).toString('base64')}`;
			return { choices: [{ message: { images: [{ image_url: { url }, file: `${origin}/p.png` }] } }] };
		},
		ends: [one],
		spoiled: ['badImage'],
		places: ['choices[0].message.images[0].file'],
	},
	{
		name: 'addresses of all kinds, and an image of none of them',
		answer: (origin) => ({
			...{
				status_url: `${origin}/s`,
				urls: { get: `${origin}/g`, web: `${origin}/w` },
				preview_url: `${origin}/t.png`,
			},
			input: { image: `${origin}/in.png` },
			messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `${origin}/user.png` } }] }],
			error: null,
			help: `See ${origin}/docs and ${origin}/docs/index.html.`,
		}),
		ends: ['noImage', {}, true],
	},
	{
		name: 'what the request held, and a refusal',
		answer: () => ({
			error: { message: 'No balance' },
			request: { image: P },
			messages: [{ role: 'user', content: Q }],
		}),
		ends: ['noImage', { said: 'No balance' }, true],
	},
];
