import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { billsNobody } from '../providers/catalogue';
import { EventLog, EventReader, readEvents } from './eventLog';
import { isShortage } from './fileErrors';
import type { JobEvent } from './events';
import { fileNames, isVersion1, type JobFolder, lastSending, namesIn, readTaskIfAny, runLock } from './layout';
import { acquire, holderOf, lookAt } from './lock';
import { apply, atNoCost, isOver, type JobState, newJob, noteSending } from './state';
import { watchFolder } from './watch';

/** A process that has not shown itself for so long never will. Only then may another see to the job, so this costs nobody money. */
const startMs = 15_000;

/** How long the process that sees to an abandoned job may take to begin. */
const settleMs = 10_000;

/** The job's state as its folder tells it now. */
export async function readState(folder: JobFolder): Promise<JobState> {
	const { events } = await readEvents(folder);
	const state = events.reduce(apply, newJob);
	// Version 1 said so only after the request had left.
	const sending = (await isVersion1(folder)) ? state.attempt : lastSending(await namesIn(folder));
	const told = noteSending(state, sending);
	// Lines that name whom an attempt asked may be damaged; the task then tells whom it can have asked at most.
	return told.maybePaid && (await asksFreeServices(folder)) ? atNoCost(told) : told;
}

/** Whether the job can have asked nobody but services that bill nobody. */
async function asksFreeServices(folder: JobFolder): Promise<boolean> {
	const task = await readTaskIfAny(folder).catch(() => undefined);
	return task?.type === 'generate' && [task.endpoint, ...(task.fallbacks ?? [])].every(billsNobody);
}

/**
 * Calls `onEvent` for every event of the job, those already written first, until the job is over or `signal` aborts. Resolves with
 * the last state.
 *
 * @param settle is called once if the process is gone without a last event: it starts one that looks at what lies in the folder and
 * writes that event (`imagegen run`), or asks a service on for what it has taken on. Without it, or where that does not happen, the job
 * counts as `lost`.
 * @param goesOnAfter so many of its events, although they end with a last one: another process is about to ask for its task again.
 */
export async function followJob(
	folder: JobFolder,
	onEvent: (event: JobEvent, state: JobState) => void,
	signal: AbortSignal,
	settle?: () => void,
	goesOnAfter = 0,
): Promise<JobState> {
	let state = newJob;
	let count = 0;
	/** What was its end before it was to go on is none. */
	const isEnded = (): boolean => isOver(state) && count > goesOnAfter;
	let settleBy: number | undefined;
	const begunAt = performance.now();
	const reader = new EventReader(folder);
	const take = (event: JobEvent): void => {
		state = apply(state, event);
		count++;
		onEvent(event, state);
	};
	const look = async (): Promise<boolean> => {
		const news = await reader.readNew();
		news.forEach(take);
		// Whoever has just written lives.
		if (isEnded() || news.length > 0) {
			return isEnded();
		}
		const life = await lifeOfProcess(folder, state);
		// What the process wrote before it went.
		(await reader.readNew()).forEach(take);
		const now = performance.now();
		if (isEnded() || life === 'held' || (life === 'none' && now < begunAt + startMs)) {
			return isEnded();
		}
		if (settle && settleBy === undefined) {
			settleBy = now + settleMs;
			settle();
		}
		if (now >= (settleBy ?? 0)) {
			const lock = await acquire(folder.path, runLock).catch(unlessShort);
			if (lock) {
				// What a process did that came and went meanwhile, also where the log is not the one that was followed.
				const { events } = await readEvents(folder);
				state = noteSending(events.reduce(apply, newJob), lastSending(await namesIn(folder)));
				const last = events.at(-1);
				if (last && isOver(state)) {
					onEvent(last, state);
				} else {
					const event: JobEvent = { at: Date.now(), type: 'failed', ...lostJob(state) };
					// On disk as well, so that a process which comes late sends nothing any more. Where the disk refuses, it is told all the same.
					await appendEvent(folder, event).catch(() => undefined);
					take(event);
				}
				await lock.release();
			}
		}
		return isOver(state);
	};
	await watchFolder(folder.path, signal, () => look().catch(laterIfShort), fileNames.events);
	return state;
}

/** Stands for a lock that the disk does not take: then no process can have it either. */
const nobody = { release: () => Promise.resolve() };

/** While the system has no more files to open, nothing is known of the lock. */
function unlessShort(error: unknown): typeof nobody {
	if (isShortage(error)) {
		throw error;
	}
	return nobody;
}

/** Looks again the next time where the system has no more files to open just now. */
function laterIfShort(error: unknown): false {
	if (!isShortage(error)) {
		throw error;
	}
	return false;
}

async function appendEvent(folder: JobFolder, event: JobEvent): Promise<void> {
	const log = await EventLog.open(folder);
	try {
		await log.append(event);
		await log.sync();
	} finally {
		await log.close();
	}
}

/** The failure of a job whose process went without a word. */
export function lostJob({ sent, maybePaid }: JobState): {
	kind: 'lost';
	facts: object;
	sent: boolean;
	maybePaid: boolean;
} {
	return { kind: 'lost', facts: {}, sent, maybePaid };
}

/** Asks the job's process to stop: it closes its socket, makes no further call, and says so in its last event. */
export async function requestCancel(folder: JobFolder): Promise<void> {
	try {
		await writeFile(join(folder.path, fileNames.cancel), '');
	} catch (error) {
		// A full disk, for example. Who certainly is the job's process can be told directly.
		const holder = await holderOf(folder.path, runLock);
		if (!holder) {
			throw error;
		}
		// By what a shutdown does not send.
		process.kill(holder.pid, 'SIGINT');
	}
}

/** Resolves when someone asks the job to stop, or when `signal` aborts. */
export async function cancelRequested(folder: JobFolder, signal: AbortSignal): Promise<void> {
	await watchFolder(
		folder.path,
		signal,
		async () => (await namesIn(folder)).includes(fileNames.cancel),
		fileNames.cancel,
	);
}

/** How it stands with the job's process: it was not seen yet, it lives, or it is gone. */
export async function lifeOfProcess(folder: JobFolder, state: JobState): Promise<'none' | 'held' | 'free'> {
	const life = await lookAt(folder.path, runLock);
	// Processes of versions before 2 have no lock.
	return life === 'none' && state.pid !== undefined ? ((await isProcessOf(folder, state.pid)) ? 'held' : 'free') : life;
}

/** Whether a process with that number has the job in its command line; where nobody tells command lines, whether there is one. */
async function isProcessOf(folder: JobFolder, pid: number): Promise<boolean> {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}
	const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
	return commandLine?.includes(folder.id) ?? process.platform !== 'linux';
}
