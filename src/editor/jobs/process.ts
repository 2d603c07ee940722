import { spawn } from 'node:child_process';
import { EventLog, type JobFolder, readState } from '../../engine/jobs/folder';
import { isOver } from '../../engine/jobs/state';
import { type Secrets, toLine } from '../../engine/secrets';

export interface Launch {
	/** The engine's command line, `dist/cli.js`. */
	readonly cliPath: string;
	readonly folder: JobFolder;
	/** Only the sandbox heeds it. */
	readonly timeScale: number;
	/** They go to the process through its standard input alone. */
	readonly secrets: Secrets;
}

/**
 * Starts the job in a process of its own that lives on when the window is reloaded or closed. What comes of it is told in the
 * job's folder; a process that never started is a failed job.
 */
export function launch({ cliPath, folder, timeScale, secrets }: Launch): void {
	const child = spawn(process.execPath, [cliPath, 'run', folder.path, '--time-scale', String(timeScale)], {
		// The editor's own executable is a Node.js too.
		env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
		detached: true,
		windowsHide: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	// Where even that cannot be written, the next window finds a job that never began.
	const ended = (): void => void failUnlessStarted(folder).catch(() => undefined);
	child.once('error', ended).once('exit', ended);
	// A process that is gone before it reads its secrets is told of by its end.
	child.stdin.on('error', () => undefined).end(`${toLine(secrets)}\n`);
	child.unref();
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
