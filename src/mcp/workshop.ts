import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Desk } from './desk';
import type { Host } from './host';

/** What every tool works with. */
export interface Workshop {
	readonly server: McpServer;
	readonly host: Host;
	readonly desk: Desk;
	/** How long a call lasts at most, in milliseconds: hosts end those that last longer. */
	readonly limitMs: number;
	/** Begins one image after the other: of many that are asked for at once, each counts before the next is looked at, and a person has one question at a time. */
	readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}
