import type { LastStep } from './recordJob';
import { exitCodes } from './usage';

/** The exit code that tells a script how the job ended. */
export function exitCodeOf(last: LastStep): number {
	if (last.type === 'saved') {
		return exitCodes.saved;
	}
	if (last.kind === 'cancelled') {
		return exitCodes.cancelled;
	}
	if (last.kind === 'stillRunning') {
		return exitCodes.accepted;
	}
	return last.maybePaid ? exitCodes.maybePaid : exitCodes.failed;
}
