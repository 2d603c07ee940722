import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { makeFolder } from '../engine/jobs/durable';
import { fileNames, type JobFolder, listJobs, readTaskIfAny } from '../engine/jobs/layout';
import { acquire, type Lock } from '../engine/jobs/lock';
import { askedFor, inspectJob, leftAt } from '../engine/run/inspect';
import type { Endpoint } from '../engine/task';
import { jobsPath } from './jobsPath';

/** What an earlier run has left that was to make an image which is still missing. */
export interface EarlierFill {
	readonly folder: JobFolder;
	/**
	 * `arrived`, and only to be put to its place; `accepted` by a service, which has it; `unclear`, and that service can be asked; or `lost`:
	 * its request may have been billed for nothing.
	 */
	readonly state: (typeof worth)[number];
	/** Who can be asked for it, at no cost. */
	readonly asked?: Endpoint;
}

/** Of several jobs for one place the one counts whose state comes last here. */
const worth = ['lost', 'unclear', 'accepted', 'arrived'] as const;

const schema = v.object({ path: v.string() });

/** Notes where the image of a job is to go, so that a later run finds it if this one is ended. */
export async function noteWanted({ path: job }: JobFolder, path: string): Promise<void> {
	await writeFile(join(job, fileNames.wanted), JSON.stringify({ path }), { mode: 0o600 });
}

/** Whether its image is paid for, and costs nothing more. */
export function isPaid(earlier: EarlierFill | undefined): boolean {
	return earlier?.state === 'arrived' || earlier?.state === 'accepted';
}

/** The jobs that earlier runs have left, by where their images are to go. */
export async function earlierFills(): Promise<ReadonlyMap<string, EarlierFill>> {
	const fills = new Map<string, EarlierFill>();
	for (const folder of await listJobs(jobsPath())) {
		const path = await wantedBy(folder);
		// One folder that cannot be read never hides the others.
		const fill = path === undefined ? undefined : await fillIn(folder).catch(() => undefined);
		const before = fills.get(path ?? '');
		if (path !== undefined && fill && (!before || worth.indexOf(fill.state) >= worth.indexOf(before.state))) {
			fills.set(path, fill);
		}
	}
	return fills;
}

/** Undefined for a job that has left nothing, and cost nothing. */
async function fillIn(folder: JobFolder): Promise<EarlierFill | undefined> {
	const left = await inspectJob(folder);
	const asked = leftAt(askedFor(await readTaskIfAny(folder).catch(() => undefined), left.events), left);
	const found = { folder, ...(asked && { asked }) };
	switch (left.state) {
		case 'arrived':
		case 'accepted':
			return { ...found, state: left.state };
		case 'maybePaid':
			return { ...found, state: asked ? 'unclear' : 'lost' };
		case 'notSent':
		case 'running':
		case 'delivered':
		case 'failed':
			return undefined;
	}
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
