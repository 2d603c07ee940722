import { basename, dirname, posix } from 'node:path';
import * as vscode from 'vscode';
import { numbered } from '../../documents/destination/destination';
import { draftName, giveName, isCopy, placeFile, removeDrafts, placeOver } from '../../engine/jobs/placeFile';

export interface Adding {
	/** The job's, which temporary files bear. */
	readonly id: string;
	/** Told the name that the image is about to get; it gets it only after this has resolved. */
	readonly onName: (uri: vscode.Uri) => Promise<void>;
	/** Whether a file that is called so makes room for it: that one is somebody's, and is numbered in its stead. */
	readonly replaces?: boolean;
	/** Whether a link waits for exactly that name: it is given also where an image had it that is gone. */
	readonly isAwaited?: boolean;
	/** Whether it gets a number also where the name is free: a file that is called so but for its extension is another one. */
	readonly isNumbered?: boolean | undefined;
}

/** Puts images into the workspace, whole and never over another file: files by the disk's own means, others by their provider's. */
export class ImageFiles {
	/** In lower case: many file systems do not tell cases apart. A name is not given twice even when its file was deleted. */
	private readonly givenNames = new Set<string>();
	/** Those for which another file has made room. */
	private readonly inStead = new Set<string>();

	/** Copies the file at the path `source` to `desired`, or to the next free numbered name beside it. Resolves with the name. */
	async add(
		source: string,
		desired: vscode.Uri,
		{ id, onName, replaces, isAwaited, isNumbered }: Adding,
	): Promise<vscode.Uri> {
		const folder = vscode.Uri.joinPath(desired, '..');
		const hasRoomMade = replaces === true && !this.givenNames.has(keyOf(desired)) && (await this.makeRoom(desired));
		const names = this.freshNames(folder, posix.basename(desired.path), { isAwaited, isNumbered });
		const placing = { id, onName: (name: string) => onName(vscode.Uri.joinPath(folder, name)) };
		const name =
			desired.scheme === 'file'
				? await placeFile(source, folder.fsPath, names, placing)
				: await copyInto(folder, source, names, placing.onName);
		const uri = vscode.Uri.joinPath(folder, name);
		this.givenNames.add(keyOf(uri));
		if (hasRoomMade) {
			this.inStead.add(keyOf(uri));
		}
		return uri;
	}

	/** Whether another file has another name since the image has this one. */
	standsInStead(uri: vscode.Uri): boolean {
		return this.inStead.has(keyOf(uri));
	}

	/** Copies the file to a place that a person chose, over what is there. */
	async replace(source: string, target: vscode.Uri, id: string): Promise<void> {
		if (target.scheme === 'file') {
			await placeOver(source, target.fsPath, id);
		} else {
			await vscode.workspace.fs.copy(vscode.Uri.file(source), target, { overwrite: true });
		}
	}

	/** Has a copy of an image be at `to`, which may be there already. Throws where something else is. */
	async copy(from: vscode.Uri, to: vscode.Uri, id: string): Promise<void> {
		if (from.scheme === 'file' && to.scheme === 'file') {
			if (!(await isCopy(from.fsPath, to.fsPath))) {
				await placeFile(from.fsPath, dirname(to.fsPath), [basename(to.fsPath)], { id });
			}
		} else if (!(await isSame(from, to))) {
			await vscode.workspace.fs.copy(from, to, { overwrite: false });
		}
	}

	/** Removes a file that is a copy of `source`, and nothing else that has its name by then. Whether it was one. */
	async removeCopy(source: string, uri: vscode.Uri, id: string): Promise<boolean> {
		const { fs } = vscode.workspace;
		const aside = vscode.Uri.joinPath(uri, '..', draftName(id));
		await fs.rename(uri, aside, { overwrite: false });
		const isCopy = await this.isThere(source, aside);
		await (isCopy ? fs.delete(aside) : fs.rename(aside, uri, { overwrite: false }));
		return isCopy;
	}

	/** Whether the file there is a copy of `source`. */
	async isThere(source: string, uri: vscode.Uri): Promise<boolean> {
		return uri.scheme === 'file' ? isCopy(source, uri.fsPath) : isSame(vscode.Uri.file(source), uri);
	}

	/** Removes what a delivery that was cut short has left beside `uri`. */
	async tidyBeside(uri: vscode.Uri, id: string): Promise<void> {
		if (uri.scheme === 'file') {
			await removeDrafts(vscode.Uri.joinPath(uri, '..').fsPath, id);
		}
	}

	/** Where that is refused, or what is there is no plain file, it keeps its name, and the image is numbered. */
	private async makeRoom(desired: vscode.Uri): Promise<boolean> {
		const folder = vscode.Uri.joinPath(desired, '..');
		try {
			const { type } = await vscode.workspace.fs.stat(desired);
			for (const name of type === vscode.FileType.File ? this.freshNames(folder, posix.basename(desired.path)) : []) {
				if (await rename(desired, vscode.Uri.joinPath(folder, name))) {
					return true;
				}
			}
		} catch {
			// There is nothing, as a rule.
		}
		return false;
	}

	private *freshNames(
		folder: vscode.Uri,
		name: string,
		{ isAwaited = false, isNumbered = false } = {},
	): Iterable<string> {
		for (let count = isNumbered ? 1 : 0; ; count++) {
			const candidate = numbered(name, count);
			if ((isAwaited && count === 0) || !this.givenNames.has(keyOf(vscode.Uri.joinPath(folder, candidate)))) {
				yield candidate;
			}
		}
	}
}

/** Whether both are there, with the same bytes. */
async function isSame(one: vscode.Uri, other: vscode.Uri): Promise<boolean> {
	try {
		const { fs } = vscode.workspace;
		return Buffer.from(await fs.readFile(one)).equals(await fs.readFile(other));
	} catch {
		return false;
	}
}

function keyOf(uri: vscode.Uri): string {
	return uri.toString().toLowerCase();
}

/** Copies to the first of `names` that is free in a virtual file system. */
async function copyInto(
	folder: vscode.Uri,
	source: string,
	names: Iterable<string>,
	onName: (name: string) => Promise<void>,
): Promise<string> {
	const { fs } = vscode.workspace;
	await fs.createDirectory(folder);
	for (const name of names) {
		const target = vscode.Uri.joinPath(folder, name);
		if (await exists(target)) {
			continue;
		}
		await onName(name);
		try {
			await fs.copy(vscode.Uri.file(source), target, { overwrite: false });
			return name;
		} catch (error) {
			// Between the look and the copy another window may have been faster.
			if (!isError(error, 'FileExists')) {
				throw error;
			}
		}
	}
	throw vscode.FileSystemError.FileExists(folder);
}

/** False when the name is taken. */
async function rename(uri: vscode.Uri, target: vscode.Uri): Promise<boolean> {
	if (await exists(target)) {
		return false;
	}
	if (uri.scheme === 'file') {
		return giveName(uri.fsPath, target.fsPath);
	}
	await vscode.workspace.fs.rename(uri, target, { overwrite: false });
	return true;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch (error) {
		if (isError(error, 'FileNotFound')) {
			return false;
		}
		throw error;
	}
}

function isError(error: unknown, code: string): boolean {
	return error instanceof vscode.FileSystemError && error.code === code;
}
