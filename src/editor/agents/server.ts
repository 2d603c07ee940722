import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { serveDesk } from '../../mcp/channel';
import type { Desk } from '../../mcp/desk';
import { serverDefinition } from './serverDefinition';

/** A server that is started connects at once. */
const connectMs = 60_000;

/**
 * Lets the editor's agents start `imagegen mcp`. It works with this window, over a channel that is made for one start of it: the key, the
 * settings and the jobs stay the window's.
 */
export class AgentServer implements vscode.Disposable {
	private readonly open = new Set<Socket>();
	/** Ends of those who wait for a server. */
	private readonly waiting = new Set<() => void>();

	constructor(
		private readonly extension: vscode.Extension<unknown>,
		private readonly desk: Desk,
	) {}

	/** It is about to be started. */
	async resolve(): Promise<vscode.McpStdioServerDefinition> {
		return serverDefinition(this.extension, ['--window', await this.listen()]);
	}

	dispose(): void {
		this.waiting.forEach((giveUp) => giveUp());
		this.open.forEach((socket) => socket.destroy());
	}

	/** Where one process can reach this window, once, and only so soon: nobody but this person's programs gets there. */
	private async listen(): Promise<string> {
		const isWindows = process.platform === 'win32';
		const folder = isWindows ? undefined : await mkdtemp(join(tmpdir(), 'imagegen-'));
		const path = folder === undefined ? `\\\\.\\pipe\\imagegen-${randomUUID()}` : join(folder, 'window');
		const server = createServer((socket) => {
			end();
			this.open.add(socket);
			socket.once('close', () => this.open.delete(socket));
			serveDesk(socket, this.desk);
		});
		const end = (): void => {
			clearTimeout(timer);
			this.waiting.delete(end);
			server.close();
			if (folder !== undefined) {
				// What is left of it is empty.
				rmSync(folder, { recursive: true, force: true });
			}
		};
		const timer = setTimeout(end, connectMs);
		this.waiting.add(end);
		server.listen(path);
		await once(server, 'listening');
		// A connection that the system can't accept, with too many files open: whoever waits for it is told by its own end.
		server.on('error', end);
		return path;
	}
}
