import { l10n } from 'vscode';
import { usualLatency } from '../../engine/jobs/latency';
import { shorten } from '../../engine/reference/shorten';
import { presetOf } from '../../engine/services/catalogue';
import type { Job } from '../jobs/jobs';
import { clockTime, dataSize } from './elapsed';

/** Enough to tell pictures apart, and short enough for one line of a notification. */
export function promptOf(job: Job, maxLength = 50): string {
	return shorten(job.request.image.prompt, maxLength);
}

/** The service's name. */
export function serviceOf(job: Job): string {
	const { service } = job.request.connection;
	return presetOf(service)?.label ?? service;
}

export function isSandbox(job: Job): boolean {
	return job.request.connection.service === 'sandbox';
}

/** What a job does now, for the line that changes every second: `0:47 · usually 0:45–1:30`. `now` is wall time. */
export function progressText(job: Job, timeScale: number, now: number): string {
	const parts = [clockTime(now - job.startedAt), stepText(job, timeScale, now)];
	if (isSandbox(job)) {
		parts.push(l10n.t('sandbox'));
	}
	return parts.join(' · ');
}

function stepText({ request, state }: Job, timeScale: number, now: number): string {
	switch (state.phase) {
		case 'starting':
		case 'connecting':
			return l10n.t('connecting…');
		case 'waiting': {
			const { p50Ms, p95Ms } = usualLatency[request.image.size];
			const scale = request.connection.service === 'sandbox' ? timeScale : 1;
			return l10n.t('usually {0}–{1}', clockTime(p50Ms * scale), clockTime(p95Ms * scale));
		}
		case 'receiving':
			return l10n.t('receiving {0}', dataSize(state.receivedBytes));
		case 'pausing': {
			const wait = clockTime(Math.max(0, (state.resumesAt ?? now) - now));
			return l10n.t('tries again in {0}', wait);
		}
		case 'saved':
		case 'failed':
			return l10n.t('finishing…');
	}
}
