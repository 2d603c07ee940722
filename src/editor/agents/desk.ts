import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { printable } from '../../documents/printable';
import { shorten } from '../../documents/shorten';
import { isDelivered } from '../../engine/jobs/claim';
import { followJob } from '../../engine/jobs/follow';
import { fileNames, jobFolder } from '../../engine/jobs/layout';
import { isOver } from '../../engine/jobs/state';
import { watchFolder } from '../../engine/jobs/watch';
import { nameOf } from '../../engine/providers/catalogue';
import {
	type Desk,
	type ImageOrder,
	type LackingImage,
	type NamedJob,
	type Plan,
	type Preview,
	Refused,
	type Standing,
} from '../../mcp/desk';
import { holdsKey } from '../../mcp/leaks';
import { oneAfterAnother } from '../../mcp/turns';
import { Workspace } from '../../mcp/workspace';
import type { Batches } from '../delivery/batches';
import type { Convert } from '../delivery/converter';
import type { LinkedImages } from '../delivery/linkedImages';
import type { Budget } from '../form/budget';
import type { TaskBuilder } from '../form/taskBuilder';
import { readJob } from '../jobs/comeback';
import { readDelivery, workspaceIdentity } from '../jobs/delivery';
import type { Job, Jobs } from '../jobs/jobs';
import type { Library } from '../jobs/library';
import { documentsIn, textOf } from '../missing/documentTexts';
import type { MissingImages } from '../missing/missingImages';
import type { Settings } from '../settings';
import { reasonOf } from '../ui/reason';
import { t } from '../ui/translate';
import type { AgentConsent } from './consent';
import type { AgentOrders, Looked } from './orders';
import type { Standings } from './standings';

export interface AgentDeskParts {
	readonly jobsPath: string;
	readonly settings: Settings;
	readonly orders: AgentOrders;
	readonly consent: AgentConsent;
	readonly standings: Standings;
	readonly tasks: Pick<TaskBuilder, 'prepare'>;
	readonly budget: Pick<Budget, 'excess'>;
	readonly jobs: Jobs;
	readonly library: Library;
	readonly batches: Batches;
	readonly linked: LinkedImages;
	readonly missing: MissingImages;
	readonly convert: Convert;
}

/** What the person can do so that nobody is asked. */
const answeredBeforehand = 'set imagegen.agents.confirm to never';

/** What models look at is scaled down to that anyway; in pixels and bytes. */
const previewLimits = { edge: 1568, budget: 100_000 } as const;

/** So much of a prompt is seen before what is asked about it. */
const shownLength = 1_000;

/** A document that takes longer to read is left out. */
const maxReadingMs = 10_000;

/** Does for agents what the window does for its person: their images are jobs like any others. */
export class AgentDesk implements Desk {
	/** Else each of several that are asked for at once would be within the budget, and all together not. */
	private readonly inTurn = oneAfterAnother();

	constructor(private readonly parts: AgentDeskParts) {}

	async plan(order: ImageOrder, roots: readonly string[]): Promise<Plan> {
		const { orders, settings } = this.parts;
		const looked = await orders.read(order, roots);
		const { wanted, endpoint, place, price } = looked;
		return {
			...{ prompt: shorten(wanted.prompt, shownLength), service: nameOf(endpoint), model: printable(endpoint.model) },
			...{ resolution: wanted.size.resolution, price, place: printable(place) },
			...(wanted.size.style !== undefined && { style: shorten(wanted.size.style, shownLength) }),
			// What would exceed the budget, or is one of very many, the window asks about itself.
			asking: settings.agentsConfirm() === 'always' ? { is: 'wished', instead: answeredBeforehand } : { is: 'given' },
			begin: () => this.inTurn(() => this.begin(order, looked)),
		};
	}

	async follow({ id }: NamedJob, signal: AbortSignal, onStanding?: (standing: Standing) => void): Promise<Standing> {
		const { standings, library } = this.parts;
		let job = await this.jobOf(id);
		const { folder } = job;
		await followJob(
			folder,
			(_, state) => {
				job = { ...job, state, startedAt: state.startedAt ?? job.startedAt };
				onStanding?.(standings.running(job));
			},
			signal,
			// The window sees to it.
			() => undefined,
		);
		if (job.state.phase === 'saved') {
			const isPut = async (): Promise<boolean> =>
				(await isDelivered(folder)) || library.waiting.some((record) => record.id === id);
			await watchFolder(folder.path, signal, isPut, fileNames.delivered);
			return (await isPut()) ? await standings.ended(job) : standings.running(job);
		}
		return isOver(job.state) ? await standings.ended(job) : standings.running(job);
	}

	async cancel(named: NamedJob): Promise<Standing> {
		await this.parts.jobs.cancel(await this.jobOf(named.id));
		return await this.follow(named, AbortSignal.timeout(cancelMs));
	}

	async lacking(paths: readonly string[], roots: readonly string[]): Promise<readonly LackingImage[]> {
		const { linked, missing } = this.parts;
		if (roots.length === 0) {
			throw new Refused('No folder is open in the editor, so there are no documents to look at. Open one first.');
		}
		const workspace = new Workspace(roots);
		const within = await Promise.all(paths.map((path) => workspace.pathTo(path)));
		const { token } = new vscode.CancellationTokenSource();
		const documents = within.map((path) => vscode.Uri.file(path));
		const { uris } = await documentsIn(documents, token).catch((error: unknown) => {
			throw new Refused(`Couldn't look for documents there. ${reasonOf(error)}`);
		});
		const found: LackingImage[] = [];
		for (const uri of uris) {
			const text = await textOf(uri).catch(() => undefined);
			const links = text && (await linked.in(text, maxReadingMs));
			const images = text && links ? await missing.missing(text, links) : [];
			found.push(
				...images.map(({ document, line, column, path, prompt }) => ({
					...{ document: document.fsPath, line, column, path, alt: prompt },
				})),
			);
		}
		return found;
	}

	async preview(path: string): Promise<Preview> {
		const folder = await mkdtemp(join(tmpdir(), 'imagegen-preview-'));
		try {
			const to = join(folder, 'preview.jpg');
			const made = await this.parts.convert(path, to, { format: 'jpeg', quality: 80, ...previewLimits });
			if ('reason' in made || 'flaw' in made) {
				throw new Refused(`No preview of ${path} could be made. The image itself is there.`);
			}
			return { bytes: await readFile(to), type: 'image/jpeg' };
		} finally {
			await rm(folder, { recursive: true });
		}
	}

	private async begin(order: ImageOrder, looked: Looked): Promise<string> {
		const { wanted, endpoint } = looked;
		const { consent, tasks, jobs, batches, settings, budget } = this.parts;
		const excess =
			settings.agentsConfirm() === 'never' ? await budget.excess(endpoint, wanted.size.resolution) : undefined;
		if (excess) {
			throw new Refused(
				`Nothing was made: this image costs $${excess.price}, and this month's have cost $${excess.spent.toFixed(2)} of the person's budget of $${excess.budget}, and the person is never to be asked. Tell the person, who can raise the setting imagegen.budget.`,
			);
		}
		const asker = t('An agent asks for it: {0}', shorten(wanted.prompt, shownLength));
		const task = await tasks.prepare(wanted, endpoint, asker);
		if (!task) {
			throw new Refused(
				`Nothing was made, and nothing was paid for: the person didn't agree, or ${nameOf(endpoint)} has no API key in the editor.`,
			);
		}
		if (holdsKey(order, task.secrets.keys.values())) {
			throw new Refused('This holds an API key. Nothing was sent.');
		}
		await consent.count();
		const prepared = jobs.prepare();
		const batch = batches.begin('agent');
		batch.add(prepared.folder);
		batch.complete();
		try {
			await jobs.start(task, await looked.errand(), prepared);
		} catch (error) {
			batch.over(prepared.folder, false);
			prepared.process.dismiss();
			throw error;
		}
		return prepared.folder.id;
	}

	/** Those of other workspaces are nobody's business here. */
	private async jobOf(id: string): Promise<Job> {
		const { jobsPath, jobs } = this.parts;
		const folder = jobFolder(join(jobsPath, id));
		const isName = /^[\w-]{1,100}$/.test(id);
		const isOwn = isName && (await readDelivery(folder))?.workspace === workspaceIdentity();
		const job = isOwn ? await readJob(folder, jobs) : undefined;
		if (!job) {
			throw new Refused(
				`There is no image with the id ${shorten(id, 100)}. Ids come from generate_image and edit_image.`,
			);
		}
		return job;
	}
}

/** A service has a minute to say what came of what it is asked to stop; an agent is told sooner. */
const cancelMs = 5_000;
