import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EventLog, type JobFolder, readState } from '../../engine/jobs/layout';
import { isOver } from '../../engine/jobs/state';
import { type Secrets, toLine } from '../../engine/secrets';

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
	const child = spawn(process.execPath, [cliPath, ...args], {
		env,
		detached: true,
		windowsHide: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	const ended = new Promise((resolve) => child.once('error', resolve).once('exit', resolve));
	child.unref();
	return {
		begin(secrets) {
			handOver(child, secrets);
			// Where even that cannot be written, the next window finds a job that never began.
			void ended.then(() => failUnlessStarted(folder)).catch(() => undefined);
		},
		dismiss: () => void child.kill(),
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
	handOver(child, secrets);
	const [printed, complaint] = await Promise.race([Promise.all([text(child.stdout), text(child.stderr)]), failed]);
	if (printed === '') {
		throw new Error(complaint.trim() || 'the process ended without a word');
	}
	return printed;
}

function handOver({ stdin }: { readonly stdin: Writable }, secrets: Secrets): void {
	// A process that is gone before it reads its secrets is told of by its end.
	stdin.on('error', () => undefined).end(`${toLine(secrets)}\n`);
}

/** Notes in the job's folder that its process is gone, for a job that has not said a word. */
export async function failUnlessStarted(folder: JobFolder): Promise<void> {
	const state = await readState(folder);
	if (isOver(state) || state.pid !== undefined) {
		return;
	}
	const log = await EventLog.open(folder);
	await log.append({ type: 'failed', at: Date.now(), kind: 'lost', facts: {}, sent: false, maybePaid: false });
	await log.close();
}
