import { extname } from 'node:path';
import { type Failure, GenerationError } from '../engine/failure';
import { moveDurably } from '../engine/jobs/durable';
import { readEvents } from '../engine/jobs/eventLog';
import type { JobEvent, SavedImage } from '../engine/jobs/events';
import { lostJob } from '../engine/jobs/follow';
import { imagePath, imagesAmong, type JobFolder, namesIn } from '../engine/jobs/layout';
import type { Lock } from '../engine/jobs/lock';
import { inspectLeftJob } from '../engine/run/inspect';
import { recoverImages } from '../engine/run/recover';
import type { RecoverTask, Task } from '../engine/task';
import { type LastStep, recordJob } from './recordJob';

/** A job that this process works on. */
export interface HeldJob {
	readonly folder: JobFolder;
	readonly lock: Lock;
}

/** Nobody is asked for anything here, so it cannot take long. */
const recording = { redact: (text: string): string => text };
const watchdogMs = 10 * 60_000;

/**
 * Writes the last event of a job whose process is gone: the whole images that it left, or that it is lost. Where another has done
 * so already, it changes nothing; where images lie beside a failure, it tells of them.
 *
 * @param task undefined where it is damaged.
 */
export async function settleJob({ folder, lock }: HeldJob, task: Task | undefined): Promise<LastStep> {
	const { images, events, failure } = await inspectLeftJob(folder);
	const last = (await readEvents(folder)).events.findLast(isLast);
	if (last?.type === 'saved' || (last && images.length === 0)) {
		return last;
	}
	return await recordJob({ ...recording, folder, lock }, async ({ endWithin }) => {
		endWithin(watchdogMs);
		const saved: SavedImage[] = [];
		for (const image of images) {
			saved.push(await withFinalName(image, folder));
		}
		const [first, ...others] = saved;
		if (!first) {
			return { type: 'failed', ...lostJob(events) };
		}
		const spoiled: readonly Failure[] = failure ? [failure] : [];
		return {
			type: 'saved',
			attempt: events.attempt,
			...(events.asked ?? whomOf(task)),
			...first,
			...(others.length > 0 && { others }),
			...(spoiled.length > 0 && { spoiled }),
		};
	});
}

function isLast(event: JobEvent): event is JobEvent & LastStep {
	return event.type === 'saved' || event.type === 'failed';
}

/** Looks for images in what a service sent before, as a job of its own. */
export async function recoverJob({ folder, lock }: HeldJob, task: RecoverTask): Promise<LastStep> {
	return await recordJob({ ...recording, folder, lock }, async ({ endWithin }) => {
		endWithin(watchdogMs);
		const [first, ...others] = await recoverImages(task.source, folder).catch((error: unknown) => {
			throw GenerationError.is(error) ? error : new GenerationError('badReply', { detail: String(error) }, false);
		});
		return { type: 'saved', attempt: 1, ...whomOf(task), ...first, ...(others.length > 0 && { others }) };
	});
}

/** Who was asked, as far as the task tells. */
function whomOf(task: Task | undefined): { readonly service: string; readonly model: string } {
	const endpoint = task?.type === 'recover' ? task.of?.endpoint : task?.endpoint;
	return { service: endpoint?.service ?? '', model: endpoint?.model ?? '' };
}

async function withFinalName(image: SavedImage, folder: JobFolder): Promise<SavedImage> {
	if (extname(image.path) !== '.part') {
		return image;
	}
	const taken = new Set(
		imagesAmong(await namesIn(folder))
			.filter((name) => extname(name) !== '.part')
			.map((name) => Number(/\d+/.exec(name)?.[0])),
	);
	const index =
		Array.from({ length: taken.size + 1 }, (_, free) => free).find((free) => !taken.has(free + 1)) ?? taken.size;
	const path = imagePath(folder, index, image.format);
	await moveDurably(image.path, path);
	return { ...image, path };
}
