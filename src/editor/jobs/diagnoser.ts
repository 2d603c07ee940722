import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnosis } from '../../engine/diagnose/diagnose';
import type { Failure } from '../../engine/failure';
import { createJob } from '../../engine/jobs/layout';
import type { Secrets } from '../../engine/secrets';
import type { DiagnoseTask } from '../../engine/task';
import { run } from '../../engine/jobs/launch';

/** Where the engine's command line is, and the jobs that tell of the past. */
export interface EnginePaths {
	readonly cliPath: string;
	readonly jobsPath: string;
}

/** A model in a service's list, and what became of the look at that. */
export interface ModelList {
	readonly list: 'listed' | 'none' | 'failed';
	readonly failure?: Failure;
	/** Those that are known here first. */
	readonly models: readonly { readonly id: string; readonly label?: string }[];
}

/** Lets the engine look at a connection. Rejects when the engine cannot be run, and on an abort. */
export async function diagnoseConnection(...asked: Asked): Promise<Diagnosis> {
	return (await look('diagnose', ...asked)) as Diagnosis;
}

/** Lets the engine ask a service, for free, which models it has. Rejects in the same cases. */
export async function listModels(...asked: Asked): Promise<ModelList> {
	return (await look('models', ...asked)) as ModelList;
}

type Asked = readonly [asked: Omit<DiagnoseTask, 'type'>, secrets: Secrets, paths: EnginePaths, signal: AbortSignal];

/** The engine is told what a job would be told, by a job's folder that is none of the person's jobs. */
async function look(
	command: 'diagnose' | 'models',
	...[asked, secrets, { cliPath, jobsPath }, signal]: Asked
): Promise<unknown> {
	const home = await mkdtemp(join(tmpdir(), 'imagegen-diagnose-'));
	try {
		const { path } = await createJob(home, { type: 'diagnose', ...asked });
		const args = [command, path, '--json', ...(command === 'diagnose' ? ['--jobs', jobsPath] : [])];
		return JSON.parse(await run(cliPath, args, secrets, signal)) as unknown;
	} finally {
		await rm(home, { recursive: true, force: true });
	}
}
