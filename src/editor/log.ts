import type * as vscode from 'vscode';
import type { JobEvent } from '../engine/jobs/events';
import type { JobFolder } from '../engine/jobs/layout';
import type { JobState } from '../engine/jobs/state';
import { redactIn } from '../engine/redactor';
import type { Task } from '../engine/task';
import { printableJson } from '../documents/printable';
import { withoutPrompt } from '../messages/withoutPrompt';

/** Lets something go on that nobody waits for. Where it fails, the log says so. */
export function unattended(log: vscode.LogOutputChannel, work: PromiseLike<unknown>): void {
	work.then(undefined, (error: unknown) => log.error(error instanceof Error ? error : String(error)));
}

/**
 * Writes a job's events as they come: one line each, with the job and the attempt; never keys, bytes or prompts, whatever a
 * service repeats of them.
 */
export function logEvent(
	log: vscode.LogOutputChannel,
	{ folder, state, task }: { readonly folder: JobFolder; readonly state: JobState; readonly task: Task },
	event: JobEvent,
): void {
	const { type, at: _at, ...facts } = event;
	// What comes several times a second is numbers alone, and looking through it takes a while.
	const told = type === 'received' ? facts : redactIn(facts, withoutPrompt(task));
	const line = `${folder.id} attempt ${state.attempt}: ${type} ${printableJson(told)}`;
	switch (event.type) {
		case 'received':
			log.trace(line);
			break;
		case 'failed':
		case 'retrying':
			log.warn(line);
			break;
		case 'started':
		case 'queued':
		case 'attempt':
		case 'sending':
		case 'replied':
		case 'fitted':
		case 'prepared':
		case 'withoutStream':
		case 'preview':
		case 'accepted':
		case 'polled':
		case 'stopping':
		case 'done':
		case 'foundElsewhere':
		case 'saved':
			log.info(line);
	}
}
