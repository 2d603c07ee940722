import { type FileHandle, open } from 'node:fs/promises';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { checkEvent, type JobEvent } from './events';
import { fileNames, isVersion1, type JobFolder } from './layout';
import { seal, unseal } from './sealed';
import { eventOfVersion1 } from './version1';

const lineFeed = 0x0a;

/** Appends events, one sealed JSON line each. Writes are in order and reach the file before `append` resolves. */
export class EventLog {
	private constructor(
		private readonly file: FileHandle,
		/** Whether the file ends within a line: a full disk takes a part of one. */
		private torn: boolean,
	) {}

	static async open(folder: JobFolder): Promise<EventLog> {
		const file = await open(join(folder.path, fileNames.events), 'a+', 0o600);
		const { size } = await file.stat();
		const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
		return new EventLog(file, size > 0 && buffer[0] !== lineFeed);
	}

	async append(event: JobEvent): Promise<void> {
		const line = this.lineOf(event);
		this.torn = true;
		await this.file.appendFile(line);
		this.torn = false;
	}

	/** The same at once, for a process that ends now. */
	appendNow(event: JobEvent): void {
		writeSync(this.file.fd, this.lineOf(event));
	}

	/** Resolves when all events so far are safe from a power cut. */
	async sync(): Promise<void> {
		await this.file.sync();
	}

	async close(): Promise<void> {
		await this.file.close();
	}

	private lineOf(event: JobEvent): string {
		return `${this.torn ? '\n' : ''}${seal(event)}\n`;
	}
}

/** The job's events so far, and how many lines are none: damaged, or written in part. */
export interface EventsSoFar {
	readonly events: readonly JobEvent[];
	readonly damaged: number;
}

/** What is in a job's log. */
export async function readEvents(folder: JobFolder): Promise<EventsSoFar> {
	const reader = new EventReader(folder);
	const events = await reader.readNew();
	return { events, damaged: reader.damaged };
}

/** Reads a log as it grows. */
export class EventReader {
	private offset = 0;
	private rest: Buffer = Buffer.alloc(0);
	/** Lines that were none. */
	damaged = 0;

	constructor(private readonly folder: JobFolder) {}

	/** The events of the lines that are whole since the last call. */
	async readNew(): Promise<readonly JobEvent[]> {
		const bytes = await this.readBytes();
		const all = Buffer.concat([this.rest, bytes]);
		const end = all.lastIndexOf(lineFeed) + 1;
		this.rest = all.subarray(end);
		const lines = all.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
		const parse = lines.length > 0 && (await isVersion1(this.folder)) ? eventOfVersion1 : eventOf;
		const events = lines.map(parse).filter((event) => event !== undefined);
		this.damaged += lines.length - events.length;
		return events;
	}

	private async readBytes(): Promise<Buffer> {
		// One that may not be read tells nothing; the rest of the folder still does.
		const file = await open(join(this.folder.path, fileNames.events), 'r').catch(() => undefined);
		if (!file) {
			return Buffer.alloc(0);
		}
		try {
			const stats = await file.stat();
			const size = stats.isFile() ? stats.size : this.offset;
			if (size < this.offset) {
				// Somebody has emptied it, or put another one in its place: what is in it now is news.
				this.offset = 0;
				this.rest = Buffer.alloc(0);
			}
			const buffer = Buffer.alloc(size - this.offset);
			const { bytesRead } = await file.read(buffer, 0, buffer.length, this.offset);
			this.offset += bytesRead;
			return buffer.subarray(0, bytesRead);
		} finally {
			await file.close();
		}
	}
}

function eventOf(line: string): JobEvent | undefined {
	return checkEvent(unseal(line));
}
