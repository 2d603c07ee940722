import { geminiModel, gptImageModel, gptImageSize } from './services';

/** What people would use instead: with its default options, and the article's recipe as the article has it. */
export type PeerName = 'openai' | '@google/genai' | 'fetch' | 'undici' | "the article's recipe";

/** Asks for one image; resolves with its base64, if the reply has one. Rejects when the client gives up. */
export type Ask = (prompt: string) => Promise<string | undefined>;

/** What the OpenAI protocol's reply holds of interest. */
interface OpenaiReply {
	readonly data?: readonly { readonly b64_json?: string }[];
}

/** Node's and undici's limit until the reply's head: undici's documentation of `headersTimeout`. */
const undiciLimitMs = 300_000;

const peers: Readonly<Record<PeerName, (url: string, timeScale: number) => Promise<Ask>>> = {
	openai: openOpenai,
	'@google/genai': openGenai,
	fetch: (url, timeScale) => Promise.resolve(askByFetch(url, fetchAt(timeScale))),
	undici: openUndici,
	"the article's recipe": openRecipe,
};

/** A client for the service at that address, its own limits and waits compressed to that scale. */
export function openPeer(name: PeerName, url: string, timeScale: number): Promise<Ask> {
	return peers[name](url, timeScale);
}

async function openOpenai(url: string, timeScale: number): Promise<Ask> {
	const { OpenAI } = await import('openai');
	const timeout = OpenAI.DEFAULT_TIMEOUT * timeScale;
	const client = new OpenAI({ apiKey: 'key', baseURL: `${url}/v1`, timeout, fetch: fetchAt(timeScale) });
	compressWaits(client, timeScale);
	return async (prompt) => {
		const { data } = await client.images.generate({ model: gptImageModel, prompt, size: gptImageSize });
		return data?.[0]?.b64_json;
	};
}

/** Its waits between attempts have no option: 0.5 s, then 1 s, less up to a quarter. */
function compressWaits(client: object, timeScale: number): void {
	const name = 'calculateDefaultRetryTimeoutMillis';
	const waitMs: unknown = Reflect.get(client, name);
	if (typeof waitMs !== 'function') {
		throw new Error(`openai has no ${name} any more`);
	}
	Reflect.set(client, name, (...args: unknown[]) => timeScale * (Reflect.apply(waitMs, client, args) as number));
}

async function openGenai(url: string, timeScale: number): Promise<Ask> {
	const { GoogleGenAI, Modality } = await import('@google/genai');
	const client = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: url, fetch: fetchAt(timeScale) } });
	return async (prompt) => {
		const config = { responseModalities: [Modality.TEXT, Modality.IMAGE], imageConfig: { imageSize: '4K' } };
		const { candidates } = await client.models.generateContent({ model: geminiModel, contents: prompt, config });
		const parts = candidates?.[0]?.content?.parts ?? [];
		return parts.find(({ inlineData }) => inlineData)?.inlineData?.data;
	};
}

/**
 * Node's own fetch: as it is in real time. Compressed, its limit is kept by a timer of ours: the one of undici inside
 * it ticks once or twice a second, a minute or more at our scale.
 */
function fetchAt(timeScale: number): typeof fetch {
	return timeScale === 1
		? fetch
		: (input, init) =>
				within(undiciLimitMs * timeScale, init?.signal ?? undefined, (signal) => fetch(input, { ...init, signal }));
}

/** Runs `ask` until a limit; its failure then is what fetch throws for all of them. */
async function within<T>(
	limitMs: number,
	signal: AbortSignal | undefined,
	ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), limitMs);
	try {
		return await ask(signal ? AbortSignal.any([signal, limit.signal]) : limit.signal);
	} catch (error) {
		throw limit.signal.aborted ? new TypeError('fetch failed') : error;
	} finally {
		clearTimeout(timer);
	}
}

const path = '/v1/images/generations';
const headers = { 'content-type': 'application/json', authorization: 'Bearer key' };

function bodyFor(prompt: string): string {
	return JSON.stringify({ model: gptImageModel, prompt, size: gptImageSize });
}

function askByFetch(url: string, fetchIt: typeof fetch): Ask {
	return async (prompt) => {
		const reply = await fetchIt(url + path, { method: 'POST', headers, body: bodyFor(prompt) });
		return imageIn(reply.status, () => reply.json());
	};
}

/** Its `request` with the dispatcher that it comes with, which speaks HTTP/2 where that is on offer. */
async function openUndici(url: string, timeScale: number): Promise<Ask> {
	// Not before it is asked for: loaded, it changes Node's own fetch.
	const { request } = await import('undici');
	return (prompt) =>
		within(timeScale === 1 ? forEverMs : undiciLimitMs * timeScale, undefined, async (signal) => {
			const options = { method: 'POST', headers, body: bodyFor(prompt), signal } as const;
			const { statusCode, body } = await request(url + path, options);
			return imageIn(statusCode, () => body.json());
		});
}

/** The most that a timer takes. */
const forEverMs = 2 ** 31 - 1;

/** The article's Python, its policy said over: 10 s to connect and 600 s for 4K, HTTP/1.1, 3 attempts with growing waits. */
async function openRecipe(url: string, timeScale: number): Promise<Ask> {
	const { Agent, request } = await import('undici');
	const dispatcher = new Agent({ allowH2: false, connect: { timeout: 10_000 }, headersTimeout: 0, bodyTimeout: 0 });
	const ask: Ask = (prompt) =>
		within(600_000 * timeScale, undefined, async (signal) => {
			const options = { method: 'POST', headers, body: bodyFor(prompt), signal, dispatcher } as const;
			const { statusCode, body } = await request(url + path, options);
			return imageIn(statusCode, () => body.json());
		});
	return async (prompt) => {
		for (let attempt = 1; ; attempt++) {
			try {
				return await ask(prompt);
			} catch (error) {
				// Repeated: whatever has no status (a limit, a lost connection), overloaded and unavailable. Nothing else.
				const repeats = !(error instanceof StatusError) || [429, 503].includes(error.status);
				if (attempt === 3 || !repeats) {
					throw error;
				}
				await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** (attempt - 1) * timeScale));
			}
		}
	};
}

class StatusError extends Error {
	constructor(readonly status: number) {
		super(`status ${status}`);
	}
}

async function imageIn(status: number, json: () => Promise<unknown>): Promise<string | undefined> {
	if (status !== 200) {
		throw new StatusError(status);
	}
	return ((await json()) as OpenaiReply).data?.[0]?.b64_json;
}
