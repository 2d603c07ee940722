import { spawn } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createJob, type JobFolder, listJobs, readTask } from '../../src/engine/jobs/layout';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { defaultRetryRules, timeoutsFor } from '../../src/engine/policy/timeouts';
import { toLine } from '../../src/engine/secrets';
import { root } from '../../test/journeys/harness/paths';
import type { ImageSpec, ImageSteps } from './figures';

/** The wall times at which images got their final names, by the ids of their jobs. */
export interface Renames extends Disposable {
	readonly at: ReadonlyMap<string, number>;
}

/** See newJobId() in src/engine/jobs/layout.ts. */
const isJobId = /^\d{14}-[0-9a-f]{8}$/;

/** Watches all job folders that come into being in `jobsPath`. */
export function watchRenames(jobsPath: string): Renames {
	const at = new Map<string, number>();
	const watchers = new Map<string, FSWatcher>();
	const watchJob = (id: string): FSWatcher =>
		watch(join(jobsPath, id), (_event, name) => {
			if (name?.startsWith('image-1.') === true && !name.endsWith('.part') && !at.has(id)) {
				at.set(id, Date.now());
			}
		});
	const folder = watch(jobsPath, (_event, id) => {
		// There are locks and files beside the jobs, which come and go.
		if (id !== null && isJobId.test(id) && !watchers.has(id)) {
			watchers.set(id, watchJob(id));
		}
	});
	return {
		at,
		[Symbol.dispose]() {
			folder.close();
			watchers.forEach((watcher) => watcher.close());
		},
	};
}

/** Starts so many jobs as a window does, but in processes that no window knows of. */
export async function startElsewhere(jobsPath: string, baseUrl: string, count: number): Promise<void> {
	for (let index = 0; index < count; index++) {
		const job = await createJob(jobsPath, {
			type: 'generate',
			image: { prompt: 'elsewhere', resolution: '4K' },
			endpoint: { service: 'openaiCompatible', protocol: 'openaiImages', baseUrl, model: 'm' },
			timeouts: timeoutsFor('4K'),
			retry: defaultRetryRules,
		});
		const args = [join(root, 'dist/cli.js'), 'run', job.path];
		const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
		child.stdin.end(`${toLine({ keys: new Map() })}\n`);
	}
}

/** Adds what the jobs' folders tell of the images. */
export async function stepsOf(images: readonly ImageSpec[], jobsPath: string, renames: Renames): Promise<ImageSteps[]> {
	const jobs = await listJobs(jobsPath);
	const prompts = await Promise.all(jobs.map(promptOf));
	return await Promise.all(
		images.map(async (image) => {
			const job = jobs[prompts.indexOf(image.prompt)];
			if (!job) {
				throw new Error(`no job for "${image.prompt}"`);
			}
			return { ...image, ...(await toldBy(job)), renamedAt: renames.at.get(job.id) ?? NaN };
		}),
	);
}

async function promptOf(job: JobFolder): Promise<string> {
	const task = await readTask(job);
	return task.type === 'generate' ? task.image.prompt : '';
}

async function toldBy(job: JobFolder): Promise<Pick<ImageSteps, 'askedAt' | 'startedAt' | 'sentAt' | 'savedAt'>> {
	const { events } = await readEvents(job);
	const at = (type: string): number => events.find((event) => event.type === type)?.at ?? NaN;
	const { mtimeMs } = await stat(join(job.path, 'task.json'));
	return { askedAt: mtimeMs, startedAt: at('started'), sentAt: at('sending'), savedAt: at('saved') };
}
