import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { markLeft } from '../../engine/jobs/claim';
import type { SavedImage } from '../../engine/jobs/events';
import { setOf, shortPromptOf } from '../jobs/asked';
import { readJob } from '../jobs/comeback';
import type { Job, Jobs } from '../jobs/jobs';
import type { Library } from '../jobs/library';
import { unattended } from '../log';
import { showImages } from '../ui/actions';
import { pickImages } from '../ui/imagePicker';
import { notify } from '../ui/notify';
import type { Outcomes } from './outcomes';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

interface Candidate {
	readonly job: Job;
	readonly image: SavedImage;
	/** Where another image of the job went, when it was chosen from before. */
	readonly beside: vscode.Uri | undefined;
}

/** Asks which of several images of one request are wanted. All are on the disk before, and stay there whatever the answer. */
export class Chooser {
	/** Those whose image has come and is being noted as one that waits. */
	private readonly handled = new Set<Job>();

	constructor(
		private readonly jobs: Jobs,
		private readonly library: Library,
		private readonly outcomes: Outcomes,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** The job has come to its end, which is being dealt with. What is told of a failure waits for the person, and nobody for that. */
	async ended(job: Job, handled: Promise<void>): Promise<void> {
		if (job.state.failure) {
			this.over(job);
			await handled;
		} else {
			this.handled.add(job);
			await handled.finally(() => this.handled.delete(job));
			this.over(job);
		}
	}

	/** Tells that the images of a set are there, once the last of its jobs is over, and all of them are dealt with. */
	over(job: Job): void {
		const set = setOf(job);
		if (set !== undefined && ![...this.jobs.running, ...this.handled].some((other) => setOf(other) === set)) {
			unattended(this.log, this.tell(set, job));
		}
	}

	/** Asks for those to keep: the first of them goes where the image was asked for, the others beside it. */
	async choose(set: string): Promise<void> {
		const candidates = await this.candidatesOf(set);
		const [first] = candidates;
		if (!first) {
			return;
		}
		const title = t('Choose Images: {0}', shortPromptOf(first.job));
		const kept = await pickImages(
			title,
			candidates.map(({ image }) => image.path),
		);
		if (kept && kept.length > 0) {
			await this.keep(
				candidates,
				kept.flatMap((index) => candidates[index] ?? []),
			);
		}
	}

	private async tell(set: string, job: Job): Promise<void> {
		await this.library.refresh();
		const { length } = (await this.candidatesOf(set)).filter(({ job }) => this.isWaiting(job));
		if (length === 0) {
			return;
		}
		const choose = { title: t('Choose…'), run: () => this.choose(set) };
		const message = plural(
			t,
			length,
			'{0} image is ready to choose: "{1}".',
			'{0} images are ready to choose from: "{1}".',
			shortPromptOf(job),
		);
		await notify('info', message, [choose, showImages()]);
	}

	private async keep(candidates: readonly Candidate[], kept: readonly Candidate[]): Promise<void> {
		const isPlaceTaken = candidates.some(({ beside }) => beside);
		const ids = new Set(kept.map(({ job }) => job.folder.id));
		const chosen = [...ids].flatMap((id, index) => {
			const own = kept.filter(({ job }) => job.folder.id === id);
			const [first] = own;
			const images = own.map(({ image }) => image);
			const isFirst = index === 0 && !isPlaceTaken;
			return first ? [{ job: this.asChosen(first.job, images, isFirst), beside: first.beside }] : [];
		});
		const jobs = chosen.filter(({ beside }) => !beside).map(({ job }) => job);
		const waiting = candidates.filter(({ job }) => !ids.has(job.folder.id) && this.isWaiting(job));
		const left = new Map(waiting.map(({ job }) => [job.folder.id, job.folder] as const));
		for (const folder of left.values()) {
			await markLeft(folder);
			this.jobs.letPlaceGo(folder);
		}
		await this.library.close([...left.values()]);
		// Last, since it is over only once its message is gone.
		const [first] = jobs;
		const more = chosen.flatMap(({ job, beside }) => (beside ? [this.outcomes.deliverMore(job, beside)] : []));
		await (first && jobs.length === 1 ? this.outcomes.deliver(first) : this.outcomes.deliverAll(jobs, 'chosen'));
		await Promise.all(more);
	}

	private isWaiting({ folder }: Job): boolean {
		return this.library.waiting.some(({ id }) => id === folder.id);
	}

	/** The job with those of its images alone. Only the first one's link is inserted. */
	private asChosen(job: Job, images: readonly SavedImage[], isFirst: boolean): Job {
		const { target: _target, ...rest } = job;
		const state = { ...job.state, images };
		return isFirst ? { ...job, state } : { ...rest, command: 'generate', state };
	}

	/** All images of a set, also those that were kept or left before, for as long as they are there. */
	private async candidatesOf(set: string): Promise<readonly Candidate[]> {
		const records = this.library.records.filter((record) => record.set === set && record.saved).toReversed();
		const found = await Promise.all(
			records.map(async (record) => {
				const job = await readJob(this.library.folderOf(record), this.jobs);
				const beside = record.deliveredTo === undefined ? undefined : vscode.Uri.parse(record.deliveredTo);
				const images = job?.state.images.filter(({ path }) => existsSync(path)) ?? [];
				return job ? images.map((image) => ({ job, image, beside })) : [];
			}),
		);
		return found.flat();
	}
}
