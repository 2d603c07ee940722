import type { Desk, NamedJob, Standing } from './desk';
import type { Call } from './host';

/** Hosts take a call that says nothing for so long for dead: Claude Code after a minute. */
const beatMs = 5_000;

/**
 * Follows a job for as long as a host lets a call last, telling it how far it is. Resolves with how it stands then: the job goes on.
 *
 * @param limitMs how long at most.
 */
export async function waitFor(desk: Desk, job: NamedJob, limitMs: number, call: Call): Promise<Standing> {
	const { progressToken } = call._meta ?? {};
	let latest: Standing | undefined;
	let told = 0;
	const tell = (): void => {
		if (progressToken === undefined || latest?.state !== 'running') {
			return;
		}
		const { said, elapsedMs, usualMs } = latest;
		told = Math.max(told + 1, Math.round(elapsedMs / 1000));
		const total = usualMs === undefined ? {} : { total: Math.max(told, Math.round(usualMs / 1000)) };
		const params = { progressToken, progress: told, ...total, message: said };
		// A host that has gone hears nothing; the job goes on.
		void call.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
	};
	const beat = setInterval(tell, beatMs);
	try {
		const signal = AbortSignal.any([call.signal, AbortSignal.timeout(Math.ceil(limitMs))]);
		return await desk.follow(job, signal, (standing) => {
			const isNews = latest?.state !== 'running' || standing.state !== 'running' || latest.said !== standing.said;
			latest = standing;
			if (isNews) {
				tell();
			}
		});
	} finally {
		clearInterval(beat);
	}
}
