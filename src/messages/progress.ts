import type { JobState } from '../engine/jobs/state';
import type { Latency } from '../engine/providers/family';
import { clockTime, dataSize } from './elapsed';
import type { Translate } from './translate';

/** A job as far as its progress goes. Times are wall time, in milliseconds since 1970. */
export interface Progress {
	readonly state: JobState;
	readonly startedAt: number;
	/** Whether the image is looked for in a kept reply, so that no service is asked. */
	readonly isRecovery?: boolean;
	/** How many of such images are done by now, from 0 to 1; absent where no bar is to show it. */
	readonly share?: number | undefined;
	/** How long half of such images take, and 95 of 100, in milliseconds; absent while no times are known. */
	readonly usual?: Pick<Latency, 'p50Ms' | 'p95Ms'> | undefined;
}

/** What a job does at `now` (wall time), for a line that changes every second: `0:47 · usually 0:45–1:30`. */
export function wordProgress(t: Translate, progress: Progress, now: number): string {
	const { asked, givenUp, attempt, phase } = progress.state;
	const elapsed = clockTime(now - progress.startedAt);
	const bar = progress.share === undefined ? '' : ` ${progressBar(progress.share)}`;
	const parts = [`${elapsed}${bar}`, wordStep(t, progress, now)];
	if (phase === 'pausing') {
		// What counts then is how long it still takes, also where only the beginning can be seen.
		parts.reverse();
	}
	if (attempt > 1) {
		parts.push(t('attempt {0}', attempt));
	}
	if (asked && givenUp) {
		parts.push(t('{0} instead', asked.model));
	}
	return parts.join(' · ');
}

function wordStep(t: Translate, { state, isRecovery = false, usual }: Progress, now: number): string {
	switch (state.phase) {
		case 'starting':
		case 'connecting':
			return isRecovery ? t('looking for an image in the reply…') : t('connecting…');
		case 'queued':
			return state.ahead ? t('waiting for its turn, {0} ahead', state.ahead) : t('waiting for its turn');
		case 'waiting':
			return wordUsual(t, usual);
		case 'accepted':
			return wordTask(t, state, wordUsual(t, usual));
		case 'receiving':
			return t('receiving {0}', dataSize(t, state.receivedBytes));
		case 'pausing':
			return t('retrying in {0}', clockTime(Math.max(0, (state.resumesAt ?? now) - now)));
		case 'saved':
		case 'failed':
			return t('finishing…');
	}
}

/** What a service that takes tasks on does with one. */
function wordTask(t: Translate, { atService }: JobState, usual: string): string {
	if (atService?.isStopping) {
		return t('asked to stop; an image that still comes is saved');
	}
	if (atService?.doneAt !== undefined) {
		return t('done, fetching it');
	}
	return atService?.ahead
		? t('accepted by the service, {0} ahead there', atService.ahead)
		: t('accepted by the service, {0}', usual);
}

function wordUsual(t: Translate, usual: Progress['usual']): string {
	return usual ? t('usually {0}–{1}', clockTime(usual.p50Ms), clockTime(usual.p95Ms)) : t('no times known yet');
}

/** So many steps has a bar. */
const barLength = 6;

/** A bar of text for a share from 0 to 1, which is full only at 1. */
function progressBar(share: number): string {
	const done = Math.floor(Math.max(0, Math.min(1, share)) * barLength);
	return '▰'.repeat(done) + '▱'.repeat(barLength - done);
}
