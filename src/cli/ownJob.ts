import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GenerationError } from '../engine/failure';
import { claimJob, type DeliveredCopy, isSettled, markDelivered, markSeen } from '../engine/jobs/claim';
import { codeOf } from '../engine/jobs/fileErrors';
import { readState } from '../engine/jobs/follow';
import { createJob, type JobFolder, namesIn, readTaskIfAny, replyPath, runLock } from '../engine/jobs/layout';
import { acquire } from '../engine/jobs/lock';
import { removeOldDrafts } from '../engine/jobs/placeFile';
import { defaultKeeping, hasKeptReply, keepRecord, pruneJobs, removeJob } from '../engine/jobs/retention';
import { apply, type JobState, newJob } from '../engine/jobs/state';
import { nameOf } from '../engine/providers/catalogue';
import { fit } from '../engine/providers/fit';
import { askedFor, inspectLeftJob, leftAt } from '../engine/run/inspect';
import type { Secrets } from '../engine/secrets';
import type { Endpoint, GenerateTask } from '../engine/task';
import { wordDifference } from '../messages/difference';
import { wordFallback } from '../messages/fallbacks';
import { wordOpaque } from '../messages/opaque';
import { wordSpoiled } from '../messages/spoiled';
import { wordRemoved } from '../messages/svg';
import { describeFailure } from './advice';
import { noteWanted } from './earlierFills';
import type { Stop } from './ending';
import { jobsPath } from './jobsPath';
import { isAsItCame, noteRecipes } from './noteRecipes';
import { bringLeft } from './bringLeft';
import { makeImage, type MakeImageOptions } from './makeImage';
import type { LastStep } from './recordJob';
import { type HeldJob, settleJob } from './settle';
import { t } from './translate';
import { CommandError } from './usage';

type Saved = Extract<LastStep, { type: 'saved' }>;

/** Puts the images to where they are wanted. Throws `notSaved` where that fails. */
export type PlaceImages = (saved: Saved, folder: JobFolder) => Promise<Placed>;

interface Placed {
	/** With their paths there. */
	readonly saved: Saved;
	/** What people are to know of it. */
	readonly remarks: readonly string[];
}

/** How a job of the command line's own is done. */
export interface OwnJobOptions extends Pick<MakeImageOptions, 'timeScale' | 'onEvent'> {
	readonly secrets: Secrets;
	readonly stop: Stop;
	/** Where the image is to go, for a later run to find; absent where it asks for another one. */
	readonly wanted?: string;
	/** Awaited once the job has its folder, before anything is sent. */
	readonly onFolder?: (folder: JobFolder) => Promise<void>;
	readonly place: PlaceImages;
	/** Whether it is written beside the images how they were made. */
	readonly keepsRecipe: boolean;
}

/** How it ended, and where it is kept. */
export interface OwnJob {
	readonly last: LastStep;
	readonly folder: JobFolder;
	/** What people are to know of it. */
	readonly sentences: readonly string[];
	/** What may have been paid for stays on record, and so does what may hold more images than were read from it. */
	readonly isKept: boolean;
	readonly hasImages: boolean;
	/** Whether a service has taken it on, and can be asked for it. */
	readonly isAtService: boolean;
}

/** Makes the images of a task as a job of the command line's own. Throws a `CommandError` where it cannot be kept. */
export async function makeOwn(
	task: GenerateTask,
	{ place, keepsRecipe, wanted, onFolder, onEvent, stop, ...options }: OwnJobOptions,
): Promise<OwnJob> {
	const { folder, lock } = await beginJob(task, {
		...(wanted !== undefined && { wanted }),
		...(onFolder && { onFolder }),
	}).catch((error: unknown) => Promise.reject(refusalOfJobs(error)));
	stop.isTold(folder, task);
	let state = newJob;
	const made = await makeImage(task, {
		...options,
		signal: stop.signal,
		folder,
		lock,
		onEvent: (event) => {
			state = apply(state, event);
			onEvent?.(event);
		},
	});
	return await ended({ folder, lock }, made, { place, keepsRecipe, state, task });
}

/**
 * Puts the images of a job to their place that an earlier process has left, or that a service has for it; undefined where another process
 * works on it.
 */
export async function bringOwn(
	folder: JobFolder,
	{ place, keepsRecipe, secrets, stop }: Pick<OwnJobOptions, 'secrets' | 'stop' | 'place' | 'keepsRecipe'>,
): Promise<OwnJob | undefined> {
	const lock = await acquire(folder.path, runLock);
	if (!lock) {
		return undefined;
	}
	const kept = await readTaskIfAny(folder).catch(() => undefined);
	const left = await inspectLeftJob(folder);
	const task = askedFor(kept, left.events);
	let made: LastStep;
	if (task && leftAt(task, left)) {
		stop.isTold(folder, task, true);
		made = await bringLeft(task, left, { folder, lock, secrets, signal: stop.signal });
	} else {
		made = await settleJob({ folder, lock }, kept);
	}
	const state = await readState(folder);
	return await ended({ folder, lock }, made, {
		place,
		keepsRecipe,
		state,
		...(kept?.type === 'generate' && { task: kept }),
	});
}

/**
 * Puts the images of a job to the place that is kept with it, once what its process has to do is done. Undefined where it has none, where they
 * are there already, and where somebody else is about to deliver them.
 */
export async function bringToPlace(
	job: HeldJob,
	made: LastStep,
	place: PlaceImages,
	keepsRecipe: boolean,
): Promise<OwnJob | undefined> {
	const { folder } = job;
	const claim = await claimJob(folder);
	if (!claim) {
		return undefined;
	}
	try {
		const [task, state] = [await readTaskIfAny(folder), await readState(folder)];
		const own = task?.type === 'generate' ? { task } : {};
		return (await isSettled(folder)) ? undefined : await ended(job, made, { place, keepsRecipe, state, ...own });
	} finally {
		await claim.release();
	}
}

interface Ending extends Pick<OwnJobOptions, 'place' | 'keepsRecipe'> {
	readonly state: JobState;
	readonly task?: GenerateTask;
}

/** Puts the images of a job that is over to their place, gives the job up, and says what became of it. */
async function ended(
	{ folder, lock }: HeldJob,
	made: LastStep,
	{ place, keepsRecipe, state, task }: Ending,
): Promise<OwnJob> {
	const { last, remarks } =
		made.type === 'saved'
			? await placed(made, { folder, place, isFree: state.isFree === true })
			: { last: made, remarks: [] };
	const isNoted = keepsRecipe && task && made.type === 'saved' && last.type === 'saved';
	const unnoted = isNoted ? await noteRecipes({ folder, state, ...task }, made, last) : [];
	await lock.release();
	const hasData = (await namesIn(folder)).some(
		(name) => name.endsWith('.part') || name === basename(replyPath(folder)),
	);
	if (last.type === 'saved') {
		const givenUp = state.givenUp ? [wordFallback(t, last, state.givenUp)] : [];
		const asked = task && fit(task.image, endpointAsked(state, task));
		const difference = asked && made.type === 'saved' && wordDifference(t, asked, made);
		const opaque = made.type === 'saved' ? wordOpaque(t, made) : undefined;
		const removed = made.type === 'saved' ? wordRemoved(t, [made, ...(made.others ?? [])]) : undefined;
		const sentences = [
			...remarks,
			...givenUp,
			...[opaque, removed].filter((sentence) => sentence !== undefined),
			...(difference ? [difference] : []),
			...wordSpoiled(t, last.spoiled ?? []),
			...unnoted,
		];
		return {
			last,
			folder,
			sentences,
			isKept: last.spoiled !== undefined && hasData,
			hasImages: false,
			isAtService: false,
		};
	}
	const { images, state: told } = await inspectLeftJob(folder);
	const [hasImages, isAtService] = [images.length > 0, told === 'accepted'];
	const isKept = last.maybePaid || hasImages || isAtService;
	const left = isAtService
		? [leftInWords(folder)]
		: hasImages
			? [t('The image is safe: imagegen recover {0} --out PATH brings it.', folder.path)]
			: isKept && (await hasKeptReply(folder))
				? [t('What came of the reply was kept: imagegen recover {0} --out PATH looks in it once more.', folder.path)]
				: isKept && hasData
					? [t('Partial data was kept in {0}', folder.path)]
					: [];
	return {
		last,
		folder,
		sentences: [describeFailure(last, serviceOf(state, task)), ...left],
		isKept,
		hasImages,
		isAtService,
	};
}

/** How the image of a job is had that a service has taken on. */
export function leftInWords({ path }: JobFolder): string {
	return t('It has the image, or will: imagegen recover {0} --out PATH asks for it, which costs nothing.', path);
}

/** Leaves of a job, once it is told how it ended, what somebody may still want: its record, and what may be paid for. */
export async function leaveRecord({ last, folder, isKept, hasImages, isAtService }: OwnJob): Promise<void> {
	try {
		if (last.type === 'failed' && !hasImages && !isAtService) {
			await markSeen(folder).catch(() => undefined);
		}
		if (!isKept) {
			// A full disk takes no mark, and a job that has none would stay as it is for good.
			await ((await isSettled(folder)) ? keepRecord(folder) : removeJob(folder));
		}
		// Also what earlier ones have left that were killed.
		await pruneJobs(dirname(folder.path), defaultKeeping);
	} catch {
		// Whatever the disk of the jobs says, the image is where it was told to be.
	}
}

/** A job in a new folder, held by this process. */
async function beginJob(
	task: GenerateTask,
	{ wanted, onFolder }: Pick<OwnJobOptions, 'wanted' | 'onFolder'>,
): Promise<HeldJob> {
	const folder = await createJob(jobsPath(), task);
	await onFolder?.(folder);
	if (wanted !== undefined) {
		await noteWanted(folder, wanted);
	}
	const lock = await acquire(folder.path, runLock);
	if (!lock) {
		throw new CommandError(t('Another process works on this job.'));
	}
	return { folder, lock };
}

/** What to do where the job cannot be kept: then nothing must be sent. */
export function refusalOfJobs(error: unknown, path = jobsPath()): CommandError {
	return error instanceof CommandError
		? error
		: new CommandError(
				t(
					"Nothing was sent: couldn't write to {0} ({1}), where images are kept safe. Make that folder writable, or make room there.",
					path,
					codeOf(error),
				),
				{ cause: error },
			);
}

/** Where the images cannot be put to where they are wanted, they stay with their job, which says so. */
async function placed(
	saved: Saved,
	{ folder, place, isFree }: { readonly folder: JobFolder; readonly place: PlaceImages; readonly isFree: boolean },
): Promise<{ readonly last: LastStep; readonly remarks: readonly string[] }> {
	try {
		const { saved: there, remarks } = await place(saved, folder);
		// A full disk takes no note, and the image is where it was wanted all the same.
		await markDelivered(folder, pathToFileURL(there.path).href, { copy: copyOf(saved, there), remarks }).catch(
			() => undefined,
		);
		await removeOldDrafts(dirname(there.path));
		return { last: there, remarks };
	} catch (error) {
		if (GenerationError.is(error)) {
			const failure = (isFree ? error.ofFreeService() : error).toFailure();
			return { last: { type: 'failed', ...failure }, remarks: [] };
		}
		throw error;
	}
}

/** What went there, where that is not the image as it came. */
function copyOf(came: Saved, there: Saved): DeliveredCopy | undefined {
	const { format, width, height, bytes } = there;
	return isAsItCame(came, there) ? undefined : { format, width, height, bytes };
}

/** The name of the service that was asked last. */
function serviceOf(state: JobState, task: GenerateTask | undefined): string {
	return task ? nameOf(endpointAsked(state, task)) : t('The service');
}

/** The endpoint that was asked last: the chosen one, or a fallback. */
function endpointAsked({ asked }: JobState, { endpoint, fallbacks = [] }: GenerateTask): Endpoint {
	const last = [endpoint, ...fallbacks].find(
		({ service, model }) => service === asked?.service && model === asked.model,
	);
	return last ?? endpoint;
}
