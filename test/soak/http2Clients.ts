import { readFile } from 'node:fs/promises';
import { connect, type ClientHttp2Session } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { Agent } from 'undici';
import { systemClock } from '../../src/engine/clock';
import { generate } from '../../src/engine/run/run';
import { createJob } from '../../src/engine/jobs/layout';
import { timeoutsFor } from '../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../src/engine/task';

/** Asks once and never again; resolves with the image, rejects with what happened. */
interface ImageClient extends AsyncDisposable {
	readonly ask: (signal: AbortSignal) => Promise<Buffer>;
}

export interface ClientKind {
	readonly name: string;
	readonly open: (baseUrl: string, folder: string) => ImageClient;
}

const path = '/v1/images/generations';
const body = JSON.stringify({ model: 'm', prompt: 'a fox', size: '4096x4096' });
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };

function imageIn(reply: Buffer): Buffer {
	const { data } = JSON.parse(reply.toString()) as { data: { b64_json: string }[] };
	return Buffer.from(data[0]?.b64_json ?? '', 'base64');
}

const imageGen: ClientKind = {
	name: 'Image Gen, HTTP/1.1',
	open: (baseUrl, folder) => ({
		async ask(signal) {
			const request: GenerateTask = {
				type: 'generate',
				image: { prompt: 'a fox', resolution: '4K' },
				endpoint: { service: 'openaiCompatible', protocol: 'openaiImages', baseUrl: `${baseUrl}/v1`, model: 'm' },
				timeouts: timeoutsFor('4K'),
				retry: { attempts: 1, baseDelayMs: 0, maxDelayMs: 0, possiblyPaid: false },
				network: { noProxy: [], strictSsl: false, systemCertificates: false },
			};
			const { images } = await generate(request, {
				folder: await createJob(folder, request),
				secrets: { keys: new Map() },
				clock: systemClock,
				random: Math.random,
				signal,
				mayAskAgain: () => Promise.resolve(false),
				onStep: () => undefined,
				onSending: () => Promise.resolve(),
			});
			return await readFile(images[0].path);
		},
		[Symbol.asyncDispose]: () => Promise.resolve(),
	}),
};

function undici(name: string, options: Agent.Options): ClientKind {
	return {
		name,
		open(baseUrl) {
			const dispatcher = new Agent({ ...options, connect: { rejectUnauthorized: false } });
			const ask = async (signal: AbortSignal): Promise<Buffer> => {
				const origin = { origin: baseUrl, path, method: 'POST', headers, body, signal } as const;
				const reply = await dispatcher.request(origin);
				const bytes = await buffer(reply.body);
				if (reply.statusCode !== 200) {
					throw new Error(`status ${reply.statusCode}`);
				}
				return imageIn(bytes);
			};
			return { ask, [Symbol.asyncDispose]: () => dispatcher.destroy() };
		},
	};
}

/** All requests as streams of one connection, which is what HTTP/2 is for. */
const oneSession: ClientKind = {
	name: 'node:http2, one connection',
	open(baseUrl) {
		let session: ClientHttp2Session | undefined;
		const usable = (): ClientHttp2Session => {
			if (!session || session.closed || session.destroyed) {
				session = connect(baseUrl, { rejectUnauthorized: false }).on('error', () => undefined);
			}
			return session;
		};
		return {
			async ask(signal) {
				const stream = usable().request({ ':method': 'POST', ':path': path, ...headers }, { signal });
				let status = 0;
				stream.on('response', (reply) => (status = Number(reply[':status'])));
				stream.end(body);
				const bytes = await buffer(stream);
				if (status !== 200) {
					throw new Error(status === 0 ? 'no reply' : `status ${status}`);
				}
				return imageIn(bytes);
			},
			[Symbol.asyncDispose]() {
				session?.destroy();
				return Promise.resolve();
			},
		};
	},
};

export const clientKinds: readonly ClientKind[] = [
	imageGen,
	undici('undici, HTTP/2', { allowH2: true, headersTimeout: 0, bodyTimeout: 0 }),
	oneSession,
];
