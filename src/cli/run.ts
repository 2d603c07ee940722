import { resolve } from 'node:path';
import { cancelRequested } from '../engine/jobs/follow';
import { jobFolder, namesIn, readTask, readTaskIfAny, runLock } from '../engine/jobs/layout';
import { acquire } from '../engine/jobs/lock';
import { askedFor, inspectLeftJob, leftAt } from '../engine/run/inspect';
import { fromLine, type Secrets } from '../engine/secrets';
import type { Task } from '../engine/task';
import { defineCommand } from './command';
import { Ending, type Stop } from './ending';
import { exitCodeIn } from './exitCode';
import { firstLine } from './firstLine';
import { bringLeft } from './bringLeft';
import { destinationOf, placing } from './destination';
import { makeImage } from './makeImage';
import { type Parsed, positiveNumber } from './options';
import { bringToPlace, leaveRecord } from './ownJob';
import type { LastStep } from './recordJob';
import { type HeldJob, recoverJob, settleJob } from './settle';
import { CommandError, UsageError } from './usage';

const options = {
	'time-scale': {
		type: 'string',
		value: 'N',
		help: 'sandbox only: how much of the real waiting time it takes (1)',
	},
} as const;

/**
 * `imagegen run`: the process that the extension starts for one job, and that outlives the window. On a job whose process is gone
 * it asks for nothing that costs: for what a service has taken on, or else for nothing at all. Then it looks at what lies in the folder, and
 * writes the last event that is missing.
 */
export const runCommand = defineCommand({
	usage: ['<job folder> [--time-scale N]'],
	about: [
		"Does the job that the folder's task.json asks for: what the extension starts. The keys come on standard input.",
	],
	options,
	run: runJob,
});

async function runJob({ values, positionals }: Parsed<typeof options>): Promise<number> {
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
		using ending = new Ending();
		const last = await ending.during(async (stop) => {
			const made = await work({ folder, lock }, { line, timeScale, stop });
			await bring({ folder, lock }, made);
			return made;
		});
		return await exitCodeIn(folder, last);
	} finally {
		await lock.release();
	}
}

/** Puts the images to the place that whoever asked for them has left with the job. */
async function bring(job: HeldJob, made: LastStep): Promise<void> {
	const [task, destination] = [await readTaskIfAny(job.folder), await destinationOf(job.folder)];
	if (made.type !== 'saved' || task?.type !== 'generate' || !destination) {
		return;
	}
	const brought = await bringToPlace(job, made, placing(destination, task), destination.keepsRecipe);
	await (brought && leaveRecord(brought));
}

interface Order {
	/** The secrets; empty where nobody hands them over. */
	readonly line: string;
	readonly timeScale: number;
	readonly stop: Stop;
}

async function work(job: HeldJob, { line, timeScale, stop }: Order): Promise<LastStep> {
	const { folder } = job;
	if ((await namesIn(folder)).some((name) => /^(events\.jsonl|sending-|image-)/.test(name))) {
		const kept = await readTaskIfAny(folder);
		const left = await inspectLeftJob(folder);
		const task = askedFor(kept, left.events);
		// Whoever hands over secrets wants the service asked for what it has, or may have.
		if (line === '' || !task || !leftAt(task, left)) {
			return await settleJob(job, kept);
		}
		stop.isTold(folder, task, true);
		return await untilCancelled(job, stop, (signal) =>
			bringLeft(task, left, { ...job, secrets: fromLine(line), signal }),
		);
	}
	const task = await readTask(folder);
	// Without secrets: the window died before it could hand them over.
	if (line === '') {
		return await settleJob(job, task);
	}
	stop.isTold(folder, task);
	return await untilCancelled(job, stop, (signal) =>
		perform(job, task, { secrets: fromLine(line), signal, timeScale }),
	);
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

/** Does the work until somebody asks for its end: by a signal, or by a file in the folder. */
async function untilCancelled(
	{ folder }: HeldJob,
	{ signal }: Stop,
	work: (signal: AbortSignal) => Promise<LastStep>,
): Promise<LastStep> {
	const cancel = new AbortController();
	const over = new AbortController();
	void cancelRequested(folder, over.signal).then(
		() => cancel.abort(),
		// The folder cannot be looked at: then nobody can ask for it there, but the work goes on.
		() => undefined,
	);
	try {
		return await work(AbortSignal.any([cancel.signal, signal]));
	} finally {
		over.abort();
	}
}
