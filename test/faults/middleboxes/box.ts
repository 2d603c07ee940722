import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../../support/folders';

/** A real program that people's requests pass through. */
export interface BoxProgram {
	readonly name: string;
	/** What the program's file is called. */
	readonly command: string;
	readonly debianPackage: string;
	/** In the foreground, with `box.conf` of the folder. */
	readonly args: (folder: string) => readonly string[];
	/** What ends it at once, together with all it has started. */
	readonly stop: NodeJS.Signals;
}

/** One running instance, on loopback. */
export interface Box extends AsyncDisposable {
	readonly port: number;
	/** `127.0.0.1:PORT` */
	readonly host: string;
}

interface BoxPlace {
	readonly port: number;
	/** Its own; files with relative names lie in it. */
	readonly folder: string;
}

/** The program's path; undefined where it is not installed. Debian keeps servers out of people's own PATH. */
export function pathOf(command: string): string | undefined {
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
	return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/** Tests that need the program. Where it is missing they do not run, and the last lines of the output say so. */
export function describeBox({ name, command, debianPackage }: BoxProgram, tests: () => void): void {
	if (pathOf(command)) {
		describe(`through a real ${name}`, tests);
	} else {
		notRun(`through a real ${name}`, `${command} is missing; on Debian: apt-get install ${debianPackage}`);
	}
}

/** Says at the very end, where nobody can overlook it, which tests were not run and why. */
export function notRun(what: string, why: string): void {
	process.once('exit', () => console.log(`NOT RUN: ${what} (${why})`));
}

/** A program's files by their names, for the place where it is to run. */
export type Configuration = (place: BoxPlace) => Readonly<Record<string, string>>;

/** Starts the program in a folder with those files; resolves when it takes connections. */
export async function startBox(program: BoxProgram, configuration: Configuration): Promise<Box> {
	const folder = await temporaryFolder();
	// Some drop root's rights, and still must write there.
	await chmod(folder.path, 0o777);
	const port = await freePort();
	for (const [name, text] of Object.entries(configuration({ port, folder: folder.path }))) {
		await writeFile(join(folder.path, name), text);
	}
	const path = pathOf(program.command) ?? program.command;
	const child = spawn(path, program.args(folder.path), { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	const keep = (data: Buffer): string => (output += data.toString());
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const exited = once(child, 'exit');
	const box = {
		port,
		host: `127.0.0.1:${port}`,
		async [Symbol.asyncDispose]() {
			child.kill(program.stop);
			// nginx forgets a signal that comes while it is still starting.
			const again = setInterval(() => child.kill(program.stop), 200);
			await exited;
			clearInterval(again);
			await folder[Symbol.asyncDispose]();
		},
	};
	while (!(await accepts(port))) {
		if (child.exitCode !== null) {
			await box[Symbol.asyncDispose]();
			throw new Error(`${program.name} did not start: ${output}`);
		}
		await delay(10);
	}
	return box;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

async function accepts(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
