import { imageDimensionsFromData } from 'image-dimensions';
import type { Sandbox } from '../../../src/sandbox/server';
import { geminiBody } from './asking';

/** A reply, as far as the tests read it. */
export interface Got {
	readonly status: number;
	readonly type: string;
	readonly bytes: Buffer;
	/** The body, where it is JSON. */
	readonly json: unknown;
}

const bearer = { authorization: 'Bearer any' };

/** Asks the sandbox: a POST where there is a body. With a bearer key unless told otherwise. */
export async function ask(
	sandbox: Sandbox,
	path: string,
	body?: unknown,
	headers: Record<string, string> = bearer,
): Promise<Got> {
	const reply = await fetch(sandbox.url + path, {
		headers,
		...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
	});
	const bytes = Buffer.from(await reply.arrayBuffer());
	const type = reply.headers.get('content-type') ?? '';
	return { status: reply.status, type, bytes, json: type.includes('json') ? JSON.parse(bytes.toString()) : undefined };
}

/** Every image that a reply holds: as its body, in base64, in data URLs, or behind links, as `WIDTHxHEIGHT TYPE`. */
export async function imagesIn({ type, bytes, json }: Got): Promise<string[]> {
	if (type.startsWith('image/')) {
		return [shown(bytes)];
	}
	const texts = textsIn(json ?? bytes.toString());
	const found = await Promise.all(
		texts.map(async (text) => {
			const [, base64] =
				/^(?:data:image\/\w+;base64,|!\[image\]\(data:image\/\w+;base64,)?([\w+/]{200,}=*)\)?$/.exec(text) ?? [];
			const link = /^http:.*\/files\//.test(text) ? await (await fetch(text)).arrayBuffer() : undefined;
			return base64 ? [shown(Buffer.from(base64, 'base64'))] : link ? [shown(Buffer.from(link))] : [];
		}),
	);
	return found.flat();
}

function shown(file: Uint8Array): string {
	const found = imageDimensionsFromData(file);
	return found ? `${found.width}x${found.height} ${found.type}` : `${file.length} bytes`;
}

/** Every text of a JSON value, from the outside in. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') {
		return [value];
	}
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/* What the tests ask for, and where. */

export const flux = { model: 'black-forest-labs/FLUX.1-schnell', prompt: 'a fox' };
export const grok = { model: 'grok-imagine-image-2.0', prompt: 'a fox' };
export const gpt = { model: 'gpt-image-2', prompt: 'a fox', size: '1024x640' };
export const chat = (model: string, more: object = {}): object => ({
	model,
	messages: [{ role: 'user', content: 'a fox' }],
	...more,
});
export const azureKey = { 'api-key': 'any' };
export const fireworksPath = '/inference/v1/workflows/accounts/fireworks/models/flux-1-schnell-fp8/text_to_image';
export const deploymentPath = '/openai/deployments/drawings/images/generations';
export const vertexPath = '/v1/publishers/google/models/gemini-3-pro-image:generateContent';
export const cloudflarePath = '/v1/me/open/google-ai-studio/v1beta/models/gemini-3-pro-image:generateContent';
export const googleKey = { 'x-goog-api-key': 'any' };
export const gemini = geminiBody({ aspectRatio: '16:9', imageSize: '1K' });
