import type { JobFolder } from '../engine/jobs/layout';
import { inspectLeftJob } from '../engine/run/inspect';
import type { LastStep } from './recordJob';
import { exitCodes } from './usage';

/**
 * The exit code that tells a script how the job ended.
 *
 * @param isAtService whether a service has taken it on, and can still be asked for it.
 */
export function exitCodeOf(last: LastStep, isAtService: boolean): number {
	if (last.type === 'saved') {
		return exitCodes.saved;
	}
	if (last.kind === 'cancelled') {
		return exitCodes.cancelled;
	}
	if (isAtService) {
		return exitCodes.accepted;
	}
	return last.maybePaid ? exitCodes.maybePaid : exitCodes.failed;
}

/** The same of a job whose folder tells where its image is. */
export async function exitCodeIn(folder: JobFolder, last: LastStep): Promise<number> {
	return exitCodeOf(last, (await inspectLeftJob(folder)).state === 'accepted');
}
