import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Failure } from '../../src/engine/failure';
import { createJob } from '../../src/engine/jobs/layout';
import { readEvents } from '../../src/engine/jobs/eventLog';
import type { Endpoint } from '../../src/engine/task';
import { toLine } from '../../src/engine/secrets';
import type { PaintedFormat } from '../../src/sandbox/encode';
import { inParallel, timeouts, type Load, promptsOf, retry, resolution } from './load';
import type { SdkOptions } from './sdk';

/** How one generation ended for the person who asked for it. */
export interface Outcome {
	readonly prompt: string;
	/** The file that was saved as the image. */
	readonly path?: string;
	/** Why not, where the client says that. */
	readonly failure?: Failure;
}

export interface Client {
	readonly name: string;
	readonly protocol: string;
	/** What the service draws for it. */
	readonly format: PaintedFormat;
	/** Carries the load out against the service at that address, in an empty folder of its own. */
	readonly run: (load: Load, serviceUrl: string, folder: string) => Promise<readonly Outcome[]>;
}

const gptImage = 'gpt-image-2.5-flare';
const nanoBanana = 'gemini-3-pro-image';

/** The command line as it was built, and the SDKs as they are without any options. */
export function clientsOf(cliPath: string): readonly Client[] {
	const engine = (endpoint: (serviceUrl: string) => Endpoint): Client['run'] => {
		return (load, serviceUrl, folder) => runEngine(cliPath, load, endpoint(serviceUrl), folder);
	};
	return [
		{
			name: 'Image Gen',
			protocol: 'OpenAI',
			format: 'png',
			run: engine((url) => ({
				...{ service: 'openai', protocol: 'openaiImages', baseUrl: `${url}/v1`, model: gptImage },
			})),
		},
		{ name: 'openai SDK', protocol: 'OpenAI', format: 'png', run: sdk('openai', '/v1', gptImage) },
		{
			name: 'Image Gen',
			protocol: 'Gemini',
			format: 'jpeg',
			run: engine((url) => ({
				...{ service: 'gemini', protocol: 'geminiNative', baseUrl: `${url}/v1beta`, model: nanoBanana },
			})),
		},
		{ name: '@google/genai', protocol: 'Gemini', format: 'jpeg', run: sdk('genai', '', nanoBanana) },
	];
}

/** One process for each generation, as the window starts them. */
async function runEngine(cliPath: string, load: Load, endpoint: Endpoint, folder: string): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	await inParallel(promptsOf(load), load.parallel, async (prompt) => {
		// Each in a storage of its own: the shared retry budget counts real minutes, and here a hundred of them go by in one.
		const jobs = join(folder, prompt.replace(' ', '-'), 'jobs');
		const job = await createJob(jobs, { type: 'generate', image: { prompt, resolution }, endpoint, timeouts, retry });
		const child = spawn(process.execPath, [cliPath, 'run', job.path], { stdio: ['pipe', 'ignore', 'inherit'] });
		child.stdin.end(`${toLine({ keys: new Map([[new URL(endpoint.baseUrl).origin, 'key']]) })}\n`);
		await once(child, 'exit');
		const last = (await readEvents(job)).events.at(-1);
		outcomes.push({
			prompt,
			...(last?.type === 'saved' && { path: last.path }),
			...(last?.type === 'failed' && { failure: last }),
		});
	});
	return outcomes;
}

/** All generations in one process, as a server or a script would do it. */
function sdk(name: SdkOptions['sdk'], path: string, model: string): Client['run'] {
	return async (load, serviceUrl, folder) => {
		await mkdir(folder, { recursive: true });
		const options: SdkOptions = { sdk: name, baseUrl: serviceUrl + path, model, folder, load };
		const script = ['--import', 'tsx', join(__dirname, 'sdk.ts'), JSON.stringify(options)];
		const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
		const outcomes: Outcome[] = [];
		for await (const line of createInterface(child.stdout)) {
			outcomes.push(JSON.parse(line) as Outcome);
		}
		return outcomes;
	};
}
