import { join } from 'node:path';
import { printable } from '../../documents/printable';
import { shorten } from '../../documents/shorten';
import { isSettled } from '../../engine/jobs/claim';
import { makeFolder } from '../../engine/jobs/durable';
import { followJob, lifeOfProcess, readState, requestCancel } from '../../engine/jobs/follow';
import { launch, runAside } from '../../engine/jobs/launch';
import { createJob, fileNames, type JobFolder, jobFolder, newJobFolder, readTaskIfAny } from '../../engine/jobs/layout';
import { isOver } from '../../engine/jobs/state';
import { watchFolder } from '../../engine/jobs/watch';
import type { Latency } from '../../engine/providers/family';
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
import { checkOut } from '../copyToOut';
import { destinationOf, keepDestination } from '../destination';
import { keepInputs } from '../inputs';
import { refusalOfJobs } from '../ownJob';
import { missingAt } from '../missingLinks';
import { quick, type RequestValues, usualFor } from '../request';
import type { Consent } from './consent';
import { checkStill, type Planned, inToolWords, planned } from './planning';
import { previewOf } from './preview';
import { endedStanding, runningStanding } from './standing';
import { Workspace } from '../../mcp/workspace';

export interface AgentDeskOptions {
	/** Where the jobs are kept. */
	readonly jobsPath: string;
	/** What the person has started the server with. */
	readonly values: RequestValues;
	readonly consent: Consent;
}

/** Does for agents what the command line does for people, each image in a process of its own. */
export class AgentDesk implements Desk {
	constructor(private readonly options: AgentDeskOptions) {}

	async plan(order: ImageOrder, roots: readonly string[]): Promise<Plan> {
		const { values, consent } = this.options;
		const found = await planned(order, values, new Workspace(roots));
		const { task, request, price, destination } = found;
		return {
			...{ prompt: shorten(order.prompt, shownLength), service: nameOf(request.endpoint) },
			...{ model: printable(request.endpoint.model), resolution: task.image.resolution },
			...{ price, place: printable(destination.out) },
			...(task.image.style !== undefined && { style: shorten(task.image.style, shownLength) }),
			asking: await consent.about(price),
			begin: () => this.begin(found),
		};
	}

	async follow(job: NamedJob, signal: AbortSignal, onStanding?: (standing: Standing) => void): Promise<Standing> {
		const folder = await this.folderOf(job);
		const usual = await this.usualFor(folder);
		let latest = await readState(folder);
		await followJob(
			folder,
			(_, state) => {
				latest = state;
				onStanding?.(runningStanding(state, usual));
			},
			signal,
			() => this.launched(folder).settle(),
		);
		// Its process puts the image to its place before it ends.
		await watchFolder(folder.path, signal, async () => await this.isDone(folder), fileNames.delivered);
		if (latest.phase === 'saved' && !signal.aborted && !(await isSettled(folder))) {
			// It was killed before that, or the place didn't take the image: by now it may.
			await new Promise<void>((resolve) => runAside(cliPath(), ['run', folder.path], resolve));
		}
		return isOver(latest) && (await this.isDone(folder))
			? await endedStanding(folder, new Workspace(job.roots))
			: runningStanding(latest, usual);
	}

	async cancel(job: NamedJob): Promise<Standing> {
		const folder = await this.folderOf(job);
		await requestCancel(folder);
		return await this.follow(job, AbortSignal.timeout(cancelMs));
	}

	async lacking(paths: readonly string[], roots: readonly string[]): Promise<readonly LackingImage[]> {
		const workspace = new Workspace(roots);
		const within = await Promise.all(paths.map((path) => workspace.pathTo(path)));
		const { links } = await missingAt(within);
		return links.map(({ document, line, column, path, alt }) => ({ document, line, column, path, alt }));
	}

	async preview(path: string): Promise<Preview> {
		return await previewOf(path);
	}

	private async begin(planned: Planned): Promise<string> {
		const { task, secrets, files, inputs, destination, request, price } = planned;
		const { jobsPath, consent } = this.options;
		const folder = newJobFolder(jobsPath);
		let started: ReturnType<typeof launch> | undefined;
		try {
			await checkStill(planned);
			await checkOut(destination.out);
			await makeFolder(jobsPath, 0o700);
			// Its process takes the job's lock while the folder is filled.
			started = this.launched(folder, request.timeScale);
			await createJob(jobsPath, task, folder);
			await keepInputs(files, inputs, folder);
			await keepDestination(folder, destination);
		} catch (error) {
			started?.dismiss();
			throw Refused.is(error) ? error : new Refused(inToolWords(refusalOfJobs(error, jobsPath).message));
		}
		started.begin(secrets);
		consent.count(folder.id, price);
		return folder.id;
	}

	private launched(folder: JobFolder, timeScale = 1): ReturnType<typeof launch> {
		const args = ['run', folder.path, '--time-scale', String(timeScale)];
		return launch({ cliPath: cliPath(), args, folder });
	}

	/** The job of an image for these folders: who works elsewhere is told nothing of it, not even that there is one. */
	private async folderOf({ id, roots }: NamedJob): Promise<JobFolder> {
		const folder = jobFolder(join(this.options.jobsPath, id));
		const destination = /^[\w-]{1,100}$/.test(id) ? await destinationOf(folder) : undefined;
		const workspace = new Workspace(roots);
		// By its name too: who has put a link there since is to be told where the image is.
		if (!destination || !(workspace.names(destination.out) || (await workspace.has(destination.out)))) {
			const shown = shorten(id, 100);
			throw new Refused(`There is no image with the id ${shown}. Ids come from generate_image and edit_image.`);
		}
		return folder;
	}

	private async isDone(folder: JobFolder): Promise<boolean> {
		return (await isSettled(folder)) || (await lifeOfProcess(folder, await readState(folder))) !== 'held';
	}

	private async usualFor(folder: JobFolder): Promise<Latency | undefined> {
		const task = await readTaskIfAny(folder);
		const { 'time-scale': timeScale } = this.options.values;
		return task?.type === 'generate'
			? await usualFor(task.endpoint, task.image.resolution, Number(timeScale ?? quick))
			: undefined;
	}
}

function cliPath(): string {
	return process.argv[1] ?? '';
}

/** So much of a prompt is seen before what is asked about it. */
const shownLength = 1_000;

/** A service has a minute to say what came of what it is asked to stop; an agent is told sooner. */
const cancelMs = 5_000;
