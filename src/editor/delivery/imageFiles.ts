import * as vscode from 'vscode';
import { addName } from '../../engine/jobs/addName';
import { numbered } from '../../documents/destination/destination';

/** Puts images into the workspace, never over another file. */
export class ImageFiles {
	/** In lower case: many file systems do not tell cases apart. A name is not given twice even when its file was deleted. */
	private readonly givenNames = new Set<string>();

	/**
	 * Puts the file at the path `source` to `desired`, or to the next free numbered name beside it. Resolves with the name. The
	 * source stays, and is not to be written to any more.
	 */
	async add(source: string, desired: vscode.Uri): Promise<vscode.Uri> {
		await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(desired, '..'));
		for (let count = 0; ; count++) {
			const target = desired.with({ path: numbered(desired.path, count) });
			const name = target.toString().toLowerCase();
			if (!this.givenNames.has(name) && (await createFrom(source, target))) {
				this.givenNames.add(name);
				return target;
			}
		}
	}

	/** Copies the file to a place that a person chose, over what is there. */
	async replace(source: string, target: vscode.Uri): Promise<void> {
		await vscode.workspace.fs.copy(vscode.Uri.file(source), target, { overwrite: true });
	}
}

/** False when the file exists. Creating is the test: between a look and a write another window may be faster. */
async function createFrom(source: string, target: vscode.Uri): Promise<boolean> {
	try {
		if (target.scheme === 'file') {
			await addName(source, target.fsPath);
		} else {
			await vscode.workspace.fs.copy(vscode.Uri.file(source), target, { overwrite: false });
		}
		return true;
	} catch (error) {
		if (isFileExists(error)) {
			return false;
		}
		throw error;
	}
}

function isFileExists(error: unknown): boolean {
	return error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'FileExists');
}
