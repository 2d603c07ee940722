// The VS Code server inside the npm package code-server, which brings a whole VS Code where no desktop one can be had.
// VSCODE_SERVER names the folder of another than the newest (`npm run test:oldest`). Its own front (code-server's) is left out: it drops the payload that loads an extension in development.
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { root } from './paths';

const other = process.env.VSCODE_SERVER;
// Each version runs on the Node that it was made for.
const node = path.join(other ?? root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** The VS Code that the journeys run. */
export const vscodeFolder = path.join(
	other ?? path.join(root, 'test/editor/server'),
	'node_modules/code-server/lib/vscode',
);
const serverMain = path.join(vscodeFolder, 'out/server-main.js');
const startLimitMs = 60_000;

export interface ServerOptions {
	/** Machine settings, logs and the extensions' storage; created where missing. */
	readonly dataDir: string;
	/** A port or a range to take a free one from. @default any free one */
	readonly port?: string;
	readonly args?: readonly string[];
	readonly env?: NodeJS.ProcessEnv;
}

export interface Server {
	/** Where it listens, on loopback: `http://127.0.0.1:PORT`. */
	readonly url: string;
	/** Resolves when the server is gone, whoever ended it. */
	readonly exited: Promise<void>;
	/** Ends the server with its extension hosts. */
	close(): Promise<void>;
}

/** Starts the server and resolves when it listens; rejects with its output when it ends or stays silent instead. */
export async function startServer({ dataDir, port = '0', args = [], env = {} }: ServerOptions): Promise<Server> {
	const server = spawnServer(
		[
			...['--host', '127.0.0.1', '--port', port, '--without-connection-token', '--accept-server-license-terms'],
			...['--server-data-dir', dataDir, '--telemetry-level', 'off', ...args],
		],
		env,
	);
	const output: string[] = [];
	server.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
	const close = () => endGroup(server);
	const limit = setTimeout(() => void close(), startLimitMs);
	try {
		for await (const line of createInterface({ input: server.stdout })) {
			output.push(`${line}\n`);
			const listening = /Web UI available at .*:(\d+)/.exec(line)?.[1];
			if (listening) {
				server.stdout.resume();
				const exited = once(server, 'exit').then(() => undefined);
				return { url: `http://127.0.0.1:${listening}`, exited, close };
			}
		}
	} finally {
		clearTimeout(limit);
	}
	throw new Error(`The VS Code server did not start:\n${output.join('')}`);
}

/** Installs a packed extension into an extensions folder, as `code --install-extension` does. */
export async function installExtension(vsix: string, extensionsDir: string, dataDir: string): Promise<void> {
	const args = ['--install-extension', vsix, '--extensions-dir', extensionsDir, '--server-data-dir', dataDir];
	const server = spawnServer([...args, '--accept-server-license-terms'], {});
	const output: string[] = [];
	server.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
	server.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
	const [code] = (await once(server, 'close')) as [number | null];
	if (code !== 0) {
		throw new Error(`The VSIX could not be installed:\n${output.join('')}`);
	}
}

/** The page of a workspace folder, of a file that names several, or of none. Entries of the payload are the web workbench's own, such as `openFile`. */
export function workbenchUrl(
	server: Server,
	folder: string | null,
	payload: Readonly<Record<string, string>> = {},
): string {
	const opened = folder?.endsWith('.code-workspace') ? { workspace: folder } : { folder: folder ?? '' };
	const query = new URLSearchParams({
		...(folder === null ? { ew: 'true' } : opened),
		payload: JSON.stringify(Object.entries({ skipWelcome: 'true', ...payload })),
	});
	return `${server.url}/?${query.toString()}`;
}

/** A file of the server's machine as the workbench names it. */
export function remoteUri(server: Server, file: string): string {
	return `vscode-remote://${new URL(server.url).host}${file}`;
}

function spawnServer(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcessByStdio<null, Readable, Readable> {
	const server = spawn(node, [serverMain, ...args], {
		// A process group of its own, so that its extension hosts, watchers and terminals end with it.
		detached: process.platform !== 'win32',
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, ...env },
	});
	const endWithUs = () => signalGroup(server);
	process.once('exit', endWithUs);
	server.once('exit', () => process.off('exit', endWithUs));
	return server;
}

async function endGroup(server: ChildProcess): Promise<void> {
	if (server.exitCode === null && server.signalCode === null) {
		const ended = once(server, 'exit');
		signalGroup(server);
		await ended;
	}
}

function signalGroup(server: ChildProcess): void {
	if (process.platform === 'win32' || server.pid === undefined) {
		server.kill();
	} else {
		process.kill(-server.pid, 'SIGTERM');
	}
}
