import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnosis } from '../../engine/diagnose/diagnose';
import { createJob } from '../../engine/jobs/layout';
import type { DiagnoseTask } from '../../engine/task';
import type { PreparedTask } from '../jobs/preparedTask';
import { run } from '../jobs/process';

/**
 * Lets the engine look at the connection that the order is for. It is told what a job would be told, by a job's folder that is
 * none of the person's jobs. Rejects when the engine cannot be run, and on an abort.
 */
export async function diagnoseConnection(
	{ request, secrets }: PreparedTask,
	{ cliPath, jobsPath }: { readonly cliPath: string; readonly jobsPath: string },
	signal: AbortSignal,
): Promise<Diagnosis> {
	const home = await mkdtemp(join(tmpdir(), 'imagegen-diagnose-'));
	try {
		const { endpoint, image, network } = request;
		const task: DiagnoseTask = {
			type: 'diagnose',
			endpoint,
			resolution: image.resolution,
			...(network && { network }),
		};
		const { path } = await createJob(home, task);
		const printed = await run(cliPath, ['diagnose', path, '--jobs', jobsPath, '--json'], secrets, signal);
		return JSON.parse(printed) as Diagnosis;
	} finally {
		await rm(home, { recursive: true, force: true });
	}
}
