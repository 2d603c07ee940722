import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the sandbox has seen and done since it was started or the ledger was reset. */
export interface Ledger {
	readonly requests: number;
	/** Images made, whether or not anybody was there to receive them. */
	readonly billed: number;
	/** Replies of any status whose last byte was handed to the operating system while the connection stood. */
	readonly repliesFullySent: number;
	/** Connections that carried these requests. */
	readonly connections: number;
	/** The latest 10,000. */
	readonly entries: readonly LedgerEntry[];
}

export interface LedgerEntry {
	readonly id: number;
	/** ISO 8601. */
	readonly at: string;
	readonly method: string;
	/** Without the query, which may hold a key. */
	readonly path: string;
	readonly httpVersion: string;
	/** The names of the request's headers, never their values. */
	readonly headers: readonly string[];
	readonly model?: string;
	/** Width × height in pixels. */
	readonly size?: string;
	/** The first 80 characters. */
	readonly prompt?: string;
	/** How long the sandbox let the client wait, in milliseconds. */
	readonly latencyMs?: number;
	/** Absent until the reply is over, and for ever where it never began. */
	readonly status?: number;
	/** Images made for it. */
	readonly billed: number;
	/** What went wrong with it, on order. */
	readonly fault?: string;
	readonly fullySent: boolean;
	/** The connection ended before the reply did. */
	readonly clientGone: boolean;
}

const maxEntries = 10_000;

/** What is known of a request only as it proceeds. */
type Progress = Partial<Pick<LedgerEntry, 'model' | 'size' | 'prompt' | 'latencyMs' | 'fault'>> & { billed?: number };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One request's line in the ledger. */
export interface HttpExchange {
	note(progress: Progress): void;
}

interface Page {
	requests: number;
	billed: number;
	repliesFullySent: number;
	readonly connections: Set<unknown>;
	readonly entries: LedgerEntry[];
}

const emptyPage = (): Page => ({
	requests: 0,
	billed: 0,
	repliesFullySent: 0,
	connections: new Set(),
	entries: [],
});

export class Book {
	#page = emptyPage();
	#lastId = 0;

	/** Begins a line for a request and follows its reply. */
	open(request: IncomingMessage, response: ServerResponse, path: string): HttpExchange {
		// A request from before a reset goes on writing to the page it began on.
		const page = this.#page;
		const { method = '', httpVersion, headers, socket } = request;
		const entry: Mutable<LedgerEntry> = {
			id: ++this.#lastId,
			at: new Date().toISOString(),
			method,
			path,
			httpVersion,
			headers: Object.keys(headers),
			billed: 0,
			fullySent: false,
			clientGone: false,
		};
		page.requests++;
		page.connections.add(socket);
		page.entries.push(entry);
		if (page.entries.length > maxEntries) {
			page.entries.shift();
		}
		response.once('finish', () => {
			entry.fullySent = !socket.destroyed;
			page.repliesFullySent += Number(entry.fullySent);
			entry.status = response.statusCode;
		});
		response.once('close', () => {
			entry.clientGone = !response.writableFinished;
			if (response.headersSent) {
				entry.status = response.statusCode;
			}
		});
		return {
			note(progress) {
				Object.assign(entry, progress);
				page.billed += progress.billed ?? 0;
			},
		};
	}

	/** The ledger as it stands; later requests do not change it. */
	read(): Ledger {
		const { requests, billed, repliesFullySent, connections, entries } = this.#page;
		return {
			requests,
			billed,
			repliesFullySent,
			connections: connections.size,
			entries: entries.map((entry) => ({ ...entry })),
		};
	}

	reset(): void {
		this.#page = emptyPage();
	}
}
