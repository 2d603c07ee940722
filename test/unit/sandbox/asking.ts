import { startSandbox, type Sandbox } from '../../../src/sandbox/server';

/** What the tests read of either service's JSON. */
export interface Answer {
	readonly error: { code: unknown; status: string; message: string; param: string; type: string; details: unknown };
	readonly candidates: { content: { parts: { text?: string; inlineData?: { mimeType: string; data: string } }[] } }[];
	readonly data: { b64_json?: string; url?: string; size?: string }[];
	readonly models: { name: string }[];
}

/** A sandbox for the tests of one `describe`, which does not let them wait. */
export function sandboxForTests(): () => Sandbox {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale: 0 });
	});
	after(() => sandbox.close());
	return () => sandbox;
}

/** POSTs JSON, or a text as it is; resolves with status and body. */
export async function post(
	url: string,
	body: unknown,
	headers: Record<string, string> = {},
): Promise<[number, Answer]> {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const reply = await fetch(url, { method: 'POST', body: text, headers });
	return [reply.status, (await reply.json()) as Answer];
}

/** A body for Gemini that asks for an image. */
export function geminiBody(imageConfig: object = {}, prompt = 'a fox'): object {
	return {
		contents: [{ role: 'user', parts: [{ text: prompt }] }],
		generationConfig: { responseModalities: ['IMAGE'], imageConfig },
	};
}

/** A body for the OpenAI protocol that asks for an image drawn in a moment. */
export const quickBody = { model: 'stablediffusion', prompt: 'a fox', size: '64x64', response_format: 'b64_json' };

/** The path at which a Gemini model is asked. */
export function geminiPath(model = 'gemini-3-pro-image'): string {
	return `/v1beta/models/${model}:generateContent`;
}
