import { presetOf } from '../catalogue';
import type { Fitted } from '../fit';
import { isAddress, markdownImages } from '../links';
import { firstOf, listIn, objectIn, textIn } from '../members';
import { whyNoImage } from '../noImage';
import { nameErrorInReply } from '../refusal';
import { plainLine } from '../plainLine';
import { errorIn } from '../replies';
import { dataUrl } from '../sentImage';
import { imageSizing } from './geminiNative';
import type { FoundImage, Protocol } from './protocol';

/**
 * `POST /chat/completions` of models that answer with images. Facts: @openrouter/sdk 1.3.19, Vercel's, LiteLLM's and New API's own pages. Unless
 * a service is known to want more, it is sent nothing but the message: what it takes beyond that is its own.
 */
export const chatCompletions: Protocol = {
	ask(image, endpoint, stream = false) {
		const { model, service } = endpoint;
		const { modalities, imageConfig } = presetOf(service)?.chat ?? {};
		const { aspectRatio, imageSize } = imageSizing(image, endpoint);
		const config = {
			...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
			...(imageSize !== undefined && { image_size: imageSize }),
		};
		return {
			path: '/chat/completions',
			body: {
				model,
				messages: [{ role: 'user', content: contentOf(image) }],
				...(modalities && { modalities: ['image', 'text'] }),
				...(imageConfig && Object.keys(config).length > 0 && { image_config: config }),
				...(stream && { stream: true }),
			},
		};
	},

	headers: () => ({}),

	isPreview: () => false,

	// Gateways that know OpenRouter's `images` put them into the text as well. https://github.com/CookSleep/gpt_image_playground/issues/133
	mayRepeat: true,

	async read(reply) {
		const choices = reply.values.flatMap((value) => listIn(value, 'choices'));
		// Streamed, an answer comes in deltas; some services send it once more as a message at the end.
		const messages = choices.flatMap((choice) => [...listIn(choice, 'message'), ...listIn(choice, 'delta')]);
		const images: FoundImage[] = [];
		for (const { text, isUrl } of messages.flatMap(textsOf)) {
			// What stands where an image stands is one, or a damaged one.
			const isData = isUrl && /^\s*data:/i.test(text);
			const found = isData ? [await reply.imageIn(text)] : await reply.imagesIn(text);
			const links = isUrl && isAddress(text.trim()) ? [text.trim()] : markdownImages(text);
			images.push(...found.flatMap((image) => (image ? [{ kind: 'bytes', image } as const] : [])));
			for (const url of links) {
				images.push({ kind: 'link', url });
			}
		}
		if (images.length > 0) {
			return images;
		}
		const error = firstOf(choices, errorIn);
		if (error !== undefined) {
			throw nameErrorInReply(error);
		}
		const answer = messages.flatMap(textsOf).flatMap(({ text, isUrl }) => (isUrl ? [] : [text]));
		const said = plainLine(reply.said(answer.join(''))) || undefined;
		const reason = choices.map((choice) => textIn(choice, 'finish_reason')).findLast(Boolean);
		throw whyNoImage(reply, { reason, said });
	},
};

/** What is said: a text, and the images that go along as further parts of it. */
function contentOf({ prompt, inputs }: Fitted): string | readonly object[] {
	const images = inputs.map((image) => ({ type: 'image_url', image_url: { url: dataUrl(image) } }));
	return images.length === 0 ? prompt : [{ type: 'text', text: prompt }, ...images];
}

/** A text of an answer, or the address of an image in it: a link or a `data:` URL. */
interface ChatText {
	readonly text: string;
	readonly isUrl: boolean;
}

/** What a message says, in a list of its own for images, in parts, or in one text with Markdown images. */
function textsOf(message: unknown): readonly ChatText[] {
	const content = textIn(message, 'content');
	const parts = [...listIn(message, 'images'), ...listIn(message, 'content')];
	return [...(content === undefined ? [] : [{ text: content, isUrl: false }]), ...parts.flatMap(textOfPart)];
}

function textOfPart(part: unknown): readonly ChatText[] {
	const url = textIn(objectIn(part, 'image_url'), 'url') ?? textIn(part, 'image_url', 'url');
	const text = textIn(part, 'text');
	return [
		...(url === undefined ? [] : [{ text: url, isUrl: true }]),
		...(text === undefined ? [] : [{ text, isUrl: false }]),
	];
}
