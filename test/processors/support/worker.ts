import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { notRun } from '../../faults/middleboxes/box';

/** A program that reads documents and says what it makes of them. */
interface Program {
	readonly name: string;
	readonly command: string;
	/** What of the program is needed besides, as Debian has it. */
	readonly library?: string;
	readonly debianPackage: string;
}

/** Tests that need the program. Where it is missing they do not run, and the last lines of the output say so. */
export function describeProcessor({ name, command, library, debianPackage }: Program, tests: () => void): void {
	const isThere = programPath(command) !== undefined && (library === undefined || existsSync(library));
	if (isThere) {
		describe(`As ${name} reads it`, tests);
	} else {
		notRun(`as ${name} reads it`, `${library ?? command} is missing; on Debian: apt-get install ${debianPackage}`);
	}
}

/** Where Debian has it, before what else is on the path: its Python alone knows its modules. */
function programPath(command: string): string | undefined {
	const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
	return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/** A running program that answers one document after another. */
export interface Worker extends Disposable {
	readonly ask: (text: string) => Promise<string>;
}

/**
 * Starts a program of this folder's `workers`: for each line on its input it writes one. Line feeds, carriage returns and
 * backslashes in both stand behind a backslash: `\n`, `\r`, `\\`.
 */
export function startWorker(command: string, ...args: readonly string[]): Worker {
	const cwd = join(import.meta.dirname, '../workers');
	const child = spawn(programPath(command) ?? command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
	let complaints = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-2000)));
	const waiting: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
	createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(unescaped(line)));
	child.once('close', () => {
		waiting.forEach(({ reject }) => reject(new Error(`${command} ended: ${complaints}`)));
	});
	return {
		ask: (text) =>
			new Promise((resolve, reject) => {
				waiting.push({ resolve, reject });
				child.stdin.write(`${escaped(text)}\n`);
			}),
		[Symbol.dispose]: () => void child.kill(),
	};
}

function escaped(text: string): string {
	return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
}

function unescaped(line: string): string {
	return line.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter));
}
