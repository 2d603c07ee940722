import { createJob, type JobFolder } from '../../../src/engine/jobs/layout';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask, Timeouts, RequestProtocolId } from '../../../src/engine/task';

/** A job for the service at `host` (`address:port`). */
export async function remoteJob(
	jobsPath: string,
	host: string,
	protocol: RequestProtocolId = 'openaiImages',
	timeouts: Partial<Timeouts> = {},
): Promise<readonly [GenerateTask, JobFolder]> {
	const request: GenerateTask = {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '4K' },
		endpoint: { service: 'openaiCompatible', protocol, baseUrl: `http://${host}/v1`, model: 'm' },
		timeouts: { ...timeoutsFor('4K'), ...timeouts },
		retry: { attempts: 1, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
	};
	return [request, await createJob(jobsPath, request)];
}
