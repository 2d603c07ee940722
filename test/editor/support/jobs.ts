import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinkTarget } from '../../../src/editor/jobs/delivery';
import type { Errand, Job } from '../../../src/editor/jobs/jobs';
import type { Anchor } from '../../../src/editor/anchors/anchor';
import type { Failure } from '../../../src/engine/failure';
import type { SavedImage } from '../../../src/engine/jobs/events';
import { createJob, type JobFolder } from '../../../src/engine/jobs/layout';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import { readState } from '../../../src/engine/jobs/follow';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';

export const request: GenerateTask = {
	type: 'generate',
	image: { prompt: 'A red fox', resolution: '1K' },
	endpoint: {
		service: 'sandbox',
		protocol: 'geminiNative',
		baseUrl: 'http://127.0.0.1:0',
		model: 'gemini-3-pro-image',
	},
	timeouts: timeoutsFor('1K'),
	retry: defaultRetryRules,
};

/** A place for job folders, outside the workspace as in life. */
export function makeJobsPath(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'imagegen-jobs-'));
}

/** Does in a job's folder what its process does when it succeeds. */
export async function finish(folder: JobFolder, content = 'image'): Promise<void> {
	const path = join(folder.path, 'image-1.jpg');
	await writeFile(path, content);
	const log = await EventLog.open(folder);
	await log.append({ type: 'started', at: Date.now(), pid: process.pid });
	const { service, model } = request.endpoint;
	const image: SavedImage = { path, width: 1024, height: 1024, format: 'jpeg', bytes: content.length };
	await log.append({ type: 'saved', at: Date.now(), attempt: 1, service, model, ...image });
	await log.close();
}

/** A job whose image, that file, waits to be delivered. */
export async function finishedWith(
	jobsPath: string,
	file: Buffer,
	{
		image,
		task = request,
		...errand
	}: Errand & { readonly image: Omit<SavedImage, 'path' | 'bytes'>; readonly task?: GenerateTask },
): Promise<Job> {
	const folder = await createJob(jobsPath, task);
	const path = join(folder.path, `image-1.${image.format}`);
	await writeFile(path, file);
	const log = await EventLog.open(folder);
	const { service, model } = task.endpoint;
	await log.append({ type: 'saved', at: Date.now(), attempt: 1, service, model, path, bytes: file.length, ...image });
	await log.close();
	return { folder, task, ...errand, state: await readState(folder), startedAt: Date.now() };
}

/** Does in a job's folder what its process does when it fails. */
export async function fail(folder: JobFolder, failure: Failure): Promise<void> {
	const log = await EventLog.open(folder);
	await log.append({ type: 'started', at: Date.now(), pid: process.pid });
	await log.append({ type: 'failed', at: Date.now(), ...failure });
	await log.close();
}

/** A job whose image waits to be delivered to where a link leads. */
export async function finishedAtLink(jobsPath: string, target: LinkTarget, content?: string): Promise<Job> {
	const folder = await createJob(jobsPath, request);
	await finish(folder, content);
	const errand = { command: 'generate', anchor: undefined, target } as const;
	return { folder, task: request, ...errand, state: await readState(folder), startedAt: Date.now() };
}

/** A job whose image waits to be delivered. */
export async function finishedJob(jobsPath: string, command: Job['command'], anchor?: Anchor): Promise<Job> {
	const folder = await createJob(jobsPath, request);
	await finish(folder);
	return { folder, task: request, command, anchor, state: await readState(folder), startedAt: Date.now() };
}

/** Jobs whose sandbox is quick, and that no key is kept for. */
export const quickJobs = {
	timeScale: () => 0.05,
	secretsFor: () => Promise.resolve({ keys: new Map<string, string>() }),
};

/** What the window starts instead of the engine: told its job's folder and given its secrets as that is. */
export async function writeProgram(cliPath: string, body: string): Promise<void> {
	await writeFile(
		cliPath,
		`const [, , command, folder, ...rest] = process.argv;
		const fs = require('node:fs');
		// What the first one saw: where it ends without a word, another is started to say so.
		const note = (seen) => fs.existsSync(folder + '/seen.json') || fs.writeFileSync(folder + '/seen.json', JSON.stringify(seen));
		// It outlives the window, as a job does, but not the test.
		setInterval(() => fs.existsSync(folder) || process.exit(), 100).unref();
		${body}`,
	);
}
