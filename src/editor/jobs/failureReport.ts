import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { version } from '../../../package.json';
import { readEvents } from '../../engine/jobs/eventLog';
import type { JobEvent } from '../../engine/jobs/events';
import { printable } from '../../documents/printable';
import { fileNames, type JobFolder, namesIn, readTask } from '../../engine/jobs/layout';
import type { Task } from '../../engine/task';
import { withoutPrompt } from '../../messages/withoutPrompt';

/** How much is shown of what a process complained of in its last moments, in characters. */
const complaintLength = 8_000;

/**
 * Everything that a maintainer needs to know about one job, as Markdown: what it ran on, what was to be done, every step, and the
 * process's last words. Keys never reach a job's folder, and its prompt stays out: only its length is told.
 */
export async function failureReport(folder: JobFolder): Promise<string> {
	const [task, { events, damaged }, names, complaints] = await Promise.all([
		readTask(folder).catch(() => undefined),
		readEvents(folder),
		namesIn(folder),
		readFile(join(folder.path, fileNames.complaints), 'utf8').catch(() => ''),
	]);
	const startedAt = events[0]?.at ?? 0;
	const report = [
		`Image Gen ${version} · ${vscode.env.appName} ${vscode.version} · ${process.platform} ${process.arch} · Node ${process.versions.node}${vscode.env.remoteName ? ` · remote: ${vscode.env.remoteName}` : ''}`,
		'',
		`Job ${folder.id}, begun ${new Date(startedAt).toISOString()}`,
		'',
		fenced('json', JSON.stringify(task ? shownOf(task) : null, undefined, 2)),
		'',
		fenced('', events.map((event) => lineOf(event, startedAt)).join('\n')),
		'',
		`Files: ${names.join(', ')}${damaged > 0 ? ` · unreadable lines: ${damaged}` : ''}`,
		...(complaints === '' ? [] : ['', fenced('', complaints.slice(-complaintLength))]),
		'',
	].join('\n');
	return withoutDirections(task ? withoutPrompt(task)(report) : report);
}

function shownOf(task: Task): object {
	switch (task.type) {
		case 'generate':
			return { ...task, image: { ...task.image, prompt: undefined, promptLength: task.image.prompt.length } };
		case 'recover':
			return { type: task.type, of: task.of?.endpoint };
		case 'diagnose':
			return task;
	}
}

/** One step: seconds since the first, and what is known of it. */
function lineOf({ type, at, ...facts }: JobEvent, startedAt: number): string {
	// What follows a link's question mark opens it to whoever has it.
	const known = JSON.stringify(facts).replace(/(https?:\/\/[^"\s?]+)\?[^"\s]*/g, '$1?…');
	return `${((at - startedAt) / 1000).toFixed(3).padStart(9)}  ${type} ${known}`;
}

/** Foreign text in a block that it cannot end. */
function fenced(language: string, text: string): string {
	return `~~~~~~${language}\n${text.replaceAll('~~~', '~ ~ ~')}\n~~~~~~`;
}

/** Line by line without what would act where it is pasted. */
function withoutDirections(text: string): string {
	return text.split('\n').map(printable).join('\n');
}
