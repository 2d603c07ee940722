import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { leadsOutOf } from '../../engine/jobs/realPath';
import type { GenerateTask } from '../../engine/task';
import type { Anchors } from '../anchors/anchors';
import type { Failures } from '../delivery/failures';
import type { Recipes } from '../delivery/recipes';
import { readJob } from '../jobs/comeback';
import { inputFile, inputFlawOf, inputsKept } from '../jobs/inputs';
import type { Errand, Job, Jobs } from '../jobs/jobs';
import type { Library } from '../jobs/library';
import { notify } from '../ui/notify';
import { beginningFrom } from './fromRecipe';
import type { ImageStarter } from './imageStarter';
import type { MeantImage } from './meantImages';
import { t } from '../ui/translate';

/** Whatever chance begins with is less. */
const maxSeed = 2 ** 31 - 1;

type MadeJob = Job & { readonly task: GenerateTask };

/** Makes other versions of images that are there: changed ones, and others of the same prompt. */
export class ImageVersions {
	constructor(
		private readonly starter: Pick<ImageStarter, 'startVersion' | 'startFor'>,
		private readonly failures: Pick<Failures, 'retry'>,
		private readonly anchors: Anchors,
		private readonly library: Library,
		private readonly jobs: Jobs,
		private readonly recipes: Pick<Recipes, 'find'>,
	) {}

	/** Asks what is to change in an image, and makes the new one. */
	async edit(meant: MeantImage): Promise<void> {
		const file = inputFile(meant.uri);
		const flaw =
			(await inputFlawOf(file)) ??
			((await leadsOut(meant)) ? t('{0} leads out of the workspace.', file.name) : undefined);
		if (flaw !== undefined) {
			await notify('error', flaw, [], 'images-that-go-along');
			return;
		}
		const title = t('Edit Image');
		await this.starter.startVersion({ title, prompt: '', along: { files: [file], isEdit: true } }, meant);
	}

	/** Makes another one of the same prompt: without a question, where it was made here. */
	async again(meant: MeantImage): Promise<void> {
		const { uri, link } = meant;
		const job = await this.madeBy(uri);
		if (!job) {
			await this.like(meant, t('Generate Again'), {});
			return;
		}
		// The same beginning would make the same image.
		const { seed: _seed, ...image } = job.task.image;
		const anchor = link && this.anchors.pin(link.document, link.position, { isBlock: false, selected: 'path' });
		try {
			const errand = { command: anchor ? 'insert' : 'generate', anchor, versionOf: uri } as const;
			await this.failures.retry({ ...job, ...errand }, { ...job.task, image });
		} finally {
			anchor?.dispose();
		}
	}

	/** Asks once more what the image was asked for with, and makes another one. */
	async vary(meant: MeantImage): Promise<void> {
		const job = await this.madeBy(meant.uri);
		await (job ? this.varyJob(job, meant) : this.like(meant, t('Vary Image'), { seed: randomInt(maxSeed) }));
	}

	/** Asks for what an image's recipe says. Where there is none that is told. */
	private async like(meant: MeantImage, title: string, chance: { readonly seed?: number }): Promise<void> {
		const found = await this.recipes.find(meant.uri);
		if (!found) {
			const name = vscode.workspace.asRelativePath(meant.uri);
			await notify('info', t("Image Gen doesn't know how {0} was made.", name), []);
			return;
		}
		const beginning = await beginningFrom(found, meant.uri);
		if (beginning?.like) {
			const like = { ...beginning.like, ...chance };
			await this.starter.startVersion({ ...beginning, title, like }, meant);
		}
	}

	/** The same of a job's image: beside that, or where it never came, in its stead. */
	async varyJob(job: MadeJob, of?: MeantImage): Promise<void> {
		const { folder, task } = job;
		const { prompt, inputs: _inputs, isEdit = false, ...like } = task.image;
		const subject = {
			...{ title: t('Vary Image'), prompt },
			like: { ...like, seed: randomInt(maxSeed) },
			along: { files: inputsKept(folder, task), isEdit },
		};
		await (of ? this.starter.startVersion(subject, of) : this.starter.startFor(subject, this.errandOf(job)));
	}

	private errandOf({ command, anchor, target, versionOf }: Job): Errand {
		return {
			...{ command, anchor: anchor && this.anchors.restore(anchor.record()) },
			...(target && { target }),
			...(versionOf && { versionOf }),
		};
	}

	/** The job that has made a file; undefined where none is known. */
	private async madeBy(uri: vscode.Uri): Promise<MadeJob | undefined> {
		const record = this.library.deliveredTo(uri);
		const job = record && (await readJob(this.library.folderOf(record), this.jobs));
		return job && isMade(job) ? job : undefined;
	}
}

/** Whether a document of the workspace links to a file elsewhere: a repository's links, also those on the disk, may lead to any of the person's own. */
async function leadsOut({ uri, link }: MeantImage): Promise<boolean> {
	if (!link || uri.scheme !== 'file' || !vscode.workspace.getWorkspaceFolder(link.document.uri)) {
		return false;
	}
	const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
	return (await leadsOutOf(folders, uri.fsPath)) !== undefined;
}

/** Whether it is known what the image was asked for with. */
export function isMade(job: Job): job is MadeJob {
	return job.task.type === 'generate';
}
