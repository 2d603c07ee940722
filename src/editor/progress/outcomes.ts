import * as vscode from 'vscode';
import type { Failure } from '../../engine/errors';
import { claimJob, hasKeptReply, markDelivered } from '../../engine/jobs/folder';
import { formatFor } from '../../engine/reference/formats';
import type { Order, Orders } from '../form/orders';
import { insertAtCursor } from '../insertion/insertImage';
import type { Place } from '../insertion/place';
import type { Places } from '../insertion/places';
import type { Delivered, Deliverer } from '../jobs/deliverer';
import type { Job, Jobs } from '../jobs/jobs';
import type { Settings } from '../settings';
import { diagnose, openSettings, selectService, showLog } from './actions';
import { type Action, notify } from './notify';
import { difference } from './pixels';
import { isSandbox, madeBy, promptOf, serviceOf } from './progressText';
import { type Help, wordFailure } from './wording';

/** How long a remark stays in the status bar. */
const remarkMs = 5000;

/** Buttons beside Show Log: more than three do not fit. */
const maxHelp = 2;

/** Handles the end of jobs: delivers pictures, tells what became of them, and offers what helps. */
export class Outcomes {
	constructor(
		private readonly jobs: Jobs,
		private readonly places: Places,
		private readonly deliverer: Deliverer,
		private readonly orders: Orders,
		private readonly settings: Settings,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Resolves when nothing more can be done about the job; disposes its place. */
	async handle(job: Job): Promise<void> {
		try {
			if (job.state.failure) {
				await this.fail(job, job.state.failure);
			} else {
				await this.tell(job, await this.deliverer.deliver(job));
			}
		} catch (error) {
			this.log.error(`${job.folder.id} attempt ${job.state.attempt}: ${String(error)}`);
		}
		job.place?.dispose();
	}

	/** Asks where to save a picture that waits, and tells of it. */
	async saveAs(job: Job): Promise<void> {
		const delivered = await this.deliverer.saveAs(job);
		if (delivered) {
			await this.tell(job, delivered);
		}
	}

	private async tell(job: Job, delivered: Delivered): Promise<void> {
		const { t } = vscode.l10n;
		const waiting = [{ title: t('Save As…'), run: () => this.saveAs(job) }, showLog()];
		switch (delivered.kind) {
			case 'elsewhere':
				return;
			case 'saved':
				return notify('info', this.wordSaved(job, delivered), this.actionsFor(job, delivered));
			case 'noFolder':
				return notify(
					'info',
					t('The picture "{0}" is ready. No folder is open to save it in: choose a place.', promptOf(job)),
					waiting,
				);
			case 'refused':
				return notify(
					'error',
					t(
						'The picture is safe, but not saved: {0} leads to {1}, which is outside the workspace folder. Use a path like "images/" or "/assets/", with forward slashes.',
						delivered.setting,
						delivered.path,
					),
					[...waiting.slice(0, 1), openSettings(delivered.setting)],
				);
			case 'notWritten':
				return notify(
					'error',
					t('The picture is safe, but could not be saved in the workspace: {0}', delivered.reason),
					waiting,
				);
		}
	}

	private wordSaved(job: Job, { uri, reference }: Extract<Delivered, { kind: 'saved' }>): string {
		const { t } = vscode.l10n;
		const path = vscode.workspace.asRelativePath(uri);
		const [image] = job.state.images;
		const pixels = image ? `${image.width} × ${image.height}` : '';
		const sentences = [
			reference === 'inserted'
				? t('Image inserted: {0} ({1}).', path, pixels)
				: t('Image saved: {0} ({1}).', path, pixels),
		];
		if (reference === 'notInserted') {
			sentences.push(t('Its place in the document is gone, so it was not inserted.'));
		}
		// Of a picture that was found in a reply it is not known what was asked for.
		const remarks = job.source === undefined ? [madeBy(job), image && this.wordDifference(job, image)] : [];
		sentences.push(...remarks.filter((remark) => remark !== undefined));
		const spoiled = job.state.spoiled?.length ?? 0;
		if (spoiled > 0) {
			sentences.push(t('Further images of the reply that could not be saved: {0}. The log has the reasons.', spoiled));
		}
		if (isSandbox(job)) {
			sentences.push(t('It is a sandbox picture, a placeholder.'));
		}
		return sentences.join(' ');
	}

	private wordDifference(job: Job, image: { width: number; height: number }): string | undefined {
		const { t } = vscode.l10n;
		const { size, aspectRatio } = job.request.image;
		switch (difference(job.request.image, image)) {
			case 'smaller':
				return t('It is smaller than the {0} asked for.', size);
			case 'larger':
				return t('It is larger than the {0} asked for.', size);
			case 'otherRatio':
				return t('Its aspect ratio is not the {0} asked for.', aspectRatio ?? '');
			case undefined:
				return undefined;
		}
	}

	private actionsFor(job: Job, { uri, reference }: Extract<Delivered, { kind: 'saved' }>): Action[] {
		const { t } = vscode.l10n;
		const open = { title: t('Open'), run: () => vscode.commands.executeCommand('vscode.open', uri) };
		const insert = { title: t('Insert'), run: () => this.insert(job, uri) };
		const copyPath = {
			title: t('Copy Path'),
			run: () => vscode.env.clipboard.writeText(uri.scheme === 'file' ? uri.fsPath : uri.toString()),
		};
		const last = isSandbox(job) ? selectService(t('Connect a Real Service…')) : copyPath;
		return reference === 'inserted' ? [open, last] : [open, insert, last];
	}

	private async insert(job: Job, uri: vscode.Uri): Promise<void> {
		const editor = vscode.window.activeTextEditor;
		if (!editor || !formatFor(editor.document.languageId)) {
			return notify('info', vscode.l10n.t('Put the cursor into a Markdown document first.'), [
				{ title: vscode.l10n.t('Insert'), run: () => this.insert(job, uri) },
			]);
		}
		if (!(await insertAtCursor(editor, uri, job.request.image.prompt))) {
			await notify('warning', vscode.l10n.t('The document cannot be edited.'), []);
		}
	}

	private async fail(job: Job, failure: Failure): Promise<void> {
		if (!(await claimJob(job.folder))) {
			return;
		}
		await markDelivered(job.folder);
		const { t } = vscode.l10n;
		if (failure.kind === 'cancelled') {
			const remark = failure.sent ? t('Image cancelled. The service may bill it all the same.') : t('Image cancelled.');
			vscode.window.setStatusBarMessage(remark, remarkMs);
			return;
		}
		if (job.source !== undefined) {
			return notify('error', t('No whole picture could be read from that reply.'), [showLog()]);
		}
		const { message, help } = wordFailure(failure, serviceOf(job));
		const mayRetry = !failure.maybePaid || this.settings.read().whenPossiblyPaid !== 'never';
		const actions = help
			.filter((kind) => mayRetry || kind !== 'retry')
			.map((kind) => this.helpWith(kind, job, failure));
		if (await hasKeptReply(job.folder)) {
			actions.unshift({ title: t('Recover'), run: () => this.recover(job) });
		}
		await notify('error', t('No picture of "{0}". {1}', promptOf(job, 30), message), [
			...actions.slice(0, maxHelp),
			showLog(),
		]);
	}

	/** Looks for the picture in what is kept of the reply. */
	private recover(job: Job): Promise<void> {
		return this.jobs.recover(job.folder.path, { ...job, place: this.samePlace(job) });
	}

	private helpWith(kind: Help, job: Job, failure: Failure): Action {
		const { t } = vscode.l10n;
		switch (kind) {
			case 'retry':
				return { title: t('Retry'), run: () => this.again(job, this.orders.again(job.request)) };
			case 'setKey':
				return { title: t('Set API Key…'), run: () => this.again(job, this.orders.withNewKey(job.request)) };
			case 'selectService':
				return selectService();
			case 'diagnose':
				return diagnose(job.request.image.size);
			case 'openSettings':
				return openSettings();
			case 'openProxySettings':
				return openSettings('http.proxy');
			case 'openTimeouts':
				return openSettings('imagegen.timeouts');
			case 'openLink': {
				const link = failure.kind === 'linkNotFetched' ? failure.facts.link : '';
				return { title: t('Open Link'), run: () => vscode.env.openExternal(vscode.Uri.parse(link)) };
			}
		}
	}

	/** A new job for the same request, at the same place. */
	private async again(job: Job, order: Promise<Order | undefined>): Promise<void> {
		const complete = await order;
		if (complete) {
			await this.jobs.start(complete, job.command, this.samePlace(job));
		}
	}

	private samePlace({ place }: Job): Place | undefined {
		return place && this.places.restore(place.record());
	}
}
