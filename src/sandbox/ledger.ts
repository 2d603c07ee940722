import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TaskState } from './task';

/** What the sandbox has seen and done since it was started or the ledger was reset. */
export interface Ledger {
	readonly requests: number;
	/** Valid requests for images at services that answer with an id, those that were refused on order included. */
	readonly creates: number;
	/** Images made, whether or not anybody was there to receive them. */
	readonly billed: number;
	/** Replies of any status whose last byte was handed to the operating system while the connection stood. */
	readonly repliesFullySent: number;
	/** Connections that carried these requests. */
	readonly connections: number;
	/** The latest 10,000. */
	readonly entries: readonly LedgerEntry[];
	/** What was taken on, the latest 10,000 in the order they came in. */
	readonly tasks: readonly TaskEntry[];
}

/** A task that was taken on, and what became of it. */
export interface TaskEntry {
	readonly id: string;
	readonly service: string;
	/** ISO 8601. */
	readonly at: string;
	readonly model: string;
	/** The first 80 characters. */
	readonly prompt: string;
	readonly state: TaskState;
	/** Images made for it, or paid for all the same. */
	readonly billed: number;
	/** How often it was asked how it stands; for its result; and to stop. */
	readonly polls: number;
	readonly results: number;
	readonly cancels: number;
	/** What was to go wrong with it, on order. */
	readonly fault?: string;
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
	/** The fields of its body that the service does not know, and leaves be. */
	readonly ignored?: readonly string[];
	readonly fullySent: boolean;
	/** The connection ended before the reply did. */
	readonly clientGone: boolean;
}

const maxEntries = 10_000;

/** What is known of a request only as it proceeds. */
type Progress = Partial<Pick<LedgerEntry, 'model' | 'size' | 'prompt' | 'latencyMs' | 'fault' | 'ignored'>> & {
	billed?: number;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One request's line in the ledger. */
export interface HttpExchange {
	note(progress: Progress): void;
	/** Counts it as a request for a task. */
	create(): void;
	/** Begins the line of the task that was taken on; what it costs stands on both. */
	task(facts: Pick<TaskEntry, 'id' | 'service' | 'model' | 'prompt' | 'fault'>): TaskLine;
}

/** One task's line in the ledger. */
export interface TaskLine {
	state(state: TaskState): void;
	count(stage: 'poll' | 'result' | 'cancel'): void;
	bill(images: number): void;
}

interface Page {
	requests: number;
	creates: number;
	billed: number;
	repliesFullySent: number;
	readonly connections: Set<unknown>;
	readonly entries: LedgerEntry[];
	readonly tasks: TaskEntry[];
}

const emptyPage = (): Page => ({
	requests: 0,
	creates: 0,
	billed: 0,
	repliesFullySent: 0,
	connections: new Set(),
	entries: [],
	tasks: [],
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
		append(page.entries, entry);
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
		const note = (progress: Progress): void => {
			Object.assign(entry, progress);
			page.billed += progress.billed ?? 0;
		};
		return {
			note,
			create: () => page.creates++,
			task(facts) {
				const task: Mutable<TaskEntry> = {
					...facts,
					prompt: facts.prompt.slice(0, 80),
					at: new Date().toISOString(),
					state: 'waiting',
					billed: 0,
					polls: 0,
					results: 0,
					cancels: 0,
				};
				append(page.tasks, task);
				return {
					state: (state) => (task.state = state),
					count: (stage) => task[`${stage}s`]++,
					bill(billed) {
						task.billed += billed;
						note({ billed });
					},
				};
			},
		};
	}

	/** The ledger as it stands; later requests do not change it. */
	read(): Ledger {
		const { requests, creates, billed, repliesFullySent, connections, entries, tasks } = this.#page;
		return {
			requests,
			creates,
			billed,
			repliesFullySent,
			connections: connections.size,
			entries: entries.map((entry) => ({ ...entry })),
			tasks: tasks.map((task) => ({ ...task })),
		};
	}

	reset(): void {
		this.#page = emptyPage();
	}
}

function append<T>(list: T[], item: T): void {
	list.push(item);
	if (list.length > maxEntries) {
		list.shift();
	}
}
