import type * as vscode from 'vscode';
import type { JobFolder } from '../../engine/jobs/layout';
import { unattended } from '../log';
import { showImages } from '../ui/actions';
import { notify } from '../ui/notify';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

/** Images that were asked for together. Told of once the last of them is over. */
class Batch {
	private readonly running = new Set<string>();
	private isComplete = false;
	private saved = 0;
	private asked = 0;

	constructor(private readonly onEnd: (saved: number, asked: number) => void) {}

	has({ id }: JobFolder): boolean {
		return this.running.has(id);
	}

	/** One more image belongs to it. Before its job begins. */
	add({ id }: JobFolder): void {
		this.running.add(id);
		this.asked++;
	}

	/** All images that were to begin have begun. */
	complete(): void {
		this.isComplete = true;
		this.endIfOver();
	}

	over({ id }: JobFolder, isSaved: boolean): void {
		this.running.delete(id);
		this.saved += isSaved ? 1 : 0;
		this.endIfOver();
	}

	private endIfOver(): void {
		if (this.isComplete && this.running.size === 0) {
			this.onEnd(this.saved, this.asked);
		}
	}
}

/** The images that were asked for together in this window, so that a dozen of them is not a dozen notifications. */
export class Batches {
	private readonly batches = new Set<Batch>();

	constructor(private readonly log: vscode.LogOutputChannel) {}

	/** @param where what there is to tell of those that are where they were meant to be: an agent tells that itself. */
	begin(where: 'atLinks' | 'inserted' | 'agent'): Batch {
		const batch = new Batch((saved, asked) => {
			this.batches.delete(batch);
			if (saved > 0 && where !== 'agent') {
				unattended(this.log, notify('info', wordSaved(where, saved, asked), [showImages()]));
			}
		});
		this.batches.add(batch);
		return batch;
	}

	/** A job is over. True where it was asked for together with others. */
	over(folder: JobFolder, isSaved: boolean): boolean {
		const batch = [...this.batches].find((one) => one.has(folder));
		batch?.over(folder, isSaved);
		return batch !== undefined;
	}
}

function wordSaved(where: 'atLinks' | 'inserted', saved: number, asked: number): string {
	if (where === 'inserted') {
		return saved === asked
			? plural(t, saved, '{0} image inserted.', '{0} images inserted.')
			: t('{0} of {1} images inserted.', saved, asked);
	}
	return saved === asked
		? plural(t, saved, '{0} missing image is where its link leads.', '{0} missing images are where their links lead.')
		: t('{0} of {1} missing images are where their links lead.', saved, asked);
}
