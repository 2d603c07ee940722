import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import * as vscode from 'vscode';
import type { SavedImage } from '../../engine/jobs/events';
import { imageOf } from '../../engine/task';
import { wordInputFlaw } from '../../messages/inputs';
import { statOf } from '../anchors/documents';
import type { Job } from '../jobs/jobs';
import { reasonOf } from '../ui/reason';
import { refusalOf } from './atLink';
import type { MakeIcons } from './converter';
import type { ImageFiles } from './imageFiles';
import { t } from '../ui/translate';

/** A set of icons: where it is, or why there is none. */
export type IconSet = { readonly folder: vscode.Uri } | { readonly why: string };

/** An image of a job, where it has come to. */
interface PlacedImage {
	readonly uri: vscode.Uri;
	readonly original: Pick<SavedImage, 'path'>;
}

/** The names that deliveries have begun to give, and what notes another one before a file has it. */
interface Names {
	readonly begun: ReadonlyMap<string, vscode.Uri>;
	readonly note: (key: string, uri: vscode.Uri) => Promise<void>;
}

/** More folders of one name than anyone has. */
const maxFolders = 1000;

/** Puts a set of icons beside each image that one is wanted of: in a folder of its own, made of the image as it came. */
export class IconSets {
	constructor(
		private readonly files: Pick<ImageFiles, 'add' | 'isThere'>,
		private readonly make: MakeIcons,
	) {}

	/** The sets of a job's images; none where its request asks for none. What fails is told: the images are there all the same. */
	async place(job: Job, images: readonly PlacedImage[], { begun, note }: Names): Promise<readonly IconSet[]> {
		const sets: IconSet[] = [];
		for (const { uri, original } of imageOf(job.task)?.icons === true ? images : []) {
			const key = `icons of ${basename(original.path)}`;
			const last = begun.get(key);
			try {
				const folder = last ? vscode.Uri.joinPath(last, '..') : await freeFolder(uri);
				const onName = (file: vscode.Uri): Promise<void> => note(key, file);
				sets.push(await this.fill(folder, original.path, { id: job.folder.id, onName }));
			} catch (error) {
				sets.push({ why: reasonOf(error) });
			}
		}
		return sets;
	}

	private async fill(folder: vscode.Uri, image: string, adding: Parameters<ImageFiles['add']>[2]): Promise<IconSet> {
		const made = await mkdtemp(join(tmpdir(), 'imagegen-'));
		try {
			const icons = await this.make(image, made);
			if ('flaw' in icons) {
				return { why: wordInputFlaw(t, basename(image), icons.flaw, icons) };
			}
			if ('reason' in icons) {
				return { why: icons.reason };
			}
			const added: vscode.Uri[] = [];
			try {
				for (const icon of icons) {
					const uri = vscode.Uri.joinPath(folder, basename(icon));
					if (await refusalOf(uri, vscode.Uri.joinPath(folder, '..'))) {
						return { why: t('{0} leads elsewhere by now.', vscode.workspace.asRelativePath(folder)) };
					}
					if (!(await this.files.isThere(icon, uri))) {
						added.push(await this.files.add(icon, uri, adding));
					}
				}
			} catch (error) {
				// Half a set is none.
				await removeAll(added, folder);
				throw error;
			}
			return { folder };
		} finally {
			await rm(made, { recursive: true, force: true });
		}
	}
}

/** Removes the files, and their folder where nothing else is in it. */
async function removeAll(files: readonly vscode.Uri[], folder: vscode.Uri): Promise<void> {
	const { fs } = vscode.workspace;
	await Promise.all(files.map((file) => Promise.resolve(fs.delete(file)).catch(() => undefined)));
	// Refused while something is in it.
	await Promise.resolve(fs.delete(folder, { recursive: false })).catch(() => undefined);
}

/** What people are to know of the sets, a sentence each. */
export function wordIcons(sets: readonly IconSet[]): string[] {
	return sets.map((set) =>
		'why' in set
			? t("Its icon set couldn't be made: {0}", set.why)
			: t('Its icon set, 16 to 512 pixels and .ico, is in {0}.', vscode.workspace.asRelativePath(set.folder)),
	);
}

/** Beside the image and by its name, a folder that is not there yet: what is in another one stays by itself. */
async function freeFolder(image: vscode.Uri): Promise<vscode.Uri> {
	const name = `${posix.parse(image.path).name}-icons`;
	for (let count = 0; count < maxFolders; count++) {
		const folder = vscode.Uri.joinPath(image, '..', count === 0 ? name : `${name}-${count}`);
		if ((await statOf(folder)) === 'gone') {
			return folder;
		}
	}
	throw vscode.FileSystemError.FileExists(name);
}
