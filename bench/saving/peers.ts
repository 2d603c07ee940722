// What people write with the clients they know, as their documentation shows it. Packages are loaded by whoever uses them,
// so that nobody's memory holds another's code.
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Save, Task } from './task';

interface ImagesReply {
	readonly data?: readonly { readonly b64_json?: string; readonly url?: string }[];
}

const asked = { model: 'gpt-image-2', prompt: 'a fox' };

export const undici: () => Promise<Save> = async () => {
	const { request } = await import('undici');
	return async (task) => {
		const { body } = await request(endpoint(task), { method: 'POST', body: JSON.stringify(asked) });
		if (task.reply.framing === 'events') {
			return await saveAll(task, eventData(await body.text()));
		}
		return await saveReply(task, await body.json(), async (url) => (await request(url)).body);
	};
};

export const globalFetch: () => Promise<Save> = () =>
	Promise.resolve(async (task) => {
		const response = await fetch(endpoint(task), { method: 'POST', body: JSON.stringify(asked) });
		return await saveReply(task, await response.json(), async (url) =>
			Buffer.from(await (await fetch(url)).arrayBuffer()),
		);
	});

export const axios: () => Promise<Save> = async () => {
	const { default: client } = await import('axios');
	return async (task) => {
		const { data } = await client.post<ImagesReply>(endpoint(task), asked);
		return await saveReply(
			task,
			data,
			async (url) => (await client.get<Readable>(url, { responseType: 'stream' })).data,
		);
	};
};

export const got: () => Promise<Save> = async () => {
	const { default: client } = await import('got');
	return async (task) =>
		await saveReply(task, await client.post(endpoint(task), { json: asked }).json(), (url) =>
			Promise.resolve(client.stream(url)),
		);
};

export const openaiSdk: () => Promise<Save> = async () => {
	const { OpenAI } = await import('openai');
	return async (task) => {
		const client = new OpenAI({ apiKey: 'key', baseURL: `${task.address}/v1` });
		if (task.reply.framing === 'events') {
			const images: string[] = [];
			for await (const event of await client.images.generate({ ...asked, stream: true })) {
				images.push(event.b64_json);
			}
			return await saveAll(task, images);
		}
		return await saveReply(task, await client.images.generate(asked), async (url) =>
			Buffer.from(await (await fetch(url)).arrayBuffer()),
		);
	};
};

export const googleSdk: () => Promise<Save> = async () => {
	const { GoogleGenAI } = await import('@google/genai');
	return async (task) => {
		const { models } = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: task.address } });
		const question = { model: 'gemini-3-pro-image', contents: 'a fox' };
		const images: string[] = [];
		const replies =
			task.reply.framing === 'events'
				? await models.generateContentStream(question)
				: [await models.generateContent(question)];
		for await (const { candidates } of replies) {
			images.push(...(candidates?.[0]?.content?.parts ?? []).flatMap(({ inlineData }) => inlineData?.data ?? []));
		}
		return await saveAll(task, images);
	};
};

/** Its parser hands long strings out in pieces; base64 decodes in groups of four. */
export const streamJson: () => Promise<Save> = async () => {
	const { request } = await import('undici');
	const { parser } = await import('stream-json');
	return async (task) => {
		const { body } = await request(endpoint(task), { method: 'POST', body: JSON.stringify(asked) });
		const files: string[] = [];
		let file: ReturnType<typeof createWriteStream> | undefined;
		let key = '';
		let rest = '';
		await pipeline(
			body,
			parser.asStream({ packKeys: true, packStrings: false, streamValues: true }),
			async (tokens) => {
				for await (const { name, value } of tokens as AsyncIterable<{ name: string; value?: string }>) {
					if (name === 'keyValue') {
						key = value ?? '';
					} else if (name === 'startString' && key === 'b64_json') {
						files.push(join(task.folder, `image-${files.length + 1}.png`));
						file = createWriteStream(files.at(-1) ?? '');
					} else if (name === 'stringChunk' && file) {
						const text = rest + (value ?? '');
						const whole = text.length - (text.length % 4);
						rest = text.slice(whole);
						if (!file.write(Buffer.from(text.slice(0, whole), 'base64'))) {
							await new Promise((resolve) => file?.once('drain', resolve));
						}
					} else if (name === 'endString' && file) {
						const closing = file;
						await new Promise<void>((resolve) => closing.end(resolve));
						file = undefined;
					}
				}
			},
		);
		return files;
	};
};

function endpoint({ address }: Task): string {
	return `${address}/v1/images/generations`;
}

/** The images of a reply as it was parsed; those behind links by `follow`. */
async function saveReply(
	task: Task,
	reply: unknown,
	follow: (url: string) => Promise<Buffer | Readable>,
): Promise<string[]> {
	const { data = [] } = reply as ImagesReply;
	if (task.reply.framing !== 'link') {
		return await saveAll(
			task,
			data.map(({ b64_json: base64 = '' }) => base64),
		);
	}
	const files: string[] = [];
	for (const [index, { url = '' }] of data.entries()) {
		const path = join(task.folder, `image-${index + 1}.png`);
		await writeFile(path, await follow(url));
		files.push(path);
	}
	return files;
}

async function saveAll(task: Task, images: readonly string[]): Promise<string[]> {
	const files: string[] = [];
	for (const [index, base64] of images.entries()) {
		const path = join(task.folder, `image-${index + 1}.png`);
		await writeFile(path, Buffer.from(base64, 'base64'));
		files.push(path);
	}
	return files;
}

function eventData(text: string): string[] {
	return text
		.split('\n')
		.filter((line) => line.startsWith('data: '))
		.flatMap((line) => (JSON.parse(line.slice(6)) as { readonly b64_json?: string }).b64_json ?? []);
}
