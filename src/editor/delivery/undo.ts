import { posix } from 'node:path';
import * as vscode from 'vscode';
import { mentions } from '../../documents/mentions';
import { type DeliveredCopy, markDelivered, takeBack } from '../../engine/jobs/claim';
import type { Recipe } from '../../engine/recipes/recipe';
import { isAt, openDocument } from '../anchors/documents';
import { writeDelivery } from '../jobs/delivery';
import type { Job } from '../jobs/jobs';
import type { Library } from '../jobs/library';
import { realFolderOutside } from './destinations';
import type { ImageFiles } from './imageFiles';
import type { Links } from './links';
import { isMentioned } from './mentioned';
import type { Recipes } from './recipes';

/** An image that came into the workspace with its link. */
interface Delivery {
	readonly job: Pick<Job, 'folder' | 'alt' | 'output'>;
	readonly document: vscode.Uri;
	readonly image: vscode.Uri;
	/** What of it was delivered, where that is a copy. */
	readonly copy: DeliveredCopy | undefined;
	/** Where the image lies in its job's folder while it is not in the workspace. */
	readonly kept: vscode.Uri;
	/** Of the file as it was delivered, or brought back last. */
	stat: vscode.FileStat;
	/** Whether the document may refer to it: an undo takes away what is there right before it alone. What is removed by hand, or goes to another version, stays. */
	isLinked: boolean;
	/** Whether its link was undone, and the file is to go as soon as the document is saved without it. */
	isToGo: boolean;
	isAway: boolean;
	/** What stood beside it, while it is away. */
	recipe?: Recipe | undefined;
	/** Until what was done or undone is dealt with: one thing at a time. */
	settling: Promise<void>;
}

/** What has happened to a document: `undone` where an undo may have taken the link away. */
type Event = 'undone' | 'changed' | 'saved';

/**
 * Takes an image away when its link is undone: it waits for the person again, in the folder of its job, and comes back with the link.
 * Not by an edit of the editor's own, which can hold a renamed file as well: that would not be whole at every instant where the two
 * disks differ, would have other extensions act on the name, and would take away also what is another file by then, or what others
 * refer to. Among those is the document itself as it is saved: it may be reverted to that, or closed.
 */
export class UndoneImages implements vscode.Disposable {
	private readonly deliveries = new Set<Delivery>();
	private readonly listeners = [
		vscode.workspace.onDidChangeTextDocument(({ document, reason }) =>
			this.forEach(document, (delivery) => {
				const isUndone = reason === vscode.TextDocumentChangeReason.Undo && delivery.isLinked;
				delivery.isLinked = mentions(document.getText(), nameOf(delivery));
				if (reason !== undefined || delivery.isAway) {
					this.settle(delivery, isUndone ? 'undone' : 'changed');
				}
			}),
		),
		vscode.workspace.onDidOpenTextDocument((document) =>
			this.forEach(document, (delivery) => (delivery.isAway ? this.settle(delivery, 'changed') : undefined)),
		),
		vscode.workspace.onDidSaveTextDocument((document) =>
			this.forEach(document, (delivery) => (delivery.isToGo ? this.settle(delivery, 'saved') : undefined)),
		),
	];

	constructor(
		private readonly files: ImageFiles,
		private readonly links: Links,
		private readonly library: Pick<Library, 'reopen' | 'close'>,
		private readonly recipes: Pick<Recipes, 'take' | 'put'>,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** The image of the job has just been delivered, and its link inserted into the document. */
	async watch(
		job: Delivery['job'],
		{ document, image, source, copy }: Pick<Delivery, 'document' | 'image' | 'copy'> & { readonly source: string },
	): Promise<void> {
		// What somebody has taken away by now is not ours any more: that must not count as a failed delivery.
		const stat = await Promise.resolve(vscode.workspace.fs.stat(image)).catch(() => undefined);
		if (stat) {
			const kept = vscode.Uri.file(source);
			const settling = Promise.resolve();
			const flags = { isLinked: true, isToGo: false, isAway: false };
			this.deliveries.add({ job, document, image, copy, kept, stat, ...flags, settling });
		}
	}

	/** Resolves when nothing that was undone or done again is left to deal with. */
	async settled(): Promise<void> {
		await Promise.all([...this.deliveries].map(({ settling }) => settling));
	}

	dispose(): void {
		vscode.Disposable.from(...this.listeners).dispose();
	}

	/** What is deleted by hand stays, as a link that is deleted does anywhere; what is away comes back however its link does. */
	private forEach(document: vscode.TextDocument, act: (delivery: Delivery) => void): void {
		[...this.deliveries].filter((delivery) => isAt(document, delivery.document)).forEach(act);
	}

	private settle(delivery: Delivery, what: Event): void {
		const { folder } = delivery.job;
		delivery.settling = delivery.settling
			.then(() => this.follow(delivery, what))
			.catch((error: unknown) => this.log.error(`${folder.id}: its file doesn't follow undo: ${String(error)}`));
	}

	/** Has the file be there where the document refers to it, and away where nothing does. */
	private async follow(delivery: Delivery, what: Event): Promise<void> {
		const { document: uri, image } = delivery;
		const isSaved = what === 'saved';
		const document = openDocument(uri);
		if (!document) {
			return;
		}
		const isReferredTo = mentions(document.getText(), nameOf(delivery)) || (await this.links.refersTo(document, image));
		// A document that takes too long to read may refer to it.
		if (isReferredTo !== false || delivery.isAway) {
			delivery.isToGo = false;
			await (isReferredTo === true && delivery.isAway ? this.bringBack(delivery) : undefined);
		} else if (what === 'changed') {
			// A redo of what was done by hand, or something else far from it: what an undo has begun goes on once the document is saved.
			return;
		} else if (!(await isOurs(delivery)) || (isSaved && (await isMentioned(image, uri)))) {
			delivery.isToGo = false;
		} else if (isSaved || !(await isMentioned(image, uri))) {
			// That may have taken seconds, in which somebody has gone on.
			await (mentions(document.getText(), nameOf(delivery)) ? undefined : this.takeAway(delivery));
		} else {
			delivery.isToGo = true;
		}
	}

	/**
	 * At every instant it is whole in the workspace or in the job's folder, and where it is in that alone, it waits for the person. What
	 * another program writes there meanwhile stays.
	 */
	private async takeAway(delivery: Delivery): Promise<void> {
		const { job, image, kept } = delivery;
		const { folder, alt, output } = job;
		await this.files.copy(image, kept, folder.id);
		if (!(await isOurs(delivery))) {
			return;
		}
		await takeBack(folder);
		// Without a place: what it is to be counts wherever it goes next.
		writeDelivery(folder, { command: 'generate', ...(alt !== undefined && { alt }), ...(output && { output }) });
		// Whoever put the job away until now may have removed what was there.
		await this.files.copy(image, kept, folder.id);
		delivery.isAway = await this.files.removeCopy(kept.fsPath, image, folder.id);
		delivery.isToGo = false;
		delivery.recipe = delivery.isAway ? await this.recipes.take(image) : undefined;
		await this.library.reopen(folder);
	}

	private async bringBack(delivery: Delivery): Promise<void> {
		const { image, kept } = delivery;
		const { folder } = delivery.job;
		const outside = await refusalOf(image);
		if (outside !== undefined) {
			throw new Error(`it leads to ${outside} by now, which is outside the workspace`);
		}
		await this.files.copy(kept, image, folder.id);
		await (delivery.recipe && this.recipes.put(image, delivery.recipe));
		await markDelivered(folder, image.toString(), { copy: delivery.copy });
		delivery.stat = await vscode.workspace.fs.stat(image);
		delivery.isAway = false;
		await this.library.close([folder]);
	}
}

function nameOf({ image }: Delivery): string {
	return posix.basename(image.path);
}

/** Whether the file is still the one that was delivered, and where that was. */
async function isOurs({ image, stat }: Delivery): Promise<boolean> {
	try {
		const { type, size, mtime } = await vscode.workspace.fs.stat(image);
		// A link is what another program has put there.
		const isSame = type === vscode.FileType.File && size === stat.size && mtime === stat.mtime;
		return isSame && (await refusalOf(image)) === undefined;
	} catch {
		return false;
	}
}

/** Where the file's folder leads, if that is out of the workspace by now: a folder may have become a link. */
async function refusalOf(image: vscode.Uri): Promise<string | undefined> {
	const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
	return realFolderOutside(roots, vscode.Uri.joinPath(image, '..'));
}
