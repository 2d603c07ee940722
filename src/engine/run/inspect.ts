import { basename, join } from 'node:path';
import type { Failure } from '../failure';
import { askedOn } from '../jobs/askedOn';
import { isDelivered } from '../jobs/claim';
import { readEvents } from '../jobs/eventLog';
import type { SavedImage } from '../jobs/events';
import { lifeOfProcess, lostJob, readState } from '../jobs/follow';
import { type JobFolder, namesIn, readTaskIfAny } from '../jobs/layout';
import { fetchableUntil, isOver, type JobState } from '../jobs/state';
import { defaultRetryRules, timeoutsFor } from '../policy/timeouts';
import type { Endpoint, GenerateTask, Task } from '../task';
import { wholeImage, wholeImagesIn } from './wholeImages';

/** What a job folder tells, whatever died while it was written. */
export interface Inspected {
	/** `accepted`: a service has taken it on, and its image can be fetched there, at no cost. */
	readonly state: 'notSent' | 'running' | 'accepted' | 'maybePaid' | 'arrived' | 'delivered' | 'failed';
	/** Whether a service may bill for an image that is not there. */
	readonly maybePaid: boolean;
	/** Whole images that lie in the folder and have not been delivered. */
	readonly images: readonly SavedImage[];
	readonly failure?: Failure;
	/** Until when it can be fetched; wall time. Where that has passed, it is paid for and lost. */
	readonly fetchableUntil?: number;
	/** What the events alone say. */
	readonly events: JobState;
	/** Lines of the log that cannot be read. */
	readonly damaged: number;
}

/**
 * Reads a job folder as the next window does. Changes nothing. Throws a `NewerVersionError` for a folder of a newer version.
 *
 * What lies in the folder counts before what its events say: an image that is whole has arrived, even where the process died before
 * it could say so.
 */
export async function inspectJob(folder: JobFolder): Promise<Inspected> {
	await readTaskIfAny(folder);
	const events = await readState(folder);
	if (!isOver(events) && (await lifeOfProcess(folder, events)) === 'held') {
		const { damaged } = await readEvents(folder);
		return { state: 'running', maybePaid: events.maybePaid, images: [], events, damaged };
	}
	// What its process wrote in its last moment is there by now.
	return await inspectLeftJob(folder);
}

/** The same for a job whose process is gone, or is the one that asks. */
export async function inspectLeftJob(folder: JobFolder): Promise<Inspected> {
	const events = await readState(folder);
	const { damaged } = await readEvents(folder);
	const names = await namesIn(folder);
	const { maybePaid } = events;
	if (await isDelivered(folder)) {
		return { state: 'delivered', maybePaid, images: [], events, damaged };
	}
	const images = events.phase === 'saved' ? await stillThere(folder, events.images) : [];
	const found = images.length > 0 ? images : await wholeImagesIn(folder.path, names);
	const failure = events.failure ?? (events.phase === 'saved' || found.length > 0 ? undefined : lostJob(events));
	const about = { images: found, ...(failure && { failure }), events, damaged };
	if (found.length > 0) {
		// What the last attempt may have cost is there.
		return { state: 'arrived', maybePaid: events.lost, ...about };
	}
	const until = fetchableUntil(events);
	if (until !== undefined) {
		const isThere = Date.now() < until;
		return {
			state: isThere ? 'accepted' : 'maybePaid',
			maybePaid: maybePaid || !isThere,
			fetchableUntil: until,
			...about,
		};
	}
	// Saved, and not there any more: somebody has removed it.
	const isGone = failure === undefined && !events.isFree;
	if (maybePaid || isGone) {
		return { state: 'maybePaid', maybePaid: true, ...about };
	}
	return { state: failure?.kind === 'lost' && !failure.sent ? 'notSent' : 'failed', maybePaid, ...about };
}

/**
 * What a job asks a service for. Where that is damaged, what was written down with the task that the service has taken on is enough to
 * go on asking for it.
 */
export function askedFor(task: Task | undefined, { atService }: JobState): GenerateTask | undefined {
	if (task) {
		return task.type === 'generate' ? task : undefined;
	}
	return (
		atService && {
			type: 'generate',
			image: { prompt: '', resolution: '1K' },
			endpoint: atService.taken.endpoint,
			timeouts: timeoutsFor('4K'),
			retry: defaultRetryRules,
		}
	);
}

/**
 * Who can be asked, at no cost, for what is not in the folder: also for further images of a task of which some are there, while the service
 * keeps them.
 */
export function leftAt(
	task: Task | undefined,
	{ events, images }: Pick<Inspected, 'events' | 'images'>,
): Endpoint | undefined {
	const isMoreThere = Date.now() < (fetchableUntil(events) ?? 0);
	return images.length === 0 || isMoreThere ? askedOn(task, events) : undefined;
}

/** Images of a `saved` event that are as they were then: in the folder, wherever that lies by now, or where they were put. */
async function stillThere(folder: JobFolder, images: readonly SavedImage[]): Promise<readonly SavedImage[]> {
	const found = await Promise.all(
		images.map(async ({ path, bytes }) => {
			const places = [join(folder.path, basename(path)), path];
			const [here, there] = await Promise.all(places.map(wholeImage));
			return [here, there].find((image) => image?.bytes === bytes);
		}),
	);
	return found.filter((image) => image !== undefined);
}
