import { resolve } from 'node:path';
import { mayLeave } from '../engine/jobs/askedOn';
import { cancelRequested, followJob, readState } from '../engine/jobs/follow';
import { jobFolder, namesIn, readTask, readTaskIfAny, runLock } from '../engine/jobs/layout';
import { acquire } from '../engine/jobs/lock';
import { inspectLeftJob, leftAt } from '../engine/run/inspect';
import { fromLine, type Secrets } from '../engine/secrets';
import type { Task } from '../engine/task';
import { exitCodeOf } from './exitCode';
import { firstLine } from './firstLine';
import { bringLeft } from './bringLeft';
import { makeImage } from './makeImage';
import { parseOptions, positiveNumber } from './options';
import type { LastStep } from './recordJob';
import { type HeldJob, recoverJob, settleJob } from './settle';
import { CommandError, exitCodes, UsageError } from './usage';

/**
 * `imagegen run`: the process that the extension starts for one job, and that outlives the window. On a job whose process is gone
 * it asks for nothing that costs: for what a service has taken on, or else for nothing at all. Then it looks at what lies in the folder, and
 * writes the last event that is missing.
 */
export async function runCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, { 'time-scale': { type: 'string' } });
	const [path, ...rest] = positionals;
	if (path === undefined || rest.length > 0) {
		throw new UsageError('imagegen run takes one job folder.');
	}
	const timeScale = positiveNumber(values['time-scale'], '--time-scale') ?? 1;
	const folder = jobFolder(resolve(path));
	// A newer version's folder is left alone, and so not even locked.
	await readTaskIfAny(folder);
	// From the first moment: whoever sees to a job that nobody works on takes the same lock, and then nothing may be sent here.
	const lock = await acquire(folder.path, runLock);
	if (!lock) {
		throw new CommandError('Another process works on this job.');
	}
	try {
		// The window may have started this process before there is a job, and says with the secrets that there is.
		const line = await firstLine(process.stdin);
		const last = await work({ folder, lock }, line, timeScale);
		return exitCodeOf(last);
	} finally {
		await lock.release();
	}
}

async function work(job: HeldJob, line: string, timeScale: number): Promise<LastStep> {
	const { folder } = job;
	if ((await namesIn(folder)).some((name) => /^(events\.jsonl|sending-|image-)/.test(name))) {
		const task = await readTaskIfAny(folder);
		const left = await inspectLeftJob(folder);
		// Whoever hands over secrets wants the service asked for what it has, or may have.
		return line !== '' && task?.type === 'generate' && leftAt(task, left)
			? await untilCancelled(job, (signal) => bringLeft(task, left, { ...job, secrets: fromLine(line), signal }))
			: await settleJob(job, task);
	}
	const task = await readTask(folder);
	// Without secrets: the window died before it could hand them over.
	return line === ''
		? await settleJob(job, task)
		: await untilCancelled(job, (signal) => perform(job, task, { secrets: fromLine(line), signal, timeScale }));
}

async function perform(
	job: HeldJob,
	task: Task,
	options: { readonly secrets: Secrets; readonly signal: AbortSignal; readonly timeScale: number },
): Promise<LastStep> {
	switch (task.type) {
		case 'generate':
			return await makeImage(task, { ...job, ...options });
		case 'recover':
			return await recoverJob(job, task);
		case 'diagnose':
			throw new UsageError('imagegen diagnose looks at an endpoint.');
	}
}

/** Does the work until somebody asks for its end: by a signal, or by a file in the folder. A shutdown ends what cannot outlive it alone. */
async function untilCancelled(job: HeldJob, work: (signal: AbortSignal) => Promise<LastStep>): Promise<LastStep> {
	const cancel = new AbortController();
	const over = new AbortController();
	process.once('SIGINT', () => cancel.abort());
	process.once(
		'SIGTERM',
		() =>
			void leave(job, over.signal)
				.catch(() => undefined)
				.then(() => cancel.abort()),
	);
	void cancelRequested(job.folder, over.signal).then(
		() => cancel.abort(),
		// The folder cannot be looked at: then nobody can ask for it there, but the work goes on.
		() => undefined,
	);
	try {
		return await work(cancel.signal);
	} finally {
		over.abort();
	}
}

/**
 * Ends this process as if it were killed once a service has the job, so that the next one asks on: nobody has cancelled it. Resolves
 * where no service has it, nor will.
 */
async function leave({ folder }: HeldJob, signal: AbortSignal): Promise<void> {
	const task = await readTaskIfAny(folder);
	const left = new AbortController();
	const look = async (): Promise<void> => {
		const may = mayLeave(task, await readState(folder));
		if (may === 'now') {
			process.exit(exitCodes.accepted);
		}
		if (may === 'no') {
			left.abort();
		}
	};
	await look();
	await followJob(folder, () => void look().catch(() => left.abort()), AbortSignal.any([left.signal, signal]));
}
