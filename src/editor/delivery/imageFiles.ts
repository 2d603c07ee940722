import { basename, dirname, posix } from 'node:path';
import * as vscode from 'vscode';
import { numbered } from '../../documents/destination/destination';
import { giveName, isCopy, placeFile, removeDrafts, placeOver } from '../../engine/jobs/placeFile';

export interface Adding {
	/** The job's, which temporary files bear. */
	readonly id: string;
	/** Told the name that the image is about to get; it gets it only after this has resolved. */
	readonly onName: (uri: vscode.Uri) => Promise<void>;
	/** Whether a file that is called so makes room for it: that one is somebody's, and is numbered in its stead. */
	readonly replaces?: boolean;
	/** Whether a link waits for exactly that name: it is given also where an image had it that is gone. */
	readonly isAwaited?: boolean;
}

/** Puts images into the workspace, whole and never over another file: files by the disk's own means, others by their provider's. */
export class ImageFiles {
	/** In lower case: many file systems do not tell cases apart. A name is not given twice even when its file was deleted. */
	private readonly givenNames = new Set<string>();

	/** Copies the file at the path `source` to `desired`, or to the next free numbered name beside it. Resolves with the name. */
	async add(source: string, desired: vscode.Uri, { id, onName, replaces, isAwaited }: Adding): Promise<vscode.Uri> {
		const folder = vscode.Uri.joinPath(desired, '..');
		if (replaces && !this.givenNames.has(keyOf(desired))) {
			await this.makeRoom(desired);
		}
		const names = this.freshNames(folder, posix.basename(desired.path), isAwaited);
		const placing = { id, onName: (name: string) => onName(vscode.Uri.joinPath(folder, name)) };
		const name =
			desired.scheme === 'file'
				? await placeFile(source, folder.fsPath, names, placing)
				: await copyInto(folder, source, names, placing.onName);
		const uri = vscode.Uri.joinPath(folder, name);
		this.givenNames.add(keyOf(uri));
		return uri;
	}

	/** Copies the file to a place that a person chose, over what is there. */
	async replace(source: string, target: vscode.Uri, id: string): Promise<void> {
		if (target.scheme === 'file') {
			await placeOver(source, target.fsPath, id);
		} else {
			await vscode.workspace.fs.copy(vscode.Uri.file(source), target, { overwrite: true });
		}
	}

	/** Moves an image: it is whole at one of the two places at every instant. Throws where something is at `to` already. */
	async move(from: vscode.Uri, to: vscode.Uri, id: string): Promise<void> {
		const { fs } = vscode.workspace;
		if (from.scheme === 'file' && to.scheme === 'file') {
			await placeFile(from.fsPath, dirname(to.fsPath), [basename(to.fsPath)], { id });
		} else {
			await fs.copy(from, to, { overwrite: false });
		}
		await fs.delete(from);
	}

	/** Whether the file there is a copy of `source`. */
	async isThere(source: string, uri: vscode.Uri): Promise<boolean> {
		if (uri.scheme === 'file') {
			return isCopy(source, uri.fsPath);
		}
		try {
			const { fs } = vscode.workspace;
			return Buffer.from(await fs.readFile(uri)).equals(await fs.readFile(vscode.Uri.file(source)));
		} catch {
			return false;
		}
	}

	/** Removes what a delivery that was cut short has left beside `uri`. */
	async tidyBeside(uri: vscode.Uri, id: string): Promise<void> {
		if (uri.scheme === 'file') {
			await removeDrafts(vscode.Uri.joinPath(uri, '..').fsPath, id);
		}
	}

	/** Where that is refused, or what is there is no plain file, it keeps its name, and the image is numbered. */
	private async makeRoom(desired: vscode.Uri): Promise<void> {
		const folder = vscode.Uri.joinPath(desired, '..');
		try {
			const { type } = await vscode.workspace.fs.stat(desired);
			for (const name of type === vscode.FileType.File ? this.freshNames(folder, posix.basename(desired.path)) : []) {
				if (await rename(desired, vscode.Uri.joinPath(folder, name))) {
					return;
				}
			}
		} catch {
			// There is nothing, as a rule.
		}
	}

	private *freshNames(folder: vscode.Uri, name: string, isAwaited = false): Iterable<string> {
		for (let count = 0; ; count++) {
			const candidate = numbered(name, count);
			if ((isAwaited && count === 0) || !this.givenNames.has(keyOf(vscode.Uri.joinPath(folder, candidate)))) {
				yield candidate;
			}
		}
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
