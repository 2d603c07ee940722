import { posix } from 'node:path';
import * as vscode from 'vscode';

/** A small virtual file system: what a workspace on a server looks like to an extension. */
export class MemoryFileSystem implements vscode.FileSystemProvider {
	private readonly files = new Map<string, Uint8Array>();
	private readonly folders = new Set(['/']);
	readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => undefined);
	}

	stat({ path }: vscode.Uri): vscode.FileStat {
		const content = this.files.get(path);
		if (!content && !this.folders.has(path)) {
			throw vscode.FileSystemError.FileNotFound(path);
		}
		const type = content ? vscode.FileType.File : vscode.FileType.Directory;
		return { type, ctime: 0, mtime: 0, size: content?.length ?? 0 };
	}

	readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
		return [...this.files.keys()]
			.filter((file) => posix.dirname(file) === path)
			.map((file) => [posix.basename(file), vscode.FileType.File]);
	}

	createDirectory({ path }: vscode.Uri): void {
		this.folders.add(path);
	}

	readFile({ path }: vscode.Uri): Uint8Array {
		const content = this.files.get(path);
		if (!content) {
			throw vscode.FileSystemError.FileNotFound(path);
		}
		return content;
	}

	writeFile({ path }: vscode.Uri, content: Uint8Array, options: { create: boolean; overwrite: boolean }): void {
		if (this.files.has(path) && !options.overwrite) {
			throw vscode.FileSystemError.FileExists(path);
		}
		this.files.set(path, content);
	}

	delete({ path }: vscode.Uri): void {
		this.files.delete(path);
	}

	rename(): void {
		throw vscode.FileSystemError.NoPermissions();
	}
}
