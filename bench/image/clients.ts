import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createJob } from '../../src/engine/jobs/layout';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { defaultRetryRules, timeoutsFor } from '../../src/engine/policy/timeouts';
import type { Endpoint, GenerateTask } from '../../src/engine/task';
import { toLine } from '../../src/engine/secrets';
import { inParallel } from '../../test/soak/load';
import { authority } from './hops';
import { type Load, promptsOf } from './load';
import type { PeerName } from './peers';
import { geminiModel, gptImageModel } from './services';

/** How one image ended for the person who asked for it. */
export interface Outcome {
	readonly prompt: string;
	/** The file that was saved as the image. */
	readonly path?: string;
	/** Whether it was left to the person, since it may be paid for. Absent for clients that do not tell. */
	readonly asks?: boolean;
	/** From asking to the end, whichever, in real milliseconds of the load. */
	readonly waitedMs: number;
}

export interface Client {
	readonly name: string;
	/** Whether it asks the person before it repeats what may be paid for. */
	readonly asks: boolean;
	/** Asks for all images of the load at that address; saves them in a folder of its own, which it finds empty. */
	readonly run: (load: Load, url: string, folder: string) => Promise<readonly Outcome[]>;
}

/** The hop's certificate is one of the tests' own: every client is told of it in Node's own way. */
const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };

/** The command line as it was built, with the rules it has by default; and what people would use instead, likewise. */
export function clientsOf(cliPath: string): readonly Client[] {
	return [
		engine('Image Gen', cliPath, openai),
		engine('Image Gen, streaming', cliPath, openrouter),
		engine('Image Gen, Gemini', cliPath, gemini),
		peer('openai'),
		peer('@google/genai'),
		peer('fetch'),
		peer('undici'),
		peer("the article's recipe"),
	];
}

function openai(url: string): Endpoint {
	return { service: 'openai', protocol: 'openaiImages', baseUrl: `${url}/v1`, model: gptImageModel };
}

/** A gateway whose streams send signs of life, so that a stream is asked for by itself: OpenAI's own send none. */
function openrouter(url: string): Endpoint {
	return {
		service: 'openrouter',
		protocol: 'openaiImages',
		baseUrl: `${url}/as/openrouter/api/v1`,
		model: `openai/${gptImageModel}`,
	};
}

function gemini(url: string): Endpoint {
	return { service: 'gemini', protocol: 'geminiNative', baseUrl: `${url}/v1beta`, model: geminiModel };
}

/** One process for each image, as the window starts them. */
function engine(name: string, cliPath: string, endpoint: (url: string) => Endpoint): Client {
	return {
		name,
		asks: true,
		async run(load, url, folder) {
			const outcomes: Outcome[] = [];
			await inParallel(promptsOf(name, load), load.parallel, async (prompt) => {
				const request: GenerateTask = { ...requestFor(prompt, load), endpoint: endpoint(url) };
				// Each in a storage of its own: the shared retry budget counts real minutes.
				const job = await createJob(join(folder, String(outcomes.length), prompt, 'jobs'), request);
				const child = spawn(process.execPath, [cliPath, 'run', job.path], {
					env,
					stdio: ['pipe', 'ignore', 'inherit'],
				});
				child.stdin.end(`${toLine({ keys: new Map([[url, 'key']]) })}\n`);
				await once(child, 'exit');
				const { events } = await readEvents(job);
				const [first, last] = [events.at(0), events.at(-1)];
				outcomes.push({
					prompt,
					...(last?.type === 'saved' && { path: last.path }),
					asks: last?.type === 'failed' && last.maybePaid,
					waitedMs: ((last?.at ?? NaN) - (first?.at ?? NaN)) / load.timeScale,
				});
			});
			return outcomes;
		},
	};
}

/** The engine's own limits and waits for 4K. What the machine's own slowness decides and not the service's is not compressed. */
function requestFor(prompt: string, { timeScale }: Load): Omit<GenerateTask, 'endpoint'> {
	const timeouts = timeoutsFor('4K');
	return {
		type: 'generate',
		image: { prompt, resolution: '4K' },
		timeouts: {
			...timeouts,
			firstByteMs: timeouts.firstByteMs * timeScale,
			attemptMs: timeouts.attemptMs * timeScale,
			runMs: timeouts.runMs * timeScale,
		},
		retry: {
			...defaultRetryRules,
			baseDelayMs: defaultRetryRules.baseDelayMs * timeScale,
			maxDelayMs: defaultRetryRules.maxDelayMs * timeScale,
		},
	};
}

/** All images in one process, as a server or a script would do it. */
function peer(name: PeerName): Client {
	return {
		name,
		asks: false,
		async run(load, url, folder) {
			const { timeScale, parallel } = load;
			const task = { name, url, folder, timeScale, parallel, prompts: promptsOf(name, load) };
			const script = ['--import', 'tsx', join(__dirname, 'peer.ts'), JSON.stringify(task)];
			const child = spawn(process.execPath, script, { env, stdio: ['ignore', 'pipe', 'inherit'] });
			const outcomes: Outcome[] = [];
			for await (const line of createInterface(child.stdout)) {
				outcomes.push(JSON.parse(line) as Outcome);
			}
			return outcomes;
		},
	};
}
