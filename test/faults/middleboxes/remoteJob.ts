import { createJob, type JobFolder } from '../../../src/engine/jobs/folder';
import { limitsFor } from '../../../src/engine/policy/limits';
import type { JobRequest, Limits, ProtocolId } from '../../../src/engine/request';

/** A job for the service at `host` (`address:port`). */
export async function remoteJob(
	jobsPath: string,
	host: string,
	protocol: ProtocolId = 'openaiImages',
	limits: Partial<Limits> = {},
): Promise<readonly [JobRequest, JobFolder]> {
	const request: JobRequest = {
		image: { prompt: 'a fox', size: '4K' },
		connection: { service: 'openaiCompatible', protocol, baseUrl: `http://${host}/v1`, model: 'm' },
		limits: { ...limitsFor('4K'), ...limits },
		retry: { attempts: 1, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
	};
	return [request, await createJob(jobsPath, request)];
}
