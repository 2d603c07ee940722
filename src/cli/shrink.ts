import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { isDelivered, isSettled } from '../engine/jobs/claim';
import { writeDurably } from '../engine/jobs/durable';
import { imagesAmong, type JobFolder, listJobs, namesIn, thumbnailName } from '../engine/jobs/layout';
import { acquire } from '../engine/jobs/lock';
import { isOpen } from '../engine/jobs/openJobs';
import { defaultKeeping, keepRecord, pruneJobs } from '../engine/jobs/retention';
import { readState } from '../engine/jobs/follow';
import { isOver } from '../engine/jobs/state';
import { defineCommand } from './command';
import { type Parsed, positiveNumber } from './options';
import { exitCodes, UsageError } from './usage';

/** Below whatever the person is doing. */
const lowestPriority = 19;

const options = {
	count: { type: 'string', value: 'N', help: 'how many jobs are kept ({0})', values: [defaultKeeping.count] },
	days: { type: 'string', value: 'N', help: 'how long ({0})', values: [defaultKeeping.days] },
	megabytes: { type: 'string', value: 'N', help: 'in how much room ({0})', values: [defaultKeeping.bytes / 1e6] },
	'original-days': {
		type: 'string',
		value: 'N',
		help: 'how long the originals of images that were delivered as copies are kept, in as much room again ({0})',
		values: [defaultKeeping.originalDays],
	},
} as const;

/**
 * `imagegen shrink`: what the extension starts once an image is delivered. Leaves of each settled job its record and a thumbnail, and
 * of all of them as many as are to be kept. What needs somebody's attention stays as it is.
 */
export const shrinkCommand = defineCommand({
	usage: ['<folder of jobs> [options]'],
	about: [
		'Leaves of each job that is settled its record and a thumbnail, and keeps so many of them: what the extension starts once an image is delivered.',
	],
	options,
	run: shrinkJobs,
});

async function shrinkJobs({ values, positionals }: Parsed<typeof options>): Promise<number> {
	const [path, ...rest] = positionals;
	if (path === undefined || rest.length > 0) {
		throw new UsageError('imagegen shrink takes one folder with job folders in it.');
	}
	const jobsPath = resolve(path);
	const megabytes = positiveNumber(values.megabytes, '--megabytes');
	const keeping = {
		count: positiveNumber(values.count, '--count') ?? defaultKeeping.count,
		days: positiveNumber(values.days, '--days') ?? defaultKeeping.days,
		bytes: megabytes === undefined ? defaultKeeping.bytes : megabytes * 1e6,
		originalDays: positiveNumber(values['original-days'], '--original-days') ?? defaultKeeping.originalDays,
	};
	const lock = await acquire(jobsPath, 'shrink');
	if (!lock) {
		// Another process is at it, and sees what there is.
		return exitCodes.saved;
	}
	try {
		lowerPriority();
		const { openCodecs, thumbnailOf } = await import('../pixels');
		const codecs = openCodecs();
		for (const folder of await listJobs(jobsPath)) {
			await shrink(folder, (image) => thumbnailOf(image, codecs)).catch(() => undefined);
		}
		await pruneJobs(jobsPath, keeping);
		return exitCodes.saved;
	} finally {
		await lock.release();
	}
}

async function shrink(folder: JobFolder, thumbnailOf: (image: string) => Promise<Buffer | undefined>): Promise<void> {
	const state = await readState(folder);
	// Whoever was told of a loss may yet find the image, or ask again for the same place.
	if (!(await isDelivered(folder)) && (!isOver(state) || !(await isSettled(folder)) || (await isOpen(folder)))) {
		return;
	}
	const names = await namesIn(folder);
	const image = state.images.map((saved) => basename(saved.path)).find((name) => imagesAmong(names).includes(name));
	const isSvg = image?.endsWith('.svg') === true;
	const name = thumbnailName(isSvg ? 'svg' : undefined);
	const small = isSvg ? smallSvg : thumbnailOf;
	const thumbnail = image === undefined || names.includes(name) ? undefined : await small(join(folder.path, image));
	if (thumbnail) {
		await writeDurably(join(folder.path, name), thumbnail);
	}
	await keepRecord(folder);
}

/** Larger ones are not kept for a list. */
const maxSvgBytes = 64 * 1024;

/** An SVG of a job is harmless, and small at any size; undefined for one that is much to draw. */
async function smallSvg(path: string): Promise<Buffer | undefined> {
	const file = await readFile(path);
	return file.length > maxSvgBytes ? undefined : file;
}

function lowerPriority(): void {
	try {
		setPriority(lowestPriority);
	} catch {
		// Then beside whatever the person is doing.
	}
}
