import { stat } from 'node:fs/promises';
import type * as vscode from 'vscode';

/**
 * What is the same of a file wherever it is moved to on its disk: its number there, and when it was made, since a number is given again.
 * Undefined for files that are gone, that are on no disk of this machine, or on one that doesn't keep that time.
 */
export async function fileIdOf({ scheme, fsPath }: vscode.Uri): Promise<string | undefined> {
	if (scheme !== 'file') {
		return undefined;
	}
	try {
		const { dev, ino, birthtimeNs } = await stat(fsPath, { bigint: true });
		return birthtimeNs === 0n ? undefined : [dev, ino, birthtimeNs].join();
	} catch {
		return undefined;
	}
}
