import * as v from 'valibot';
import { randomUUID } from 'node:crypto';
import type { KeepAlive } from '../meanwhile';
import { imagePlace, withImages, type Piece, type Reply } from '../reply';
import type { PaintedFormat } from '../encode';
import type { Size } from './pixels';
import type { Order } from './protocol';
import { bytesIn } from './sentImages';
import { anyNumber, anyText, jsonWith, nowInSeconds } from './service';

const partSchema = v.object({
	type: v.picklist(['text', 'image_url']),
	text: v.optional(v.string()),
	image_url: v.optional(v.object({ url: v.string() })),
});

/** What `POST /chat/completions` has everywhere. */
export const chatFields = {
	model: v.string(),
	messages: v.pipe(
		v.array(
			v.object({
				role: v.picklist(['system', 'developer', 'user', 'assistant', 'tool']),
				content: v.union([v.string(), v.array(partSchema)]),
			}),
		),
		v.nonEmpty(),
	),
	stream: v.nullish(v.boolean()),
	stream_options: v.nullish(v.unknown()),
	n: v.nullish(v.literal(1)),
	max_tokens: anyNumber,
	max_completion_tokens: anyNumber,
	temperature: anyNumber,
	top_p: anyNumber,
	seed: anyNumber,
	user: anyText,
} as const;

/** A chat as far as every service has it. */
type Chat = v.InferOutput<v.ObjectSchema<typeof chatFields, undefined>>;

/** How a service answers a chat with an image. */
export interface ChatForm {
	/** In `message.images`, or as Markdown in the text. */
	readonly images: 'list' | 'markdown';
	readonly format: PaintedFormat;
	readonly keepAlive?: KeepAlive;
	readonly headers?: Reply['headers'];
}

/** An order for one image; for none where `size` is undefined. */
export function chatOrder(request: Chat, size: Size | undefined, form: ChatForm): Order {
	const { model, stream } = request;
	const { images, format, keepAlive, headers = {} } = form;
	const url = `data:image/${format};base64,${imagePlace}`;
	const said = (files: readonly Uint8Array[]): object => {
		if (files.length === 0) {
			return { role: 'assistant', content: 'I cannot draw that.' };
		}
		return images === 'markdown'
			? { role: 'assistant', content: `![image](${url})` }
			: { role: 'assistant', content: '', images: [{ type: 'image_url', index: 0, image_url: { url } }] };
	};
	const facts = { id: `gen-${randomUUID()}`, created: nowInSeconds(), model, system_fingerprint: '' };
	const usage = { prompt_tokens: 12, completion_tokens: 1120, total_tokens: 1132 };
	const events = { 'content-type': 'text/event-stream', ...headers };
	return {
		model,
		prompt: promptOf(request),
		inputs: inputsOf(request),
		...(size ?? { width: 64, height: 64, latencyOf: '1K' }),
		format,
		count: size ? 1 : 0,
		...(stream && {
			meanwhile: { headers: events, ...(keepAlive && { keepAlive }), previews: 0, preview: () => [] },
		}),
		reply(files) {
			if (!stream) {
				const choice = { index: 0, finish_reason: 'stop', native_finish_reason: 'STOP', message: said(files) };
				return jsonWith({ ...facts, object: 'chat.completion', choices: [choice], usage }, files, headers);
			}
			const chunk = (delta: object, more: object = {}): Piece[] => {
				const choices = [{ index: 0, delta, finish_reason: null, ...more }];
				return ['data: ', ...withImages({ ...facts, object: 'chat.completion.chunk', choices }, files), '\n\n'];
			};
			const body = [...chunk(said(files)), ...chunk({ content: '' }, { finish_reason: 'stop' }), 'data: [DONE]\n\n'];
			return { status: 200, headers: events, body };
		},
	};
}

/** The images that came with what was said last. */
function inputsOf({ messages }: Pick<Chat, 'messages'>): Uint8Array[] {
	const { content } = messages.at(-1) ?? { content: '' };
	return typeof content === 'string' ? [] : bytesIn(content.map(({ image_url: image }) => image?.url));
}

/** The text of what was said last. */
function promptOf({ messages }: Pick<Chat, 'messages'>): string {
	const { content } = messages.at(-1) ?? { content: '' };
	return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(' ');
}
