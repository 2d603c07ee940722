import { l10n } from 'vscode';
import { shorten } from '../../documents/shorten';
import type { Endpoint } from '../../engine/task';
import { presetOf } from '../../engine/providers/catalogue';
import type { Job } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import { clockTime, dataSize } from '../../messages/elapsed';

/** Enough to tell images apart, and short enough for one line of a notification. */
export function promptOf(job: Job, maxLength = 50): string {
	return shorten(job.request.image.prompt, maxLength);
}

/** The name of the service that is asked now, or was last. */
export function serviceOf(job: Job): string {
	return labelOf(endpointOf(job).service);
}

export function isSandbox(job: Job): boolean {
	return endpointOf(job).service === 'sandbox';
}

/** Who made the image instead of the one that was asked for, and why; undefined where nobody had to help out. */
export function madeBy({ state: { asked, givenUp } }: Job): string | undefined {
	if (!asked || !givenUp) {
		return undefined;
	}
	const { service, model } = asked;
	const name = service === givenUp.service ? model : l10n.t('{0} at {1}', model, labelOf(service));
	const { kind } = givenUp.failure;
	if (kind === 'overloaded') {
		return l10n.t('{0} made it, since {1} was overloaded.', name, givenUp.model);
	}
	return kind === 'rateLimited'
		? l10n.t('{0} made it, since {1} has had too many requests.', name, givenUp.model)
		: l10n.t('{0} made it, since {1} was not available.', name, givenUp.model);
}

function labelOf(service: string): string {
	return presetOf(service)?.label ?? service;
}

/** The connection that is asked now, or was last: the chosen one, or the fallback that the run has turned to. */
export function endpointOf({ request, state: { asked } }: Job): Endpoint {
	const all = [request.endpoint, ...(request.fallbacks ?? [])];
	return all.find(({ service, model }) => service === asked?.service && model === asked.model) ?? request.endpoint;
}

/** What a job does now, for the line that changes every second: `0:47 · usually 0:45–1:30`. `now` is wall time. */
export function progressText(job: Job, latencies: Latencies, now: number): string {
	const parts = [clockTime(now - job.startedAt), stepText(job, latencies, now)];
	const { asked, givenUp } = job.state;
	if (asked && givenUp) {
		parts.push(l10n.t('{0} instead', asked.model));
	}
	if (isSandbox(job)) {
		parts.push(l10n.t('sandbox'));
	}
	return parts.join(' · ');
}

function stepText(job: Job, latencies: Latencies, now: number): string {
	const { request, state } = job;
	switch (state.phase) {
		case 'starting':
		case 'connecting':
			return job.source === undefined ? l10n.t('connecting…') : l10n.t('looking for an image in the reply…');
		case 'waiting': {
			const { p50Ms, p95Ms } = latencies.of(endpointOf(job), request.image.resolution);
			return l10n.t('usually {0}–{1}', clockTime(p50Ms), clockTime(p95Ms));
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
