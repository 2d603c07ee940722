import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { makeFolder } from '../engine/jobs/durable';
import { fileNames, type JobFolder, listJobs } from '../engine/jobs/layout';
import { acquire, type Lock } from '../engine/jobs/lock';
import { inspectJob } from '../engine/run/inspect';
import { jobsPath } from './jobsPath';

/** What an earlier run has left that was to make an image which is still missing. */
export interface EarlierFill {
	readonly folder: JobFolder;
	/** Whether the image is there, or at the service that has taken it on, and only has to be put to its place; else its request may have been billed for nothing. */
	readonly isPaid: boolean;
}

const schema = v.object({ path: v.string() });

/** Notes where the image of a job is to go, so that a later run finds it if this one is ended. */
export async function noteWanted({ path: job }: JobFolder, path: string): Promise<void> {
	await writeFile(join(job, fileNames.wanted), JSON.stringify({ path }), { mode: 0o600 });
}

/** The jobs that earlier runs have left, by where their images are to go; of several for one place one that is paid for. */
export async function earlierFills(): Promise<ReadonlyMap<string, EarlierFill>> {
	const fills = new Map<string, EarlierFill>();
	for (const folder of await listJobs(jobsPath())) {
		const path = await wantedBy(folder);
		// One folder that cannot be read never hides the others.
		const state = path === undefined ? undefined : (await inspectJob(folder).catch(() => undefined))?.state;
		const isPaid = state === 'arrived' || state === 'accepted';
		if (path !== undefined && (isPaid || (state === 'maybePaid' && !fills.get(path)?.isPaid))) {
			fills.set(path, { folder, isPaid });
		}
	}
	return fills;
}

async function wantedBy(folder: JobFolder): Promise<string | undefined> {
	try {
		return v.parse(schema, JSON.parse(await readFile(join(folder.path, fileNames.wanted), 'utf8'))).path;
	} catch {
		return undefined;
	}
}

/** The right of one process to make the image that is to go there. */
export interface Claim {
	/** `isThere`: the image is in its place, so that nobody needs the right any more. */
	readonly release: (isThere: boolean) => Promise<void>;
}

/** Takes the right to make the image that is to go there; undefined where another process has it. */
export async function claimPlace(path: string): Promise<Claim | undefined> {
	const folder = join(dirname(jobsPath()), 'fills', createHash('sha256').update(path).digest('hex').slice(0, 16));
	let lock: Lock | undefined;
	try {
		await makeFolder(folder, 0o700);
		lock = await acquire(folder, 'fill');
		if (!lock) {
			return undefined;
		}
	} catch {
		// Nobody is kept from an image by a right that the disk does not keep.
	}
	return {
		release: async (isThere) => {
			await lock?.release();
			if (isThere) {
				await rm(folder, { recursive: true, force: true }).catch(() => undefined);
			}
		},
	};
}
