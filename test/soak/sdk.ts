import { GoogleGenAI, Modality } from '@google/genai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI from 'openai';
import { Agent, fetch } from 'undici';
import { compressed, inParallel, type Load, promptsOf, resolution } from './load';

/** The load, through a vendor's SDK with its default options, in a process of its own: `sdk.ts '{"sdk":…}'`. */
export interface SdkOptions {
	readonly sdk: 'openai' | 'genai';
	readonly baseUrl: string;
	readonly model: string;
	/** Where the images go. */
	readonly folder: string;
	readonly load: Load;
}

const { sdk, baseUrl, model, folder, load } = JSON.parse(process.argv[2] ?? '') as SdkOptions;

/** Node's own fetch, but for its two limits of 300 s, which are compressed like everything else. */
const dispatcher = new Agent({
	allowH2: false,
	headersTimeout: compressed(300_000),
	bodyTimeout: compressed(300_000),
});
const fetchQuickly = ((url: string, init: object) =>
	fetch(url, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;

const ask = sdk === 'openai' ? askOpenai() : askGenai();

function askOpenai(): (prompt: string) => Promise<string | undefined> {
	const timeout = compressed(OpenAI.DEFAULT_TIMEOUT);
	const client = new OpenAI({ apiKey: 'key', baseURL: baseUrl, timeout, fetch: fetchQuickly });
	return async (prompt) => {
		const { data } = await client.images.generate({ model, prompt, size: '1024x1024' });
		return data?.[0]?.b64_json;
	};
}

function askGenai(): (prompt: string) => Promise<string | undefined> {
	const client = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl, fetch: fetchQuickly } });
	return async (prompt) => {
		const config = { responseModalities: [Modality.TEXT, Modality.IMAGE], imageConfig: { imageSize: resolution } };
		const { candidates } = await client.models.generateContent({ model, contents: prompt, config });
		const parts = candidates?.[0]?.content?.parts ?? [];
		return parts.find(({ inlineData }) => inlineData)?.inlineData?.data;
	};
}

void inParallel(promptsOf(load), load.parallel, async (prompt) => {
	let path: string | undefined;
	try {
		const base64 = await ask(prompt);
		if (base64) {
			path = join(folder, prompt.replace(' ', '-'));
			await writeFile(path, Buffer.from(base64, 'base64'));
		}
	} catch {
		path = undefined;
	}
	console.log(JSON.stringify({ prompt, path }));
});
