import { type ChildProcess, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { text } from 'node:stream/consumers';
import { isSendable, tidyKey } from '../engine/secrets';

/** Why a command gave no key. What it printed is never repeated: half a key may be in it. */
export type NoKey =
	| { readonly why: 'notStarted' }
	| { readonly why: 'failed'; readonly exitCode: number | string }
	| { readonly why: 'timeout'; readonly seconds: number }
	/** Nothing in its first line, or what no key is. */
	| { readonly why: 'noKey' };

const usualLimitMs = 30_000;

/** Nobody prints more before a key. */
const maxOutput = 64 * 1024;

/**
 * The key that a command of the person's prints, as its first line. It runs in their shell, in their home folder: nothing of the
 * workspace has a part in it.
 */
export async function keyFromCommand(command: string, limitMs = usualLimitMs): Promise<string | NoKey> {
	// A group of its own, so that what the shell has started ends with it.
	const isGroup = process.platform !== 'win32';
	const child = spawn(command, {
		shell: true,
		cwd: homedir(),
		detached: isGroup,
		windowsHide: true,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const end = (): void => endWithAll(child, isGroup);
	return await new Promise<string | NoKey>((resolve) => {
		const limit = setTimeout(() => {
			resolve({ why: 'timeout', seconds: Math.round(limitMs / 1000) });
			end();
		}, limitMs);
		let length = 0;
		child.stdout.on('data', (chunk: Buffer) => {
			length += chunk.length;
			if (length > maxOutput) {
				resolve({ why: 'noKey' });
				end();
			}
		});
		const printed = text(child.stdout);
		child.once('error', () => {
			clearTimeout(limit);
			resolve({ why: 'notStarted' });
		});
		child.once('close', (code, signal) => {
			clearTimeout(limit);
			resolve(
				code === 0 ? printed.then(keyIn, () => ({ why: 'noKey' })) : { why: 'failed', exitCode: code ?? signal ?? '' },
			);
		});
	});
}

/** Ends a process with all that it has started: by its group, or by its tree on Windows, which has none. */
function endWithAll({ pid }: ChildProcess, isGroup: boolean): void {
	if (pid === undefined) {
		return;
	}
	if (!isGroup) {
		const options = { windowsHide: true, stdio: 'ignore' } as const;
		spawn('taskkill', ['/pid', String(pid), '/t', '/f'], options).on('error', () => process.kill(pid));
		return;
	}
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}

function keyIn(output: string): string | NoKey {
	const [line = ''] = output.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
	const key = tidyKey(line);
	// With blanks it is a sentence, of a program that wants something first.
	return key === '' || /\s/.test(key) || !isSendable(key) ? { why: 'noKey' } : key;
}
