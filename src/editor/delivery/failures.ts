import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type Failure, isGatewayTimeout } from '../../engine/failure';
import { askedOn } from '../../engine/jobs/askedOn';
import { fetchableUntil } from '../../engine/jobs/state';
import { mayOfferRetry } from '../../engine/policy/afterFailure';
import { endpointFor } from '../../engine/providers/catalogue';
import { successorOf } from '../../engine/providers/retired';
import { breaksSilence, streams } from '../../engine/providers/streams';
import type { Endpoint, GenerateTask } from '../../engine/task';
import { wordFailure } from '../../messages/failures';
import { sectionOf } from '../../messages/sections';
import { type Help, withAdvice } from '../../messages/wording';
import type { Anchor } from '../anchors/anchor';
import type { Anchors } from '../anchors/anchors';
import type { TaskBuilder } from '../form/taskBuilder';
import { endpointOf, serviceOf, shortPromptOf } from '../jobs/asked';
import { tellBegun } from '../jobs/begun';
import { failureReport } from '../jobs/failureReport';
import { inputsKept } from '../jobs/inputs';
import type { Errand, Job, Jobs } from '../jobs/jobs';
import { isRecovered, knownOf } from '../jobs/keptReplies';
import type { Library } from '../jobs/library';
import { tellNotStarted } from '../jobs/notStarted';
import type { PreparedTask } from '../jobs/preparedTask';
import type { Settings } from '../settings';
import { diagnose, openLink, openSettings, selectService } from '../ui/actions';
import { adviceOn } from '../ui/advice';
import { type Action, mostActions, notify, remark } from '../ui/notify';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** Tells of failures, and does what helps. */
export class Failures {
	constructor(
		private readonly jobs: Jobs,
		private readonly anchors: Anchors,
		private readonly tasks: Pick<TaskBuilder, 'again' | 'withNewKey' | 'askKey' | 'mayAskOn'>,
		private readonly library: Library,
		private readonly settings: Settings,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** @param isReplyKept whether a reply is kept that may hold the image. */
	async tell(job: Job, failure: Failure, isReplyKept: boolean): Promise<void> {
		const { task } = job;
		if (task.type === 'recover') {
			const message = t("Couldn't find a whole image in that reply.");
			return notify('error', message, [copyReport(job)], 'no-image-in-the-reply');
		}
		const wording = wordFailure(t, failure, serviceOf(job));
		const until = fetchableUntil(job.state);
		if (until !== undefined && Date.now() < until) {
			const kept = t('It may still be fetched, at no cost, until {0}.', new Date(until).toLocaleString(t.language));
			const again = { title: t('Look Again'), run: () => this.lookAgain(job) };
			const message = joinSentences(t('"{0}" isn\'t here yet.', shortPromptOf(job, 30)), wording.message, kept);
			const first =
				failure.kind === 'unauthorized' ? { title: t('Set API Key…'), run: () => this.lookAgain(job, true) } : again;
			return notify('warning', message, [first, diagnose(task.image.resolution)], 'tasks');
		}
		const mayRetry = mayOfferRetry(failure, this.settings.read().whenPossiblyPaid);
		const special = this.specialHelp(job, task, failure, mayRetry);
		const actions = wording.help
			.filter((kind) => kind !== 'retry' || (mayRetry && special.length === 0))
			.flatMap((kind) => this.helpWith(kind, job, task, failure) ?? []);
		actions.unshift(...special);
		// First, because it costs nothing. Other failures tell that no whole image is in the reply.
		if (isReplyKept && (failure.kind === 'noImage' || failure.kind === 'badReply')) {
			actions.unshift({ title: t('Recover From Reply'), run: () => this.recover(job, task) });
		}
		const told = t('Couldn\'t generate "{0}". {1}', shortPromptOf(job, 30), withAdvice(wording, adviceOn));
		const mayAsk = askedOn(task, job.state) !== undefined;
		if (mayAsk) {
			actions.unshift({ title: t('Look Again'), run: () => this.lookAgain(job) });
		}
		const free = mayAsk ? ` ${t('Look Again asks {0} for it, at no cost.', serviceOf(job))}` : '';
		await notify('error', told + free, [...actions, copyReport(job)].slice(0, mostActions), sectionOf(failure));
	}

	/** Has the service asked on for what it has taken on, with another key where the one there was is not accepted. Costs nothing. */
	async lookAgain(job: Job, withNewKey = false): Promise<void> {
		const endpoint = askedOn(job.task, job.state);
		if (endpoint && (await (withNewKey ? this.tasks.askKey(endpoint) : this.tasks.mayAskOn(endpoint)))) {
			await this.jobs.lookAgain(job);
		}
	}

	/** The same request once more, for the same place, as a job of its own. What failed is still chosen among its set; other images make one of their own. */
	async retry(job: Job, task: GenerateTask): Promise<void> {
		const { set, ...alone } = task;
		const own = (task.image.count ?? 1) > 1 ? randomUUID() : undefined;
		const chosenIn = job.state.failure ? set : own;
		await this.again(job, this.tasks.again({ ...alone, ...(chosenIn !== undefined && { set: chosenIn }) }));
	}

	/** What helps with this failure of this service alone, where the same once more would not. */
	private specialHelp(job: Job, task: GenerateTask, failure: Failure, mayRetry: boolean): Action[] {
		const endpoint = endpointOf(job) ?? task.endpoint;
		const successor = failure.kind === 'modelUnavailable' ? successorOf(failure.facts.model) : undefined;
		if (successor !== undefined) {
			return [{ title: t('Use {0}', successor), run: () => this.withModel(job, task, endpoint, successor) }];
		}
		return mayRetry && isCutOnTheWay(failure) && breaksSilence(endpoint) && !streams(endpoint, task.stream)
			? [{ title: t('Retry as Stream'), run: () => this.again(job, this.tasks.again({ ...task, endpoint }, 'on')) }]
			: [];
	}

	/** The same of another model, which is the chosen one from now on where the one before was. */
	private async withModel(job: Job, task: GenerateTask, failed: Endpoint, model: string): Promise<void> {
		const { knownAs: _knownAs, ...endpoint } = failed;
		const chosen = endpointFor(this.settings.read());
		if (typeof chosen === 'object' && chosen.service === failed.service && chosen.model === failed.model) {
			await this.settings.choose({ model });
		}
		await this.again(job, this.tasks.again({ ...task, endpoint: { ...endpoint, model } }));
	}

	/** Undefined where it cannot be had for this failure. */
	private helpWith(kind: Help, job: Job, task: GenerateTask, failure: Failure): Action | undefined {
		switch (kind) {
			case 'retry':
				return { title: t('Retry'), run: () => this.retry(job, task) };
			case 'setKey':
				return { title: t('Set API Key…'), run: () => this.again(job, this.tasks.withNewKey(task)) };
			case 'selectService':
				return selectService();
			case 'diagnose':
				return diagnose(task.image.resolution);
			case 'setBaseUrl':
				return openSettings('imagegen.baseUrl');
			case 'setProxy':
			case 'setProxyCredentials':
				return openSettings('http.proxy');
			case 'setTimeouts':
				return openSettings('imagegen.timeouts');
			case 'checkCertificates':
			case 'lookAgain':
			case 'stream':
				return undefined;
			case 'openLink':
				return failure.kind === 'linkNotFetched'
					? openLink(failure.facts.link, (endpointOf(job) ?? task.endpoint).baseUrl)
					: undefined;
		}
	}

	/** A new job for the same request, at the same place. */
	private async again(job: Job, prepared: Promise<PreparedTask | undefined>): Promise<void> {
		const complete = await prepared;
		if (complete) {
			await this.orTell(this.sameAnchor(job), async (anchor) => {
				const files = inputsKept(job.folder, complete.request);
				await this.jobs.start({ ...complete, files }, { ...errandOf(job), anchor });
				// An image that waits goes on waiting; a failure is dealt with.
				if (job.state.failure) {
					await this.library.close([job.folder]);
					this.jobs.letPlaceGo(job.folder);
				}
			});
		}
	}

	/** Looks once more for the image in the reply that the job has kept. */
	private async recover(job: Job, task: GenerateTask): Promise<void> {
		if (this.jobs.isSearched(job.folder) || (await isRecovered(job.folder))) {
			remark(t('The image in this reply was recovered already.'));
			return;
		}
		const asked = { of: knownOf(task), ...errandOf(job) };
		await this.orTell(this.sameAnchor(job), (anchor) => this.jobs.recover(job.folder.path, { ...asked, anchor }));
	}

	/** Starts a further job. Where that fails the person is told, and the anchor is nobody's. */
	private async orTell(
		anchor: Anchor | undefined,
		start: (anchor: Anchor | undefined) => Promise<void>,
	): Promise<void> {
		try {
			await start(anchor);
			tellBegun(this.jobs.running.length);
		} catch (error) {
			anchor?.dispose();
			await tellNotStarted(error, this.log);
		}
	}

	private sameAnchor({ anchor }: Job): Anchor | undefined {
		return anchor && this.anchors.restore(anchor.record());
	}
}

/** Nobody cuts a silent connection any sooner. */
const shortestIdleMs = 25_000;

/** Whether it looks as if somebody on the way had taken a silent connection for dead. */
function isCutOnTheWay(failure: Failure): boolean {
	const { kind, facts } = failure;
	if (kind === 'interrupted') {
		return facts.receivedBytes === 0 && facts.elapsedMs >= shortestIdleMs;
	}
	return isGatewayTimeout(failure);
}

function errandOf({ command, target, versionOf, output }: Job): Omit<Errand, 'anchor'> {
	return { command, ...(target && { target }), ...(versionOf && { versionOf }), ...(output && { output }) };
}

/** What a maintainer needs, for the clipboard. */
function copyReport({ folder }: Job): Action {
	return {
		title: t('Copy Report'),
		run: async () => {
			await vscode.env.clipboard.writeText(await failureReport(folder));
			remark(t('Report copied. It holds no API key and no prompt.'));
		},
	};
}
