import type { Framing } from './reply';
import type { Library } from './client';

/** Somebody who saves images out of replies: one row of the tables. */
export interface Client {
	readonly id: string;
	readonly name: string;
	readonly runs:
		/** In a Node.js process of the bench's own. */
		| { readonly as: 'library'; readonly library: Library; readonly sync: boolean }
		/** `dist/cli.js run`, one process a reply. */
		| { readonly as: 'command' }
		/** Programs in a shell. */
		| { readonly as: 'shell' };
	/** Whether it only speaks Google's own protocol. */
	readonly gemini?: boolean;
	/** Saves nothing: what it takes in any case. */
	readonly floor?: boolean;
	/** What it can do. */
	readonly framings: readonly Framing[];
}

const json = ['length', 'chunked'] as const;
const all = [...json, 'events', 'link'] as const;

function library(library: Library, name: string, framings: readonly Framing[]): Client {
	return { id: library, name, runs: { as: 'library', library, sync: true }, framings };
}

export const floor: Client = { ...library('floor', 'floor: receive and discard', all), floor: true };
const floorWriting: Client = {
	...library('floorWriting', 'floor: the same, and write as many zeros', all),
	floor: true,
};
export const engine: Client = {
	...{ id: 'engine', name: '**Image Gen, as a library, without fsync**', framings: all },
	runs: { as: 'library', library: 'engine', sync: false },
};
export const engineSynced: Client = {
	...{ id: 'engineSynced', name: '**Image Gen, as a library**', framings: all },
	runs: { as: 'library', library: 'engine', sync: true },
};
export const command: Client = {
	...{ id: 'command', name: '**Image Gen, in its process**', framings: all },
	runs: { as: 'command' },
};
export const openaiSdk = library('openai', 'openai', all);

export const clients: readonly Client[] = [
	floor,
	floorWriting,
	engine,
	engineSynced,
	command,
	library('undici', 'undici, JSON.parse', all),
	library('fetch', 'fetch, JSON.parse', [...json, 'link']),
	library('axios', 'axios', [...json, 'link']),
	library('got', 'got', [...json, 'link']),
	openaiSdk,
	{ ...library('genai', '@google/genai', [...json, 'events']), gemini: true },
	library('streamJson', 'stream-json', json),
	{ id: 'shell', name: 'curl, jq, base64', runs: { as: 'shell' }, framings: [...json, 'link'] },
];
