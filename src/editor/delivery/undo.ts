import { posix } from 'node:path';
import * as vscode from 'vscode';
import { mentions } from '../../documents/mentions';
import { type JobFolder, undonePath } from '../../engine/jobs/layout';
import { mapPooled } from '../../engine/pool';
import { isAt, openDocument } from '../anchors/documents';
import type { ImageFiles } from './imageFiles';
import type { Links } from './links';

/** An image that came into the workspace with its link. */
interface Delivery {
	readonly folder: JobFolder;
	readonly document: vscode.Uri;
	readonly image: vscode.Uri;
	/** Of the file as it was delivered, or brought back last. */
	stat: vscode.FileStat;
	isAway: boolean;
	/** Until what was done or undone is dealt with: one thing at a time. */
	settling: Promise<void>;
}

/**
 * Takes an image away when its link is undone, into the folder of its job, and brings it back with the link. Not by an edit of the editor's
 * own, which can hold a renamed file as well: that would not be whole at every instant where the two disks differ, would have other
 * extensions act on the name, and would take away also what is another file by then, or what others refer to.
 */
export class UndoneImages implements vscode.Disposable {
	private readonly deliveries = new Set<Delivery>();
	private readonly listener = vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
		if (reason !== undefined) {
			for (const delivery of this.deliveries) {
				if (isAt(document, delivery.document)) {
					this.settle(delivery);
				}
			}
		}
	});

	constructor(
		private readonly files: ImageFiles,
		private readonly links: Links,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** The image of the job has just been saved, and its link inserted into the document. */
	async watch(folder: JobFolder, document: vscode.Uri, image: vscode.Uri): Promise<void> {
		// What somebody has taken away by now is not ours any more: that must not count as a failed delivery.
		const stat = await Promise.resolve(vscode.workspace.fs.stat(image)).catch(() => undefined);
		if (stat) {
			this.deliveries.add({ folder, document, image, stat, isAway: false, settling: Promise.resolve() });
		}
	}

	/** Resolves when nothing that was undone or done again is left to deal with. */
	async settled(): Promise<void> {
		await Promise.all([...this.deliveries].map(({ settling }) => settling));
	}

	dispose(): void {
		this.listener.dispose();
	}

	private settle(delivery: Delivery): void {
		const { folder } = delivery;
		delivery.settling = delivery.settling
			.then(() => this.follow(delivery))
			.catch((error: unknown) => this.log.error(`${folder.id}: its file doesn't follow undo: ${String(error)}`));
	}

	/** Has the file be there where the document refers to it, and away where it does not. */
	private async follow(delivery: Delivery): Promise<void> {
		const { document: uri, image, folder } = delivery;
		const document = openDocument(uri);
		const isReferredTo = document && (await this.links.refersTo(document, image));
		const kept = vscode.Uri.file(undonePath(folder, posix.basename(image.path)));
		if (isReferredTo === true && delivery.isAway) {
			await this.files.move(kept, image, folder.id);
			delivery.stat = await vscode.workspace.fs.stat(image);
			delivery.isAway = false;
		} else if (isReferredTo === false && !delivery.isAway && (await isOurs(delivery)) && !(await isMentioned(image))) {
			await this.files.move(image, kept, folder.id);
			delivery.isAway = true;
		}
	}
}

/** Whether the file is still the one that was delivered. */
async function isOurs({ image, stat }: Delivery): Promise<boolean> {
	try {
		const { size, mtime } = await vscode.workspace.fs.stat(image);
		return size === stat.size && mtime === stat.mtime;
	} catch {
		return false;
	}
}

/** Files of text that may refer to images. Beyond so many it is not worth the while: the image stays. */
const maxFiles = 5000;
const maxBytes = 1024 * 1024;
const binary =
	/\.(?:png|jpe?g|gif|webp|avif|heic|bmp|ico|icns|tiff?|pdf|zip|gz|tgz|xz|7z|jar|woff2?|ttf|otf|eot|mp[34]|mov|webm|ogg|wav|exe|dll|so|dylib|o|a|class|pyc|wasm|vsix|bin|db|sqlite|lock)$/i;

/** Whether anything in the workspace refers to the image: what is open as it stands there, the rest as it is saved. */
async function isMentioned(image: vscode.Uri): Promise<boolean> {
	const name = posix.basename(image.path);
	const { workspace } = vscode;
	const open = workspace.textDocuments.filter(({ isClosed, uri }) => !isClosed && uri.scheme !== 'output');
	if (open.some((document) => mentions(document.getText(), name))) {
		return true;
	}
	const seen = new Set(open.map(({ uri }) => uri.toString()));
	const found = await workspace.findFiles('**/*', '**/{node_modules,.git}/**', maxFiles + 1);
	const files = found.filter((uri) => !binary.test(uri.path) && !seen.has(uri.toString()));
	return found.length > maxFiles || (await mapPooled(files, (uri) => isMentionedIn(uri, name))).includes(true);
}

async function isMentionedIn(uri: vscode.Uri, name: string): Promise<boolean> {
	try {
		const { size } = await vscode.workspace.fs.stat(uri);
		const isRead = size <= maxBytes;
		return isRead && mentions(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8'), name);
	} catch {
		// It is gone, or nobody may read it.
		return false;
	}
}
