import type { PreparedInput } from '../engine/jobs/events';
import type { JobState } from '../engine/jobs/state';
import { dataSize } from './elapsed';
import type { Translate } from './translate';

/** What goes along in the place of an image that the service doesn't take as it is, for people. */
export function wordPrepared(t: Translate, { name, format, width, height, bytes }: PreparedInput): string {
	return t('{0} goes along as {1}, {2} × {3} ({4}).', name, format.toUpperCase(), width, height, dataSize(t, bytes));
}

/** The same of an image that has come, a sentence each: of the attempt that made it. */
export function wordWentAlong(t: Translate, { attempt, prepared }: Pick<JobState, 'attempt' | 'prepared'>): string[] {
	const inputs = prepared?.attempt === attempt ? prepared.inputs : [];
	return inputs.map(({ name, format, width, height, bytes }) =>
		t('{0} went along as {1}, {2} × {3} ({4}).', name, format.toUpperCase(), width, height, dataSize(t, bytes)),
	);
}
