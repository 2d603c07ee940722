import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { fileNameFor } from '../../documents/destination/fileName';
import { claimJob, markDelivered } from '../../engine/jobs/claim';
import { chooseTarget } from './destinations';
import type { ImageFiles } from './imageFiles';
import { insertAtAnchor } from './insertLink';
import type { Settings } from '../settings';
import type { Job } from '../jobs/jobs';

/** What became of a finished image. An image that is not saved waits in its job's folder. */
export type Delivered =
	| { readonly kind: 'saved'; readonly uri: vscode.Uri; readonly link: LinkOutcome }
	/** Another window has it. */
	| { readonly kind: 'elsewhere' }
	| { readonly kind: 'noFolder' }
	| { readonly kind: 'refused'; readonly setting: string; readonly path: string }
	| { readonly kind: 'notWritten'; readonly reason: string };

type LinkOutcome = 'inserted' | 'notInserted' | 'notAsked';

/** Brings finished images into the workspace and into the document. */
export class Deliverer {
	constructor(
		private readonly files: ImageFiles,
		private readonly settings: Settings,
	) {}

	async deliver(job: Job): Promise<Delivered> {
		return this.claimed(job, async () => {
			const [first, ...others] = await Promise.all(
				job.state.images.map(async ({ path }) => {
					const name = fileNameFor(job.request.image.prompt) + extensionOf(path);
					return { path, target: await chooseTarget(this.settings, name, job.anchor?.uri) };
				}),
			);
			if (first?.target.kind !== 'file') {
				return first?.target ?? { kind: 'elsewhere' };
			}
			const uri = await this.files.add(first.path, first.target.uri);
			for (const { path, target } of others) {
				if (target.kind === 'file') {
					await this.files.add(path, target.uri);
				}
			}
			return this.settle(job, uri);
		});
	}

	/** Asks where to save the image. Undefined when the person changed their mind: it goes on waiting. */
	async saveAs(job: Job): Promise<Delivered | undefined> {
		const [image] = job.state.images;
		if (!image) {
			return undefined;
		}
		const extension = extensionOf(image.path);
		const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
		const name = fileNameFor(job.request.image.prompt) + extension;
		const target = await vscode.window.showSaveDialog({
			title: vscode.l10n.t('Save Image'),
			filters: { [vscode.l10n.t('Images')]: [extension.slice(1)] },
			defaultUri: vscode.Uri.joinPath(folder, name),
		});
		return (
			target &&
			this.claimed(job, async () => {
				await this.files.replace(image.path, target);
				return this.settle(job, target);
			})
		);
	}

	/** Runs one delivery, unless another window does; gives the claim back when the image was not saved. */
	private async claimed(job: Job, deliver: () => Promise<Delivered>): Promise<Delivered> {
		const claim = await claimJob(job.folder);
		if (!claim) {
			return { kind: 'elsewhere' };
		}
		const delivered = await deliver().catch((error: unknown): Delivered => ({
			kind: 'notWritten',
			reason: reasonOf(error),
		}));
		if (delivered.kind !== 'saved') {
			await claim.release();
		}
		return delivered;
	}

	/** Marked as delivered last: should the window die before, the next one does all of it once more, rather than not at all. */
	private async settle(job: Job, uri: vscode.Uri): Promise<Delivered> {
		const link = await refer(job, uri);
		await markDelivered(job.folder, uri.toString());
		await Promise.all(job.state.images.map(({ path }) => rm(path, { force: true })));
		return { kind: 'saved', uri, link };
	}
}

async function refer({ command, anchor, request }: Job, image: vscode.Uri): Promise<LinkOutcome> {
	if (command === 'generate' || !anchor) {
		return 'notAsked';
	}
	return (await insertAtAnchor(anchor, image, request.image.prompt)) ? 'inserted' : 'notInserted';
}

function extensionOf(path: string): string {
	return posix.extname(path);
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
