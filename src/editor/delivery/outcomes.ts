import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Failure } from '../../engine/failure';
import { isSettled, markSeen, readDelivered } from '../../engine/jobs/claim';
import { deliverOnce } from '../../engine/jobs/deliverOnce';
import { jobFolder } from '../../engine/jobs/layout';
import { isOpen } from '../../engine/jobs/openJobs';
import { fetchableUntil } from '../../engine/jobs/state';
import { hasKeptReply } from '../../engine/jobs/retention';
import { dataSize } from '../../messages/elapsed';
import { isSandbox, shortPromptOf } from '../jobs/asked';
import type { Job, Jobs } from '../jobs/jobs';
import type { Library } from '../jobs/library';
import { unattended } from '../log';
import {
	chooseCrop,
	editImage,
	moreVersions,
	openFile,
	openSettings,
	type PlaceOfLink,
	selectService,
	showImages,
	showLog,
} from '../ui/actions';
import { type Action, notify, remark } from '../ui/notify';
import { windowAnswers } from '../ui/window';
import type { Batches } from './batches';
import { setOf } from '../jobs/asked';
import { isCropped, isRemarkable } from './copies';
import { type Delivered, type Deliverer, linkedImage } from './deliverer';
import type { Failures } from './failures';
import { type Linked, type Links, takesLinks } from './links';
import { wordNotInserted } from './notInserted';
import { wordSaved } from './savedWords';
import { wordRefusal } from './refusals';
import type { WeightOffer } from './weightOffer';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';
import { setContext } from '../ui/context';
import { joinSentences } from '../../messages/sentences';

/** Handles the end of jobs: delivers images, and tells what became of them. */
export class Outcomes {
	constructor(
		private readonly jobs: Jobs,
		private readonly deliverer: Deliverer,
		private readonly links: Links,
		private readonly failures: Failures,
		private readonly library: Library,
		private readonly batches: Batches,
		private readonly weight: Pick<WeightOffer, 'of'>,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Resolves when nothing more can be done about the job now. Its place is kept for as long as it waits for the person. */
	async handle(job: Job): Promise<void> {
		const { failure } = job.state;
		this.library.hold(job.folder);
		this.jobs.keepPlace(job);
		try {
			// Else a window that is gone would have the job, and the next one would neither tell of it nor insert its image.
			await windowAnswers();
			const delivered = failure || setOf(job) !== undefined ? undefined : await this.deliverer.deliver(job);
			const isWhereMeant =
				delivered?.kind === 'saved' && ['leadsThere', 'inserted', 'notAsked'].includes(delivered.link);
			if (delivered?.kind === 'saved') {
				// A step of the walkthrough is done.
				setContext('imagegen.hasSaved', true);
			}
			// There may be something to say of it beside.
			const isToldTogether = this.batches.over(job.folder, isWhereMeant) && isWhereMeant && !needsWords(delivered);
			if (failure) {
				await this.fail(job, failure);
			} else if (isToldTogether) {
				await this.settle(job, true);
			} else if (delivered) {
				await this.tell(job, delivered);
			} else {
				// It waits until the person has chosen.
				await this.library.release(job.folder, false);
			}
		} catch (error) {
			this.log.error(`${job.folder.id} attempt ${job.state.attempt}: ${String(error)}`);
			await this.library.release(job.folder, false);
		}
		await this.letGo(job);
	}

	/** The same for an image that waits, because the person asks for it: also what another window has done about it is told. */
	async deliver(job: Job): Promise<void> {
		this.library.hold(job.folder);
		this.jobs.keepPlace(job);
		const delivered = await this.deliverer.deliver(job);
		await (delivered.kind === 'elsewhere' ? this.tellElsewhere(job) : this.tell(job, delivered));
		await this.letGo(job);
	}

	/** Saves further images of a job whose other ones went there before, and tells of it. */
	async deliverMore(job: Job, beside: vscode.Uri): Promise<void> {
		await this.tell(job, await this.deliverer.deliverMore(job, beside));
	}

	/** Delivers several images, and tells once of those that are where they belong; where these are what was chosen, by their names. */
	async deliverAll(jobs: readonly Job[], as: 'chosen' | 'missed' = 'missed'): Promise<void> {
		const told: Promise<void>[] = [];
		const names: string[] = [];
		for (const job of jobs) {
			this.library.hold(job.folder);
			const delivered = await this.deliverer.deliver(job);
			if (delivered.kind === 'saved' && delivered.link !== 'notInserted') {
				await this.settle(job, true);
				await this.letGo(job);
				names.push(vscode.workspace.asRelativePath(delivered.uri));
			} else {
				told.push(this.tell(job, delivered));
			}
		}
		if (names.length > 0) {
			const message =
				as === 'chosen'
					? t('Images saved: {0}.', names.join(', '))
					: plural(t, names.length, '{0} image is where it belongs.', '{0} images are where they belong.');
			told.push(notify('info', message, [showImages()]));
		}
		await Promise.all(told);
	}

	/** Asks where to save an image that waits, and tells of it. False when the person changed their mind. */
	async saveAs(job: Job): Promise<boolean> {
		const delivered = await this.deliverer.saveAs(job);
		if (!delivered) {
			return false;
		}
		const told = delivered.kind === 'elsewhere' ? this.tellElsewhere(job) : this.tell(job, delivered);
		unattended(
			this.log,
			told.then(() => this.letGo(job)),
		);
		return true;
	}

	/** Tells of a failure that was told before, with its buttons. */
	async tellAgain(job: Job): Promise<void> {
		if (job.state.failure) {
			await this.failures.tell(job, job.state.failure, await isReplyKept(job));
			await this.letGo(job);
		}
	}

	/** Whether a link to an image can be inserted where the person is now. */
	get canInsert(): boolean {
		const editor = vscode.window.activeTextEditor;
		return editor !== undefined && takesLinks(editor.document);
	}

	/** Inserts a link to the job's image where the person's cursor is. */
	async insert(job: Pick<Job, 'folder' | 'task' | 'state'>, uri: vscode.Uri): Promise<void> {
		const editor = vscode.window.activeTextEditor;
		const again = { title: t('Insert'), run: () => this.insert(job, uri) };
		if (!editor || !this.canInsert) {
			return notify('info', t('Place the cursor in a document first.'), [again, openFile(uri)]);
		}
		const linked = await linkedFrom(job, uri);
		switch (await this.links.insertAtCursor(editor, linked)) {
			case 'inserted':
				return this.library.close([job.folder]);
			case 'notInserted':
				return notify('warning', t("Couldn't edit the document."), [again, openFile(uri)], 'image-links');
			case 'notRead': {
				const copy = { title: t('Copy'), run: () => this.copyLink(editor.document, linked) };
				const message = wordNotInserted(editor.document.uri, 'notRead');
				return notify('warning', message, [copy, openFile(uri, t('Show'))], 'image-links');
			}
		}
	}

	private async tellElsewhere({ folder }: Job): Promise<void> {
		await this.library.release(folder, false);
		const { deliveredTo } = await readDelivered(folder);
		const message = deliveredTo
			? t('This image was saved already.')
			: t('This image is being saved by another window.');
		await notify('info', message, deliveredTo ? [openFile(vscode.Uri.parse(deliveredTo))] : []);
	}

	private async tell(job: Job, delivered: Delivered): Promise<void> {
		const waiting = [{ title: t('Save As…'), run: () => this.saveAs(job) }, showLog()];
		await this.settle(job, delivered.kind === 'saved' && delivered.link !== 'notInserted');
		switch (delivered.kind) {
			case 'elsewhere':
				return;
			case 'saved':
				return this.tellSaved(job, delivered);
			case 'noFolder':
				return notify(
					'info',
					t('The image "{0}" is ready, but no folder is open. Choose where to save it.', shortPromptOf(job)),
					waiting,
				);
			case 'refused':
				return notify(
					'error',
					wordRefusal(delivered),
					[...waiting.slice(0, 1), openSettings(delivered.setting)],
					'saving',
				);
			case 'linkedOut':
				return notify(
					'error',
					t(
						'The image is safe, but not saved: {0} leads to {1}, which is outside the workspace.',
						vscode.workspace.asRelativePath(delivered.folder),
						delivered.path,
					),
					waiting,
					'saving',
				);
			case 'notWritten':
				return notify('error', t("The image is safe, but couldn't be saved. {0}", delivered.reason), waiting, 'saving');
		}
	}

	private tellSaved(job: Job, delivered: Extract<Delivered, { kind: 'saved' }>): Promise<void> {
		const { uri, link, image } = delivered;
		// In the document it was inserted into, the next version goes to the same link.
		const place = link === 'inserted' && job.anchor ? { document: job.anchor.uri.toString() } : undefined;
		const smaller = link === 'notInserted' ? undefined : this.weight.of(image, uri, place);
		const words = joinSentences(
			wordSaved(job, delivered),
			smaller && t('At {0} it is heavy for a page or a repository.', dataSize(t, image.bytes)),
		);
		return notify('info', words, this.actionsFor(job, delivered, { place, smaller }));
	}

	private actionsFor(
		job: Job,
		{ uri, link, image }: Extract<Delivered, { kind: 'saved' }>,
		{ place, smaller }: { readonly place: PlaceOfLink | undefined; readonly smaller: Action | undefined },
	): Action[] {
		const insert = (title: string): Action[] => (this.canInsert ? [{ title, run: () => this.insert(job, uri) }] : []);
		if (link === 'notInserted') {
			const copy = {
				title: t('Copy'),
				run: async () => this.copyLink(await job.anchor?.open(), linkedImage(job, uri, image)),
			};
			return [...insert(t('Insert at Cursor')), copy, openFile(uri, t('Show'))];
		}
		const copyPath = {
			title: t('Copy Path'),
			run: () => vscode.env.clipboard.writeText(uri.scheme === 'file' ? uri.fsPath : uri.toString()),
		};
		// The next image says so again; with all of them each button is cut short.
		const connect = isSandbox(job) && !smaller ? [selectService(t('Connect a Real Service…'))] : [];
		return [
			openFile(uri),
			...(smaller ? [smaller] : []),
			...(link === 'notAsked' || link === 'leadsElsewhere' ? insert(t('Insert')) : []),
			editImage(uri, place),
			moreVersions(uri, place, ...(isCropped(image) ? [chooseCrop(uri, place)] : []), copyPath),
			...connect,
		];
	}

	/** For a place in that document. */
	private async copyLink(document: vscode.TextDocument | undefined, image: Linked): Promise<void> {
		await vscode.env.clipboard.writeText(await this.links.textFor(document, image));
		remark(t('Image link copied.'));
	}

	/** Notes of these failures that the person is told of them. Resolves with those that no other window has told of. */
	async noteTold(jobs: readonly Job[]): Promise<readonly Job[]> {
		const ours: Job[] = [];
		for (const job of jobs) {
			if (job.state.failure && (await this.isOurs(job))) {
				ours.push(job);
				await this.settleFailure(job, job.state.failure);
			}
		}
		return ours;
	}

	private async fail(job: Job, failure: Failure): Promise<void> {
		if (!(await this.isOurs(job))) {
			await this.library.release(job.folder, false);
			return;
		}
		const isKept = await this.settleFailure(job, failure);
		if (failure.kind === 'cancelled') {
			remark(failure.maybePaid ? t('Image cancelled. You may still be billed for it.') : t('Image cancelled.'));
			return;
		}
		await this.failures.tell(job, failure, isKept);
	}

	/** Resolves with whether a reply is kept that may hold the image. */
	private async settleFailure(job: Job, failure: Failure): Promise<boolean> {
		const isKept = await isReplyKept(job);
		// Who has cancelled it knows; who may have paid for it, or could still find it, has something to see to.
		const isWithService = fetchableUntil(job.state) !== undefined;
		await this.settle(job, failure.kind === 'cancelled' || (!failure.maybePaid && !isKept && !isWithService));
		return isKept;
	}

	/** This window has done what it can: the job waits for the person, unless nothing is left to do. */
	private async settle({ folder, task }: Job, isDone: boolean): Promise<void> {
		const isOver = isDone && (await isSettled(folder));
		await this.library.release(folder, isOver);
		if (isOver && task.type === 'recover' && dirname(task.source) === dirname(folder.path)) {
			// What was looked for in that job's reply has been found.
			await this.library.close([jobFolder(task.source)]);
		}
	}

	/** Its place is of no more use once it waits for nothing. */
	private async letGo({ folder }: Job): Promise<void> {
		if (!(await isOpen(folder))) {
			this.jobs.letPlaceGo(folder);
		}
	}

	/** Whether it is this window that tells of the failure. */
	private async isOurs({ folder, state }: Job): Promise<boolean> {
		try {
			return (await deliverOnce(folder, () => markSeen(folder).then(() => true))) === true;
		} catch (error) {
			// Told twice rather than never: the disk that takes no mark may be why the job failed.
			this.log.error(`${folder.id} attempt ${state.attempt}: not marked as told: ${String(error)}`);
			return true;
		}
	}
}

/** Whether there is more to say of it than that it is where it belongs. */
function needsWords({ disguised, image, icons }: Extract<Delivered, { kind: 'saved' }>): boolean {
	return disguised !== undefined || isRemarkable(image) || icons !== undefined;
}

/** A job's image that was delivered before, in whatever size. */
async function linkedFrom(job: Pick<Job, 'folder' | 'task' | 'state'>, uri: vscode.Uri): Promise<Linked> {
	const { copy } = await readDelivered(job.folder);
	return linkedImage(job, uri, copy ?? job.state.images[0]);
}

async function isReplyKept({ folder }: Job): Promise<boolean> {
	return await hasKeptReply(folder).catch(() => false);
}
