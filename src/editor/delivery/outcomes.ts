import * as vscode from 'vscode';
import type { Failure } from '../../engine/failure';
import { claimJob, hasKeptReply, markDelivered } from '../../engine/jobs/layout';
import { mayOfferRetry } from '../../engine/policy/afterFailure';
import { formatFor } from '../../documents/formats';
import type { TaskBuilder } from '../form/taskBuilder';
import type { PreparedTask } from '../jobs/preparedTask';
import { insertAtCursor } from './insertLink';
import type { Anchor } from '../anchors/anchor';
import type { Anchors } from '../anchors/anchors';
import type { Delivered, Deliverer } from './deliverer';
import type { Job, Jobs } from '../jobs/jobs';
import type { Settings } from '../settings';
import { diagnose, openSettings, selectService, showLog } from '../ui/actions';
import { type Action, notify } from '../ui/notify';
import { difference } from './pixels';
import { isSandbox, madeBy, promptOf, serviceOf } from '../status/progressText';
import { type Help, wordFailure } from '../../messages/failures';

/** How long a remark stays in the status bar. */
const remarkMs = 5000;

/** Buttons beside Show Log: more than three do not fit. */
const maxHelp = 2;

/** Handles the end of jobs: delivers images, tells what became of them, and offers what helps. */
export class Outcomes {
	constructor(
		private readonly jobs: Jobs,
		private readonly anchors: Anchors,
		private readonly deliverer: Deliverer,
		private readonly tasks: TaskBuilder,
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
		job.anchor?.dispose();
	}

	/** Asks where to save an image that waits, and tells of it. */
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
					t('The image "{0}" is ready. No folder is open to save it in: choose a place.', promptOf(job)),
					waiting,
				);
			case 'refused':
				return notify(
					'error',
					t(
						'The image is safe, but not saved: {0} leads to {1}, which is outside the workspace folder. Use a path like "images/" or "/assets/", with forward slashes.',
						delivered.setting,
						delivered.path,
					),
					[...waiting.slice(0, 1), openSettings(delivered.setting)],
				);
			case 'notWritten':
				return notify(
					'error',
					t('The image is safe, but could not be saved in the workspace: {0}', delivered.reason),
					waiting,
				);
		}
	}

	private wordSaved(job: Job, { uri, link }: Extract<Delivered, { kind: 'saved' }>): string {
		const { t } = vscode.l10n;
		const path = vscode.workspace.asRelativePath(uri);
		const [image] = job.state.images;
		const pixels = image ? `${image.width} × ${image.height}` : '';
		const sentences = [
			link === 'inserted' ? t('Image inserted: {0} ({1}).', path, pixels) : t('Image saved: {0} ({1}).', path, pixels),
		];
		if (link === 'notInserted') {
			sentences.push(t('Its place in the document is gone, so it was not inserted.'));
		}
		// Of an image that was found in a reply it is not known what was asked for.
		const remarks = job.source === undefined ? [madeBy(job), image && this.wordDifference(job, image)] : [];
		sentences.push(...remarks.filter((remark) => remark !== undefined));
		const spoiled = job.state.spoiled?.length ?? 0;
		if (spoiled > 0) {
			sentences.push(t('Further images of the reply that could not be saved: {0}. The log has the reasons.', spoiled));
		}
		if (isSandbox(job)) {
			sentences.push(t('It is a sandbox image, a placeholder.'));
		}
		return sentences.join(' ');
	}

	private wordDifference(job: Job, image: { width: number; height: number }): string | undefined {
		const { t } = vscode.l10n;
		const { resolution, aspectRatio } = job.request.image;
		switch (difference(job.request.image, image)) {
			case 'smaller':
				return t('It is smaller than the {0} asked for.', resolution);
			case 'larger':
				return t('It is larger than the {0} asked for.', resolution);
			case 'otherRatio':
				return t('Its aspect ratio is not the {0} asked for.', aspectRatio ?? '');
			case undefined:
				return undefined;
		}
	}

	private actionsFor(job: Job, { uri, link }: Extract<Delivered, { kind: 'saved' }>): Action[] {
		const { t } = vscode.l10n;
		const open = { title: t('Open'), run: () => vscode.commands.executeCommand('vscode.open', uri) };
		const insert = { title: t('Insert'), run: () => this.insert(job, uri) };
		const copyPath = {
			title: t('Copy Path'),
			run: () => vscode.env.clipboard.writeText(uri.scheme === 'file' ? uri.fsPath : uri.toString()),
		};
		const last = isSandbox(job) ? selectService(t('Connect a Real Service…')) : copyPath;
		return link === 'inserted' ? [open, last] : [open, insert, last];
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
			return notify('error', t('No whole image could be read from that reply.'), [showLog()]);
		}
		const { message, help } = wordFailure(failure, serviceOf(job));
		const mayRetry = mayOfferRetry(failure, this.settings.read().whenPossiblyPaid);
		const actions = help
			.filter((kind) => mayRetry || kind !== 'retry')
			.map((kind) => this.helpWith(kind, job, failure));
		if (await hasKeptReply(job.folder)) {
			actions.unshift({ title: t('Recover'), run: () => this.recover(job) });
		}
		await notify('error', t('Couldn\'t generate "{0}". {1}', promptOf(job, 30), message), [
			...actions.slice(0, maxHelp),
			showLog(),
		]);
	}

	/** Looks for the image in what is kept of the reply. */
	private recover(job: Job): Promise<void> {
		return this.jobs.recover(job.folder.path, { ...job, anchor: this.sameAnchor(job) });
	}

	private helpWith(kind: Help, job: Job, failure: Failure): Action {
		const { t } = vscode.l10n;
		switch (kind) {
			case 'retry':
				return { title: t('Retry'), run: () => this.again(job, this.tasks.again(job.request)) };
			case 'setKey':
				return { title: t('Set API Key…'), run: () => this.again(job, this.tasks.withNewKey(job.request)) };
			case 'selectService':
				return selectService();
			case 'diagnose':
				return diagnose(job.request.image.resolution);
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
	private async again(job: Job, prepared: Promise<PreparedTask | undefined>): Promise<void> {
		const complete = await prepared;
		if (complete) {
			await this.jobs.start(complete, job.command, this.sameAnchor(job));
		}
	}

	private sameAnchor({ anchor }: Job): Anchor | undefined {
		return anchor && this.anchors.restore(anchor.record());
	}
}
