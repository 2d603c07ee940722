// One client in a process of its own: saves as many replies at once as it is given tasks, when it is told to begin, and tells
// its parent when it was done.
import { monotonicMs } from '../probe';
import * as peers from './peers';
import type { Save, Task } from './task';

/** Every client that runs in a Node.js process of the bench's own. */
const libraries = {
	floor: async () => (await import('./floor')).receiveAndDiscard,
	floorWriting: async () => (await import('./floor')).receiveAndWrite,
	engine: async () => (await import('./ours')).saveWithEngine,
	undici: peers.undici,
	fetch: peers.globalFetch,
	axios: peers.axios,
	got: peers.got,
	openai: peers.openaiSdk,
	genai: peers.googleSdk,
	streamJson: peers.streamJson,
} satisfies Record<string, () => Promise<Save>>;

export type Library = keyof typeof libraries;

/** What the parent is told at the end. */
export interface Done {
	readonly doneAtMs: number;
	readonly files: readonly string[];
}

async function main([library, tasks]: readonly string[]): Promise<void> {
	const save = await libraries[library as Library]();
	// Nothing else keeps the process alive until then.
	process.channel?.ref();
	process.send?.('loaded');
	await new Promise((resolve) => process.once('message', resolve));
	const files = await Promise.all((JSON.parse(tasks ?? '') as Task[]).map(save));
	process.send?.({ doneAtMs: monotonicMs(), files: files.flat() } satisfies Done);
	process.disconnect?.();
}

void main(process.argv.slice(2));
