import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EventLog } from './eventLog';
import { removeJob } from './retention';
import { lostJob } from './follow';
import { fileNames, type JobFolder, namesIn, runLock } from './layout';
import { acquire } from './lock';
import { newJob } from './state';
import { type Secrets, toLine } from '../secrets';

export interface Launch {
	/** The engine's command line, `dist/cli.js`. */
	readonly cliPath: string;
	/** The command and its arguments. */
	readonly args: readonly string[];
	readonly folder: JobFolder;
}

/** A job's process that has been started, and waits until it is told its secrets. */
export interface WaitingProcess {
	/** The job is there: the process gets its secrets, through its standard input alone, and sets to work. */
	begin(secrets: Secrets): void;
	/** The job has begun before: it asks nobody for anything, and writes the last event that is missing. */
	settle(): void;
	/** There will be no job. */
	dismiss(): void;
}

/** The editor's own executable is a Node.js too. */
const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };

/**
 * Starts a job in a process of its own that lives on when the window is reloaded or closed. What comes of it is told in the
 * job's folder; a process that never started is a failed job.
 */
export function launch({ cliPath, args, folder }: Launch): WaitingProcess {
	// Synchronous, so that the process starts before the first question is asked. Its last words outlive both.
	mkdirSync(dirname(folder.path), { recursive: true, mode: 0o700 });
	if (!existsSync(folder.path)) {
		// By itself: for several folders Node.js takes a read-only disk for a missing folder.
		mkdirSync(folder.path, { mode: 0o700 });
	}
	const complaints = openSync(join(folder.path, fileNames.complaints), 'a', 0o600);
	const child = spawn(process.execPath, [cliPath, ...args], {
		env,
		detached: true,
		windowsHide: true,
		stdio: ['pipe', 'ignore', complaints],
	}) as ChildProcess & { readonly stdin: Writable };
	closeSync(complaints);
	const giveUp = (): void => void failUnlessBegun(folder).catch(() => undefined);
	child.once('error', giveUp).once('exit', giveUp);
	const { stdin } = child;
	// A process that is gone before it reads its secrets is told of by its end.
	stdin.on('error', () => undefined);
	child.unref();
	return {
		begin: (secrets) => handOver(stdin, secrets),
		settle: () => void stdin.end(),
		dismiss() {
			child.once('exit', () => void removeJob(folder).catch(() => undefined));
			child.kill();
		},
	};
}

/** Runs a command to its end, and gives what it prints. Rejects with what it complains of where it prints nothing; ends it on `signal`. */
export async function run(
	cliPath: string,
	args: readonly string[],
	secrets: Secrets,
	signal: AbortSignal,
): Promise<string> {
	const child = spawn(process.execPath, [cliPath, ...args], { env, signal, windowsHide: true, stdio: 'pipe' });
	const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
	handOver(
		child.stdin.on('error', () => undefined),
		secrets,
	);
	const [printed, complaint] = await Promise.race([Promise.all([text(child.stdout), text(child.stderr)]), failed]);
	if (printed === '') {
		throw new Error(complaint.trim() || 'the background process exited unexpectedly');
	}
	return printed;
}

/** Starts a command that the window does not wait for. `onExit` is called when it is over, however it ended. */
export function runAside(cliPath: string, args: readonly string[], onExit: () => void): void {
	spawn(process.execPath, [cliPath, ...args], { env, detached: true, windowsHide: true, stdio: 'ignore' })
		.once('error', onExit)
		.once('exit', onExit)
		.unref();
}

function handOver(stdin: Writable, secrets: Secrets): void {
	stdin.end(`${toLine(secrets)}\n`);
}

/** Writes the last event of a job whose process could not even begin: the editor may have been updated, or be out of memory. */
async function failUnlessBegun(folder: JobFolder): Promise<void> {
	const names = await namesIn(folder);
	const lock =
		names.includes(fileNames.task) && !names.includes(fileNames.events)
			? await acquire(folder.path, runLock)
			: undefined;
	if (lock) {
		const log = await EventLog.open(folder);
		await log.append({ type: 'failed', at: Date.now(), ...lostJob(newJob) });
		await log.close();
		await lock.release();
	}
}
