import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './durable';
import { ignoreMissing } from './fileErrors';
import { type JobFolder, originKey, runLock } from './layout';
import { acquire, type Lock, lookAt } from './lock';
import { watchFolder } from './watch';

/*
 * Who may ask a service now, and who waits for that. Jobs are processes, so the queue is a folder for each service: a lock for each
 * request that may go on at once, and a file for each job that waits, whose name begins with its place in the order. A job holds its
 * lock, and waits, by its process alone: one that dies is out of the queue.
 */

export interface Waiting {
	/** How many requests may be under way at that service at once; at least 1. */
	readonly parallel: number;
	readonly signal: AbortSignal;
	/** Told how many other jobs are before this one, whenever that changes; never where it need not wait. */
	readonly onAhead: (ahead: number) => void;
}

/** The queue of the jobs in `jobsPath` for the service at that origin. */
export function queuePath(jobsPath: string, origin: string): string {
	return join(dirname(jobsPath), 'queues', originKey(origin));
}

/**
 * Waits for the job's turn. Resolves with what it is to release when its requests are over, or with undefined once `signal` has
 * aborted. Throws what the disk says.
 */
export async function takeTurn(
	queue: string,
	job: JobFolder,
	{ parallel, signal, onAhead }: Waiting,
): Promise<Lock | undefined> {
	const ticket = { place: Date.now() * 1000, id: job.id };
	await queueUp(queue, ticket);
	let turn: Lock | undefined;
	let told: number | undefined;
	try {
		await watchFolder(queue, signal, async () => {
			const ahead = (await waitingIn(queue, dirname(job.path))).findIndex(({ id }) => id === job.id);
			if (ahead < 0) {
				// Somebody has cleared the folder away.
				await queueUp(queue, ticket);
				return false;
			}
			turn = ahead > 0 ? undefined : await freeTurn(queue, parallel);
			if (!turn && ahead !== told) {
				told = ahead;
				onAhead(ahead);
			}
			return turn !== undefined;
		});
		return turn;
	} finally {
		await leave(queue, job.id);
	}
}

/** Moves a job that waits one place forward (-1) or back (1); changes nothing where there is no such place. */
export async function moveInQueue(queue: string, job: JobFolder, by: -1 | 1): Promise<void> {
	const waiting = await waitingIn(queue, dirname(job.path));
	const index = waiting.findIndex(({ id }) => id === job.id);
	const [one, other] = [waiting[index], waiting[index + by]];
	if (one && other) {
		// Whoever has had its turn meanwhile has left the queue.
		const give = ({ id, place }: Ticket, to: number): Promise<void> =>
			rename(join(queue, nameOf({ id, place })), join(queue, nameOf({ id, place: to }))).catch(
				ignoreMissing(undefined),
			);
		await give(one, other.place);
		await give(other, one.place);
	}
}

async function queueUp(queue: string, ticket: Ticket): Promise<void> {
	await makeFolder(queue, 0o700);
	await writeFile(join(queue, nameOf(ticket)), '', { mode: 0o600 });
}

interface Ticket {
	readonly place: number;
	readonly id: string;
}

/** Those that wait and live, in their order. Those that have died are forgotten. */
async function waitingIn(queue: string, jobsPath: string): Promise<Ticket[]> {
	const tickets = (await ticketsIn(queue)).sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
	const isHeld = await Promise.all(
		// What is no job's is nobody's.
		tickets.map(async ({ id }) => (await lookAt(join(jobsPath, id), runLock).catch(() => 'none')) === 'held'),
	);
	const dead = tickets.filter((_, index) => !isHeld[index]);
	await Promise.all(dead.map((ticket) => rm(join(queue, nameOf(ticket)), { recursive: true, force: true })));
	return tickets.filter((_, index) => isHeld[index]);
}

/** Also those count that were taken while more were allowed. */
async function freeTurn(queue: string, parallel: number): Promise<Lock | undefined> {
	const names = new Set((await readdir(queue)).flatMap((name) => /^(turn-\d+)\.\d+$/.exec(name)?.[1] ?? []));
	const isHeld = await Promise.all([...names].map(async (name) => (await lookAt(queue, name)) === 'held'));
	const held = new Set([...names].filter((_, index) => isHeld[index]));
	if (held.size >= parallel) {
		return undefined;
	}
	// No others than these, so that those who look at the same time cannot take more of them than there may be.
	const turns = Array.from({ length: parallel }, (_, index) => `turn-${index + 1}`);
	for (const name of turns.filter((turn) => !held.has(turn))) {
		const turn = await acquire(queue, name);
		if (turn) {
			return turn;
		}
	}
	return undefined;
}

/** Again and again, since somebody may move it just now. */
async function leave(queue: string, job: string): Promise<void> {
	for (;;) {
		const left = (await ticketsIn(queue)).filter(({ id }) => id === job);
		if (left.length === 0) {
			return;
		}
		await Promise.all(left.map((ticket) => rm(join(queue, nameOf(ticket)), { force: true })));
	}
}

async function ticketsIn(queue: string): Promise<Ticket[]> {
	return (await readdir(queue).catch(ignoreMissing<string[]>([]))).flatMap((name) => {
		const [, place, id] = /^waits-(\d+)-(.+)$/.exec(name) ?? [];
		return place !== undefined && id !== undefined ? [{ place: Number(place), id }] : [];
	});
}

function nameOf({ place, id }: Ticket): string {
	return `waits-${place}-${id}`;
}
