import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, wakefulClock, whenAwakeFor } from '../engine/clock';
import { GenerationError } from '../engine/failure';
import { syncFolder, syncTree } from '../engine/jobs/durable';
import { syncNotes } from '../engine/jobs/openJobs';
import { EventLog } from '../engine/jobs/eventLog';
import { codeOf } from '../engine/jobs/fileErrors';
import type { JobEvent, JobStep } from '../engine/jobs/events';
import { fileNames, type JobFolder, sendingPath } from '../engine/jobs/layout';
import type { Lock } from '../engine/jobs/lock';
import { apply, isOver, type JobState, newJob } from '../engine/jobs/state';
import { redactIn } from '../engine/redactor';
import { rm, writeFile } from 'node:fs/promises';

export type LastStep = Extract<JobStep, { type: 'saved' | 'failed' }>;

export interface RecordOptions {
	readonly folder: JobFolder;
	/** The job's, which this process holds. */
	readonly lock: Lock;
	/** Takes known secrets out of a text. */
	readonly redact: (text: string) => string;
	/** What the folder tells of it so far, where others have begun it. */
	readonly state?: JobState;
	/** Told every event as it is written to the folder. */
	readonly onEvent?: ((event: JobEvent) => void) | undefined;
}

/** How a job's work tells what it does. */
export interface Recorder {
	readonly tell: (step: JobStep) => void;
	/**
	 * Resolves when the folder knows, safe from a power cut, that attempt number `attempt` may cost money from here on. Throws
	 * `notSaved` where it cannot know: then nothing must be sent.
	 */
	readonly tellSending: (attempt: number) => Promise<void>;
	/** Resolves when it is safe from a power cut that a service has taken a task on; also where the disk refuses, since this process knows. */
	readonly tellAccepted: (step: JobStep & { type: 'accepted' }) => Promise<void>;
	/**
	 * The process ends with a last event so many milliseconds awake after the last call, whatever it still waits for; undefined while
	 * it may wait for as long as it takes.
	 */
	readonly endWithin: (ms: number | undefined) => void;
}

/** How much of what a dying process complains of is kept, in characters. */
const complaintLength = 16_384;

/**
 * Does a job's work and writes its events into the job's folder, from `started` to the last one, which is also returned. A failed
 * generation is such a last event, and never thrown; every other way out, the process's own end included, writes one too.
 */
export async function recordJob(
	options: RecordOptions,
	work: (recorder: Recorder) => Promise<LastStep>,
): Promise<LastStep> {
	const { folder, lock, redact, onEvent = () => undefined } = options;
	const log = await EventLog.open(folder);
	// Beside the connecting, which takes longer.
	const known = Promise.all([syncTree(folder.path), syncNotes(folder)]);
	known.catch(() => undefined);
	let written = Promise.resolve();
	let { state = newJob } = options;
	const note = (step: JobStep): JobEvent => {
		const event = redactIn<JobEvent>({ at: systemClock.wallTime(), ...step }, redact);
		state = apply(state, event);
		return event;
	};
	const tell = (step: JobStep): void => {
		const event = note(step);
		// In order, and without making the transfer wait for the disk.
		written = written.then(() => log.append(event)).catch(() => undefined);
		onEvent(event);
	};
	/** Who was taken for dead has been settled meanwhile: nothing may be sent any more, and the last word has been said. */
	const stillOurs = async (): Promise<void> => {
		if (!(await lock.isHeld())) {
			throw new GenerationError('lost', { detail: 'another process has taken the job over' }, false);
		}
	};
	const tellSending = async (attempt: number): Promise<void> => {
		const marker = sendingPath(folder, attempt);
		try {
			const event = note({ type: 'sending', attempt });
			await written;
			await log.append(event);
			await writeFile(marker, '', { mode: 0o600 });
			await Promise.all([known, log.sync(), syncFolder(folder.path)]);
			await stillOurs();
			onEvent(event);
		} catch (error) {
			await rm(marker, { force: true }).catch(() => undefined);
			if (GenerationError.is(error)) {
				throw error;
			}
			throw new GenerationError('notSaved', { code: codeOf(error), path: folder.path }, false, { cause: error });
		}
	};
	const tellAccepted = async (step: JobStep): Promise<void> => {
		tell(step);
		await written;
		await log.sync().catch(() => undefined);
	};
	const endNow = (error: unknown): never => {
		complain(folder, redact(String(error instanceof Error ? error.stack : error)));
		if (!isOver(state)) {
			log.appendNow(note(lostBy(error, state)));
		}
		process.exit(state.maybePaid ? 4 : 3);
	};
	const clock = wakefulClock(systemClock);
	let callOffWatchdog: (() => void) | undefined;
	const endWithin = (ms: number | undefined): void => {
		callOffWatchdog?.();
		callOffWatchdog =
			ms === undefined
				? undefined
				: whenAwakeFor(ms, clock, () => endNow(new Error('the job took longer than it may')));
	};
	process.on('uncaughtException', endNow);
	try {
		tell({ type: 'started', pid: process.pid });
		const last = await work({ tell, tellSending, tellAccepted, endWithin }).catch((error: unknown): LastStep => {
			if (GenerationError.is(error)) {
				return { type: 'failed', ...error.toFailure() };
			}
			complain(folder, redact(String(error instanceof Error ? error.stack : error)));
			return lostBy(error, state);
		});
		if (await lock.isHeld().catch(() => true)) {
			tell(last);
		}
		await written;
		// It says whether money was spent.
		await log.sync().catch(() => undefined);
		await log.close();
		return last;
	} finally {
		callOffWatchdog?.();
		clock.end();
		process.off('uncaughtException', endNow);
	}
}

function lostBy(error: unknown, { sent, maybePaid }: { sent: boolean; maybePaid: boolean }): LastStep {
	return { type: 'failed', kind: 'lost', facts: { detail: String(error).slice(0, 500) }, sent, maybePaid };
}

/** Leaves the reason of an unexpected end where a maintainer can ask for it. */
function complain(folder: JobFolder, text: string): void {
	try {
		appendFileSync(join(folder.path, fileNames.complaints), `${text.slice(0, complaintLength)}\n`, { mode: 0o600 });
	} catch {
		// The disk that it complains of, perhaps.
	}
}
