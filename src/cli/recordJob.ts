import { systemClock } from '../engine/clock';
import { GenerationError } from '../engine/failure';
import type { JobEvent, JobStep } from '../engine/jobs/events';
import { EventLog, type JobFolder } from '../engine/jobs/layout';

export type SavedStep = Extract<JobStep, { type: 'saved' }>;
export type LastStep = Extract<JobStep, { type: 'saved' | 'failed' }>;

/**
 * Does a job's work and writes its events into the job's folder, from `started` to the last one, which is also returned. A
 * failed generation is such a last event, and never thrown.
 */
export async function recordJob(
	folder: JobFolder,
	onEvent: (event: JobEvent) => void = () => undefined,
	work: (tell: (step: JobStep) => void, tellDurably: (step: JobStep) => Promise<void>) => Promise<SavedStep>,
): Promise<LastStep> {
	const log = await EventLog.open(folder);
	let written = Promise.resolve();
	const tell = (step: JobStep): void => {
		const event: JobEvent = { at: systemClock.wallTime(), ...step };
		// In order, and without making the transfer wait for the disk.
		written = written.then(() => log.append(event)).catch(() => undefined);
		onEvent(event);
	};
	const tellDurably = async (step: JobStep): Promise<void> => {
		tell(step);
		await written;
		await log.sync();
	};
	tell({ type: 'started', pid: process.pid });
	const last = await work(tell, tellDurably).catch((error: unknown): LastStep => {
		if (GenerationError.is(error)) {
			return { type: 'failed', ...error.toFailure() };
		}
		throw error;
	});
	tell(last);
	await written;
	await log.close();
	return last;
}
