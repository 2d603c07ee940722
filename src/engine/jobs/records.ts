import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as v from 'valibot';
import type { Failure } from '../failure';
import type { Endpoint, GenerateTask, ImageRequest, RecoverTask } from '../task';
import { askedOn } from './askedOn';
import { type DeliveredCopy, readDelivered } from './claim';
import { replaceFile } from './durable';
import type { SavedImage } from './events';
import { readState } from './follow';
import { historyOf, type PastRequest } from './history';
import { fileNames, imagesAmong, type JobFolder, listJobs, namesIn, readTaskIfAny, thumbnailName } from './layout';
import { openJobs } from './openJobs';
import { seal, unseal } from './sealed';
import { fetchableUntil, isOver } from './state';
import { mapPooled } from '../pool';

/** What is known of a job that is over, in one piece. */
export interface JobRecord {
	readonly id: string;
	/** What was asked for, and of whom; absent where nobody knows. */
	readonly image?: ImageRequest;
	readonly endpoint?: Endpoint;
	/** Who made it, or was asked last. */
	readonly asked?: { readonly service: string; readonly model: string };
	/** Wall time in milliseconds since 1970; 0 where nobody knows. */
	readonly startedAt: number;
	readonly endedAt: number;
	/** Absent where an image came. */
	readonly failure?: Failure;
	/** Whether a service may bill for an image that is not there. */
	readonly maybePaid: boolean;
	/** Until when a service that has taken it on has its image; wall time. */
	readonly fetchableUntil?: number;
	/** Whether a service that keeps a list can be asked, at no cost, what came of it. */
	readonly isUnclear?: true;
	/** The first image as it came. */
	readonly saved?: Omit<SavedImage, 'path'>;
	/** Where it went, a URI; absent where it was not delivered. */
	readonly deliveredTo?: string;
	/** Present where it was delivered without the link that was asked for. */
	readonly isLinkMissing?: true;
	/** What went there, where that is a copy of the image. */
	readonly copy?: DeliveredCopy;
	/** Present while the original of such a copy is kept. */
	readonly hasOriginal?: true;
	/** Of images that are, or were, to be chosen among. */
	readonly set?: string;
	/** Present where others of its set were chosen. */
	readonly isLeft?: true;
	readonly hasThumbnail: boolean;
	readonly requests: readonly PastRequest[];
}

/**
 * The records of all jobs that are over. Those that stay as they are have a copy of theirs in one file beside the jobs, so that
 * thousands of folders need not be looked at: the folders are the truth, and the file may be lost.
 */
export class Records {
	private readonly final = new Map<string, JobRecord>();
	private isLoaded = false;

	constructor(private readonly jobsPath: string) {}

	/** The records as they are now, oldest first. Jobs that cannot be read are left out. Never keeps the process busy for long. */
	async read(): Promise<JobRecord[]> {
		if (!this.isLoaded) {
			this.isLoaded = true;
			await this.load();
		}
		const folders = await listJobs(this.jobsPath);
		// These may change: whoever was told of a loss may yet get the image.
		const isOpen = new Set((await openJobs(this.jobsPath))?.map(({ id }) => id));
		isOpen.forEach((id) => this.final.delete(id));
		await this.forgetBut(folders);
		const added: JobRecord[] = [];
		const rest = breather();
		const records = await mapPooled(folders, async (folder) => {
			await rest();
			return isOpen.has(folder.id)
				? (await readFound(folder))?.record
				: (this.final.get(folder.id) ?? (await this.look(folder, added)));
		});
		// Looked at again the next time where the disk refuses.
		await writeFile(this.path, linesOf(added), { flag: 'a', mode: 0o600 }).catch(() => undefined);
		return records.filter((record) => record !== undefined);
	}

	private async look(folder: JobFolder, added: JobRecord[]): Promise<JobRecord | undefined> {
		const found = await readFound(folder);
		if (found?.isFinal) {
			this.final.set(folder.id, found.record);
			added.push(found.record);
		}
		return found?.record;
	}

	private async load(): Promise<void> {
		const rest = breather();
		try {
			for await (const line of (await open(this.path)).readLines()) {
				await rest();
				const found = v.safeParse(lineSchema, unseal(line));
				if (found.success) {
					const record = found.output.record as unknown as JobRecord;
					this.final.set(record.id, record);
				}
			}
		} catch {
			// The folders of the jobs tell the same.
		}
	}

	/** Jobs that were removed. Once they are many, the file is written anew. */
	private async forgetBut(folders: readonly JobFolder[]): Promise<void> {
		const left = new Set(folders.map(({ id }) => id));
		const gone = [...this.final.keys()].filter((id) => !left.has(id));
		gone.forEach((id) => this.final.delete(id));
		if (gone.length > this.final.size) {
			await replaceFile(this.path, linesOf(this.final.values())).catch(() => undefined);
		}
	}

	private get path(): string {
		return join(this.jobsPath, 'records.jsonl');
	}
}

/** Of the lines in that file; those of other versions are not read. */
const version = 1;

/** As much of a record's shape as is relied on without a further look. */
const lineSchema = v.object({
	version: v.literal(version),
	record: v.looseObject({
		id: v.string(),
		image: v.optional(v.looseObject({ prompt: v.string(), resolution: v.string() })),
		startedAt: v.number(),
		maybePaid: v.boolean(),
		requests: v.array(
			v.looseObject({ at: v.number(), ms: v.number(), service: v.string(), host: v.string(), model: v.string() }),
		),
	}),
});

/** The lines with these records, in pieces: each is written before others must wait for long. */
function* linesOf(records: Iterable<JobRecord>): Generator<string> {
	let piece = '';
	for (const record of records) {
		piece += `${seal({ version, record })}\n`;
		if (piece.length >= pieceLength) {
			yield piece;
			piece = '';
		}
	}
	yield piece;
}

const pieceLength = 65_536;

/** How long others wait at most while records are worked through, in milliseconds. */
const stintMs = 5;

/** Gives what is to be awaited before each piece of work: it lets others go on once enough of it is done. */
function breather(): () => Promise<void> {
	let since = performance.now();
	return async () => {
		if (performance.now() - since > stintMs) {
			await nextTurn();
			since = performance.now();
		}
	};
}

/** A record, and whether it stays as it is: nothing is left to be delivered, or to be put away. */
interface Found {
	readonly record: JobRecord;
	readonly isFinal: boolean;
}

/** Undefined also for one that cannot be read. */
async function readFound(folder: JobFolder): Promise<Found | undefined> {
	return await lookAt(folder).catch(() => undefined);
}

/** Undefined for a job that is not over, or that brings no image. */
async function lookAt(folder: JobFolder): Promise<Found | undefined> {
	const task = await readTaskIfAny(folder);
	const state = await readState(folder);
	if (!isOver(state) || task?.type === 'diagnose') {
		return undefined;
	}
	const names = await namesIn(folder);
	const { startedAt = 0, changedAt = startedAt, failure, maybePaid, asked, images } = state;
	const until = fetchableUntil(state);
	const delivered = await readDelivered(folder);
	const hasImage = imagesAmong(names).length > 0;
	const record = {
		id: folder.id,
		...(until !== undefined && { fetchableUntil: until }),
		...(!state.atService && failure?.kind !== 'cancelled' && askedOn(task, state) && { isUnclear: true as const }),
		...(task && askedFor(task)),
		...(asked && { asked }),
		startedAt,
		endedAt: changedAt,
		...(failure && { failure }),
		maybePaid,
		...(images[0] && { saved: withoutPath(images[0]) }),
		...delivered,
		...(delivered.copy && hasImage && { hasOriginal: true as const }),
		...(task?.type === 'generate' && task.set !== undefined && { set: task.set }),
		...(names.includes(fileNames.left) && { isLeft: true as const }),
		hasThumbnail: names.includes(thumbnailName(images[0]?.format)),
		requests: await historyOf(folder),
	};
	const isSettled = names.includes(fileNames.delivered) || names.includes(fileNames.seen);
	return { record, isFinal: isSettled && !hasImage };
}

function askedFor(task: GenerateTask | RecoverTask): Pick<JobRecord, 'image' | 'endpoint'> {
	const { image, endpoint } = task.type === 'generate' ? task : (task.of ?? {});
	return { ...(image && { image }), ...(endpoint && { endpoint }) };
}

function withoutPath({ path: _path, ...saved }: SavedImage): NonNullable<JobRecord['saved']> {
	return saved;
}
