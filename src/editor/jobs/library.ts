import { join } from 'node:path';
import * as vscode from 'vscode';
import type { PastRequest } from '../../engine/jobs/history';
import { imagePath, jobFolder, type JobFolder, thumbnailName } from '../../engine/jobs/layout';
import { noteClosed, noteOpen, openJobs } from '../../engine/jobs/openJobs';
import { type JobRecord, Records } from '../../engine/jobs/records';
import { removeJob } from '../../engine/jobs/retention';

/** The jobs that are over, of all windows: those that wait for the person, and those that are only remembered. */
export class Library implements vscode.Disposable {
	private readonly store: Records;
	private readonly changes = new vscode.EventEmitter<void>();
	private readonly held = new Set<string>();
	private all: readonly JobRecord[] = [];
	/** The requests that went out for them, oldest first. */
	requests: readonly PastRequest[] = [];
	private open: ReadonlySet<string> = new Set();
	private reading: Promise<void> | undefined;
	private isStale = false;

	private readonly closes = new vscode.EventEmitter<void>();
	/** Somebody has dealt with a job: it can be put away. */
	readonly onDidClose = this.closes.event;
	/** Something is known that was not, or is over that waited. */
	readonly onDidChange = this.changes.event;

	private readonly removes = new vscode.EventEmitter<readonly PastRequest[]>();
	/** The person removes jobs, for which these requests went out. */
	readonly onWillRemove = this.removes.event;

	constructor(private readonly jobsPath: string) {
		this.store = new Records(jobsPath);
	}

	/** Every job that is over, the newest first, as of the last look. */
	get records(): readonly JobRecord[] {
		return this.all;
	}

	/** Those that the person has yet to deal with, the newest first. */
	get waiting(): readonly JobRecord[] {
		return this.all.filter(({ id }) => this.open.has(id) && !this.held.has(id));
	}

	/** The rest, the newest first. */
	get recent(): readonly JobRecord[] {
		return this.all.filter(({ id }) => !this.open.has(id) && !this.held.has(id));
	}

	folderOf({ id }: Pick<JobRecord, 'id'>): JobFolder {
		return jobFolder(join(this.jobsPath, id));
	}

	/** The job whose image is that file, the newest first; undefined where none is known. */
	deliveredTo(file: vscode.Uri): JobRecord | undefined {
		const uri = file.toString();
		return this.all.find(({ deliveredTo }) => deliveredTo === uri);
	}

	/** The file with the image, small; undefined where there is none. */
	thumbnailOf(record: JobRecord): string | undefined {
		const name = thumbnailName(record.saved?.format);
		return record.hasThumbnail ? join(this.folderOf(record).path, name) : undefined;
	}

	/** The image itself, while it is not saved anywhere and no larger than that; undefined otherwise. */
	unsavedImageOf({ id, saved, deliveredTo }: JobRecord, maxBytes: number): string | undefined {
		return saved && deliveredTo === undefined && saved.bytes <= maxBytes
			? imagePath(this.folderOf({ id }), 0, saved.format)
			: undefined;
	}

	/** Leaves a job out that this window is just now delivering, or telling of. */
	hold({ id }: JobFolder): void {
		this.held.add(id);
	}

	/** The job is dealt with as far as this window can. Where nothing is left to do it does not wait for the person any more. */
	async release(folder: JobFolder, isDone: boolean): Promise<void> {
		this.held.delete(folder.id);
		await (isDone ? this.close([folder]) : this.refresh());
	}

	/** The job waits for the person once more. */
	async reopen(folder: JobFolder): Promise<void> {
		await noteOpen(folder);
		await this.refresh();
	}

	/** Nobody needs to look at these any more: they are only remembered. */
	async close(folders: readonly JobFolder[]): Promise<void> {
		await Promise.all(folders.map(noteClosed));
		await this.refresh();
		this.closes.fire();
	}

	/** Removes these and all that is in them. */
	async remove(folders: readonly JobFolder[]): Promise<void> {
		const ids = new Set(folders.map(({ id }) => id));
		this.removes.fire(this.requests.filter(({ job }) => ids.has(job)));
		await Promise.all(folders.map(removeJob));
		await this.close(folders);
	}

	/** Looks at the disk once more. A look that is asked for while one is under way follows it. */
	async refresh(): Promise<void> {
		this.isStale = true;
		this.reading ??= this.read().finally(() => (this.reading = undefined));
		await this.reading;
	}

	dispose(): void {
		vscode.Disposable.from(this.changes, this.closes, this.removes).dispose();
	}

	private async read(): Promise<void> {
		while (this.isStale) {
			this.isStale = false;
			const records = await this.store.read();
			const noted = new Set((await openJobs(this.jobsPath))?.map(({ id }) => id));
			// An older version keeps no notes.
			const missing = records.filter(
				(record) => record.saved && !record.deliveredTo && !record.isLeft && !noted.has(record.id),
			);
			await Promise.all(missing.map((record) => noteOpen(this.folderOf(record))));
			this.requests = records.flatMap(({ requests }) => requests);
			this.all = records.reverse();
			this.open = new Set([...noted, ...missing.map(({ id }) => id)]);
			this.changes.fire();
		}
	}
}
