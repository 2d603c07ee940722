import { readFile, readlink, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { isCode, isShortage } from './fileErrors';

/** What tells one process from every other, also from those that get its number after it: on this machine, in a container, after a reboot. */
export const holderSchema = v.object({
	pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
	host: v.string(),
	/** Linux: when it began, in ticks since the boot; absent elsewhere. */
	startedAt: v.optional(v.string()),
	/** Linux: which boot of which kernel. */
	boot: v.optional(v.string()),
	/** Linux: the space in which process numbers mean something; each container has its own. */
	pidSpace: v.optional(v.string()),
});

export type Holder = Readonly<v.InferOutput<typeof holderSchema>>;

/** This process. */
export async function thisProcess(): Promise<Holder> {
	const [startedAt, boot, pidSpace] = await Promise.all([startOf(process.pid), bootId(), ownPidSpace()]);
	return {
		pid: process.pid,
		host: hostname(),
		...(typeof startedAt === 'string' && { startedAt }),
		...(boot !== undefined && { boot }),
		...(pidSpace !== undefined && { pidSpace }),
	};
}

/**
 * Whether that process lives. `unknown` where nothing on this machine can tell: it is another machine's or container's, or the
 * system tells no process's start.
 */
export async function lifeOf(holder: Holder): Promise<'alive' | 'dead' | 'unknown'> {
	if (holder.host !== hostname()) {
		return 'unknown';
	}
	const boot = await bootId();
	if (holder.boot !== boot) {
		return holder.boot === undefined || boot === undefined ? 'unknown' : 'dead';
	}
	if (holder.pidSpace !== (await ownPidSpace())) {
		return 'unknown';
	}
	const startedAt = await startOf(holder.pid);
	if (startedAt === null) {
		return 'dead';
	}
	if (startedAt !== undefined && holder.startedAt !== undefined) {
		return startedAt === holder.startedAt ? 'alive' : 'dead';
	}
	return exists(holder.pid) ? 'unknown' : 'dead';
}

/** How often a living holder touches its file. */
export const beatMs = 2_000;

/** How many beats must be missed before a holder counts as dead: a busy machine may be late with one. */
const missedBeats = 4;

/** How often a file is looked at that ought to be touched. */
const lookMs = 100;

/** Whether the file's living holder touches it: true at the first touch, false when none came for so long that there is none. */
export async function isTouched(path: string): Promise<boolean> {
	const before = await touchedAt(path);
	// By a monotonic clock and by change alone: clocks of two machines, and of one after a correction, differ.
	for (const giveUpAt = performance.now() + missedBeats * beatMs; performance.now() < giveUpAt;) {
		await delay(lookMs);
		if ((await touchedAt(path)) !== before) {
			return true;
		}
	}
	return false;
}

async function touchedAt(path: string): Promise<number | undefined> {
	return (await stat(path).catch(() => undefined))?.mtimeMs;
}

function exists(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Somebody else's process is one all the same.
		return isCode(error, 'EPERM');
	}
}

/** When the process began; `null` for one that has ended and is only waited for, or that does not exist; undefined where nobody says. */
async function startOf(pid: number): Promise<string | null | undefined> {
	if (process.platform !== 'linux') {
		return undefined;
	}
	try {
		const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
		// The name comes second, in brackets, and may hold anything. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
		const [state = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return 'ZX'.includes(state) ? null : rest[18];
	} catch (error) {
		return isShortage(error) ? undefined : null;
	}
}

async function bootId(): Promise<string | undefined> {
	return (await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => undefined))?.trim();
}

async function ownPidSpace(): Promise<string | undefined> {
	return readlink('/proc/self/ns/pid').catch(() => undefined);
}
