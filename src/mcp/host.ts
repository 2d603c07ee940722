import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { fileURLToPath } from 'node:url';
import { Refused } from './desk';

/** What a call of a tool brings along. */
export type Call = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** A person may take a while to answer, and hosts differ in how long they wait. */
const answerMs = 10 * 60_000;

/** No person is asked for the folders. */
const rootsMs = 10_000;

/** The program that the agent runs in. */
export class Host {
	constructor(
		private readonly server: McpServer,
		/** Where the server was started: what a host works in that names no folders. */
		private readonly folder: string,
	) {}

	/** The folders that it works in, absolute. */
	async roots(): Promise<readonly string[]> {
		if (this.server.server.getClientCapabilities()?.roots === undefined) {
			return [this.folder];
		}
		const { roots } = await this.server.server.listRoots(undefined, { timeout: rootsMs }).catch((error: unknown) => {
			const said = error instanceof Error ? error.message : String(error);
			throw new Refused(`The host didn't say in which folders it works (${said}), so nothing was done. Ask again.`);
		});
		const folders = roots.flatMap(({ uri }) => folderAt(uri) ?? []);
		return folders.length > 0 ? folders : [this.folder];
	}

	/** Whether the person agrees; undefined where the host can't ask. */
	async asks(message: string, { signal }: Pick<Call, 'signal'>): Promise<boolean | undefined> {
		if (this.server.server.getClientCapabilities()?.elicitation === undefined) {
			return undefined;
		}
		const requestedSchema = { type: 'object', properties: {} } as const;
		const { action } = await this.server.server.elicitInput(
			{ message, requestedSchema },
			{ signal, timeout: answerMs },
		);
		return action === 'accept';
	}
}

/** Undefined for what is no folder of this machine. */
function folderAt(uri: string): string | undefined {
	try {
		return fileURLToPath(uri);
	} catch {
		return undefined;
	}
}
