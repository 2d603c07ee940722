import * as vscode from 'vscode';
import { askedOn } from '../../engine/jobs/askedOn';
import { markUnseen } from '../../engine/jobs/claim';
import { readEvents } from '../../engine/jobs/eventLog';
import { followJob, requestCancel } from '../../engine/jobs/follow';
import { createJob, type JobFolder, newJobFolder } from '../../engine/jobs/layout';
import { noteClosed, noteOpen } from '../../engine/jobs/openJobs';
import { moveInQueue, queuePath } from '../../engine/jobs/queue';
import { removeJob } from '../../engine/jobs/retention';
import { isOver, type JobState, newJob } from '../../engine/jobs/state';
import { imageFileFormat } from '../../documents/wantedImage';
import { keyOrigin } from '../../engine/providers/catalogue';
import { imageForLink } from '../../engine/providers/forLink';
import type { Secrets } from '../../engine/secrets';
import type { Endpoint, GenerateTask, ImageRequest, RecoverTask } from '../../engine/task';
import { type Output, wishing } from '../../pixels/output';
import type { PreparedTask } from './preparedTask';
import { keepInputs } from './inputs';
import type { Anchor } from '../anchors/anchor';
import { logEvent, unattended } from '../log';
import { notify } from '../ui/notify';
import { reasonOf } from '../ui/reason';
import { type Delivery, type LinkTarget, readDelivery, workspaceIdentity, writeDelivery } from './delivery';
import { launch, type WaitingProcess } from '../../engine/jobs/launch';
import { t } from '../ui/translate';

/** What may bring an image. */
export type JobTask = GenerateTask | RecoverTask;

/** An image that is being made, or that was. */
export interface Job {
	readonly folder: JobFolder;
	readonly task: JobTask;
	readonly command: Delivery['command'];
	/** In the document it was asked for in. */
	readonly anchor: Anchor | undefined;
	/** Where a link waits for the image. */
	readonly target?: LinkTarget;
	/** The image that it is another version of. */
	readonly versionOf?: vscode.Uri;
	/** What its link is to say that it shows; empty for one that only decorates. Without it the prompt tells. */
	readonly alt?: string;
	/** What its file is to be there; as it came where it is absent. */
	readonly output?: Output;
	readonly state: JobState;
	/** Wall time in milliseconds since 1970. */
	readonly startedAt: number;
}

/** Where a job's image belongs. */
type Place = Pick<Job, 'folder' | 'state'> & Errand;

/** What is to be done with a job's image. */
export type Errand = Pick<Job, 'command' | 'anchor' | 'target' | 'versionOf' | 'alt' | 'output'>;

/** A job that is yet to come: where it will be, and its process. */
export interface PreparedJob {
	readonly folder: JobFolder;
	readonly process: WaitingProcess;
}

/** A job as it is followed. */
interface FollowedJob extends Job {
	state: JobState;
}

export interface JobsOptions {
	/** Where job folders are made; on this machine's disk. */
	readonly jobsPath: string;
	readonly cliPath: string;
	readonly log: vscode.LogOutputChannel;
	readonly timeScale: () => number;
	/** What the files of images are to be that are for that document or place, where an errand does not say it; without it, as they come. */
	readonly outputFor?: (resource: vscode.Uri | undefined) => Output | undefined;
	/** What a process must have to ask that service. */
	readonly secretsFor: (endpoint: Endpoint) => Promise<Secrets>;
}

/** How long text must be left alone before a changed place is written to disk. */
const recordDelayMs = 1000;

/** The jobs that this window follows. Closing the window ends the following, not the jobs. */
export class Jobs implements vscode.Disposable {
	private readonly jobs = new Set<Job>();
	private readonly records = new Set<() => void>();
	private readonly kept = new Map<string, { readonly anchor: Anchor; readonly recording: vscode.Disposable }>();
	private readonly closing = new AbortController();
	private readonly changes = new vscode.EventEmitter<Job>();
	private readonly begins = new vscode.EventEmitter<Job>();
	private readonly ends = new vscode.EventEmitter<Job>();

	/** A job has begun, ended, or taken a step. */
	readonly onDidChange = this.changes.event;
	/** A job has begun, or was found running. */
	readonly onDidBegin = this.begins.event;
	/** A job is over; its state says how. */
	readonly onDidEnd = this.ends.event;

	constructor(private readonly options: JobsOptions) {}

	/** Those that are not over, the oldest first. */
	get running(): readonly Job[] {
		return [...this.jobs];
	}

	/** Starts the process of a job that is yet to come, so that it is ready by then. Throws where the disk takes no folder. */
	prepare(): PreparedJob {
		const { cliPath, jobsPath, timeScale } = this.options;
		const folder = newJobFolder(jobsPath);
		const args = ['run', folder.path, '--time-scale', String(timeScale())];
		return { folder, process: launch({ cliPath, args, folder }) };
	}

	/**
	 * Starts a job. The anchor becomes the job's own, to be disposed by whoever handles its end. Where the job cannot be written
	 * down it throws, its process is gone, and nothing was sent.
	 */
	async start(task: PreparedTask, asked: Errand, prepared = this.prepare()): Promise<void> {
		const { log, outputFor } = this.options;
		const { secrets, files = [], alt } = task;
		const place = asked.anchor?.container ?? asked.target?.uris[0] ?? asked.versionOf;
		const image = asked.target
			? imageForLink(task.request.image, imageFileFormat(asked.target.uris[0].path) === 'svg')
			: task.request.image;
		const errand = withOutput(asked, ownOutput(outputFor?.(place), task.output), image);
		const request = { ...task.request, image: wishing(image, errand.output) };
		const job = await this.create({ ...errand, task: request, ...(alt !== undefined && { alt }) }, prepared, (folder) =>
			keepInputs(files, request.image.inputs ?? [], folder),
		);
		const { id } = job.folder;
		log.info(
			`${id} attempt 0: asked of ${request.endpoint.service}, ${request.endpoint.model}, ${request.image.resolution}`,
		);
		if (request.image.style !== undefined) {
			log.info(`${id} attempt 0: with the house style`);
		}
		log.debug(`${id} attempt 0: prompt ${JSON.stringify(request.image.prompt)}`);
		if (request.network?.strictSsl === false) {
			log.warn(`${id} attempt 0: certificates are not checked, since http.proxyStrictSSL is off`);
		}
		prepared.process.begin(secrets);
		unattended(log, this.follow(job));
	}

	/** Starts a job that looks for the image in a reply that was kept: a file, or an earlier job's folder. Throws as `start`. */
	async recover(source: string, { of, ...asked }: Errand & { readonly of?: RecoverTask['of'] }): Promise<void> {
		const { log } = this.options;
		const prepared = this.prepare();
		const task: RecoverTask = { type: 'recover', source, ...(of && { of }) };
		const job = await this.create({ ...asked, task }, prepared);
		log.info(`${job.folder.id} attempt 0: looks for images in ${source}`);
		prepared.process.begin({ keys: new Map() });
		unattended(log, this.follow(job));
	}

	/** Whether a job looks for the image in that one's reply just now. */
	isSearched({ path }: JobFolder): boolean {
		return this.running.some(({ task }) => task.type === 'recover' && task.source === path);
	}

	/** Takes over a job that an earlier window has started and that still runs. */
	adopt(job: Job): void {
		unattended(this.options.log, this.follow(job));
	}

	/**
	 * Has a process go on asking a service for what it has taken on, or may have, although the job has failed. Costs nothing.
	 */
	async lookAgain(job: Job): Promise<void> {
		if (this.running.some(({ folder }) => folder.id === job.folder.id)) {
			return;
		}
		const { events } = await readEvents(job.folder);
		await noteOpen(job.folder);
		await markUnseen(job.folder);
		this.options.log.info(`${job.folder.id} attempt ${job.state.attempt}: the service is asked again`);
		this.settle(job);
		// Where the image of another workspace belongs, only that one's windows know: it is among those that wait.
		const { workspace = workspaceIdentity() } = (await readDelivery(job.folder)) ?? {};
		if (workspace === workspaceIdentity()) {
			const { failure: _failure, ...state } = job.state;
			const phase = state.atService ? 'accepted' : 'waiting';
			unattended(this.options.log, this.follow({ ...job, state: { ...state, phase } }, events.length));
		}
	}

	/** Resolves with the last state of a job whose process is gone, once that is written. */
	async settled({ folder, state, task }: Pick<Job, 'folder' | 'state' | 'task'>): Promise<JobState> {
		return await followJob(
			folder,
			() => undefined,
			this.closing.signal,
			() => this.settle({ folder, state, task }),
		);
	}

	/** Keeps the place of a job that is over, until it is let go: its image may yet go there. */
	keepPlace(job: Place): void {
		const { anchor } = job;
		if (anchor && !this.kept.has(job.folder.id)) {
			this.kept.set(job.folder.id, { anchor, recording: this.keepRecord(job) });
		}
	}

	/** The place that was kept for a job. */
	keptPlace({ id }: JobFolder): Anchor | undefined {
		return this.kept.get(id)?.anchor;
	}

	/** Nothing goes to the job's place any more. */
	letPlaceGo({ id }: JobFolder): void {
		const place = this.kept.get(id);
		this.kept.delete(id);
		place?.recording.dispose();
		place?.anchor.dispose();
	}

	/** Ends the job's request at once; it makes no further call. Tells the person where that cannot be done. */
	async cancel({ folder, state }: Job): Promise<void> {
		try {
			await requestCancel(folder);
		} catch (error) {
			this.options.log.error(`${folder.id} attempt ${state.attempt}: cannot be cancelled: ${String(error)}`);
			unattended(
				this.options.log,
				notify('error', t("Couldn't cancel the image. {0}", reasonOf(error)), [], 'image-gen-itself'),
			);
		}
	}

	dispose(): void {
		this.closing.abort();
		this.records.forEach((write) => write());
		vscode.Disposable.from(this.changes, this.begins, this.ends).dispose();
	}

	/** @param keep puts what its process needs into its folder, before there is a job. */
	private async create(
		asked: Pick<Job, 'task'> & Errand,
		{ folder, process }: PreparedJob,
		keep?: (folder: JobFolder) => Promise<void>,
	): Promise<Job> {
		const job: Job = { ...asked, folder, state: newJob, startedAt: Date.now() };
		try {
			// First: a job that nobody knows of might be paid for and never heard of again.
			await noteOpen(folder);
			await keep?.(folder);
			await createJob(this.options.jobsPath, asked.task, folder);
			record(job);
			return job;
		} catch (error) {
			// Half a job would be told of as one that was lost.
			await Promise.all([removeJob(folder), noteClosed(folder)]).catch(() => undefined);
			process.dismiss();
			throw error;
		}
	}

	private async follow(begun: Job, goesOnAfter = 0): Promise<void> {
		const job: FollowedJob = { ...begun };
		this.jobs.add(job);
		this.begins.fire(job);
		this.changes.fire(job);
		const recording = this.keepRecord(job);
		const { log } = this.options;
		try {
			await followJob(
				job.folder,
				(event, state) => {
					job.state = state;
					logEvent(log, job, event);
					this.changes.fire(job);
				},
				this.closing.signal,
				() => this.settle(job),
				goesOnAfter,
			);
		} catch (error) {
			log.error(`${job.folder.id} attempt ${job.state.attempt}: cannot be followed: ${String(error)}`);
		} finally {
			recording.dispose();
			this.jobs.delete(job);
			this.changes.fire(job);
		}
		if (isOver(job.state)) {
			this.ends.fire(job);
		}
	}

	/** Moves a job that waits for its turn one place forward (-1) or back (1). */
	async move({ folder, task }: Job, by: -1 | 1): Promise<void> {
		if (task.type === 'generate') {
			await moveInQueue(queuePath(this.options.jobsPath, keyOrigin(task.endpoint)), folder, by);
		}
	}

	/**
	 * Starts a process that sees to a job whose own is gone: it asks a service on for what that has taken on, or may have, and writes the last
	 * event. Where that fails the job counts as lost.
	 */
	settle({ folder, state, task }: Pick<Job, 'folder' | 'state' | 'task'>): void {
		const { cliPath, log, secretsFor } = this.options;
		try {
			const process = launch({ cliPath, args: ['run', folder.path], folder });
			const endpoint = askedOn(task, state);
			if (endpoint) {
				unattended(
					log,
					secretsFor(endpoint).then(
						(secrets) => process.begin(secrets),
						() => process.settle(),
					),
				);
			} else {
				process.settle();
			}
		} catch (error) {
			log.error(`${folder.id} attempt ${state.attempt}: cannot be settled: ${String(error)}`);
		}
	}

	/** Keeps the place on disk up to date, so that the next window can go on from there. */
	private keepRecord(job: Place): vscode.Disposable {
		const write = (): void => {
			clearTimeout(timer);
			try {
				record(job);
			} catch (error) {
				// The next change writes it again; until then the next window takes the place for changed, and inserts nothing.
				this.options.log.warn(`${job.folder.id} attempt ${job.state.attempt}: its place is not kept: ${String(error)}`);
			}
		};
		let timer: NodeJS.Timeout | undefined;
		const listener = job.anchor?.onDidChange(() => {
			clearTimeout(timer);
			timer = setTimeout(write, recordDelayMs);
		});
		this.records.add(write);
		return new vscode.Disposable(() => {
			listener?.dispose();
			clearTimeout(timer);
			this.records.delete(write);
		});
	}
}

/** What is set, but for what was chosen for this image. */
function ownOutput(set: Output | undefined, own: Output | undefined): Output | undefined {
	return own ? { ...set, ...own } : set;
}

/** With what is set, where it does not say anything else; a format that was asked for of this image alone comes first. */
function withOutput(errand: Errand, set: Output | undefined, { format }: ImageRequest): Errand {
	const output = errand.output ?? set;
	return output ? { ...errand, output: { ...output, ...(format && format !== 'svg' && { format }) } } : errand;
}

function record({ folder, command, anchor, target, versionOf, alt, output }: Place): void {
	writeDelivery(folder, {
		...{ workspace: workspaceIdentity(), command },
		...(anchor && { anchor: anchor.record() }),
		...(target && { target }),
		...(versionOf && { versionOf }),
		...(alt !== undefined && { alt }),
		...(output && { output }),
	});
}
