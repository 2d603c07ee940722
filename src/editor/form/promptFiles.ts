import * as vscode from 'vscode';
import { remember } from '../ui/context';

/** Of the address of the prompt that is written in an editor. package.json names it, where its button and its key are. */
const promptScheme = 'imagegen-prompt';

/** In the workspace's memory. */
const draftKey = 'promptDraft';

/** The folder is what its language is told by in package.json. */
const promptUri = vscode.Uri.from({ scheme: promptScheme, path: '/imagegen-prompt/Prompt' });

/**
 * The file that a prompt is written in where it needs room: in the workspace's memory, so that it is there again after a reload. It is
 * saved with every change, so that closing its editor asks nothing.
 */
export class PromptFiles implements vscode.FileSystemProvider {
	private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
	readonly onDidChangeFile = this.changes.event;
	private changedAt = Date.now();

	constructor(private readonly memory: vscode.Memento) {}

	/** Has the editor ask here for the file. */
	register(): vscode.Disposable {
		const saving = vscode.workspace.onDidChangeTextDocument(({ document }) => {
			if (document.uri.scheme === promptScheme && document.isDirty) {
				// What can't be saved stays in the editor.
				document.save().then(undefined, () => undefined);
			}
		});
		return vscode.Disposable.from(
			saving,
			this.changes,
			vscode.workspace.registerFileSystemProvider(promptScheme, this, { isCaseSensitive: true }),
		);
	}

	/** What was typed last and has become no image. */
	get draft(): string {
		return this.memory.get(draftKey, '');
	}

	set draft(text: string) {
		if (text !== this.draft) {
			this.keep(text);
			this.changes.fire([{ type: vscode.FileChangeType.Changed, uri: promptUri }]);
		}
	}

	/** Shows the file with that text. */
	async show(text: string): Promise<void> {
		this.draft = text;
		const document = await vscode.workspace.openTextDocument(promptUri);
		const editor = await vscode.window.showTextDocument(document, { preview: false });
		if (document.getText() !== text) {
			const all = new vscode.Range(0, 0, document.lineCount, 0);
			await editor.edit((edit) => edit.replace(document.validateRange(all), text));
		}
		const end = document.positionAt(document.getText().length);
		editor.selection = new vscode.Selection(end, end);
	}

	/** What stands in its editor, else what was kept of it. */
	get text(): string {
		const open = vscode.workspace.textDocuments.find(({ uri }) => isPrompt(uri));
		return open?.getText() ?? this.draft;
	}

	/** Closes its editor, which asks nothing once all is saved. */
	async close(): Promise<void> {
		await vscode.workspace.textDocuments.find(({ uri }) => isPrompt(uri))?.save();
		const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isTabOfPrompt);
		await vscode.window.tabGroups.close(tabs);
	}

	/** Tells once its editor is closed. */
	onDidClose(tell: () => void): vscode.Disposable {
		return vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
			if (closed.some(isTabOfPrompt)) {
				tell();
			}
		});
	}

	stat(uri: vscode.Uri): vscode.FileStat {
		if (!isPrompt(uri)) {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
		const size = Buffer.byteLength(this.draft);
		return { type: vscode.FileType.File, ctime: 0, mtime: this.changedAt, size };
	}

	readFile(uri: vscode.Uri): Uint8Array {
		if (!isPrompt(uri)) {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
		return Buffer.from(this.draft);
	}

	writeFile(uri: vscode.Uri, content: Uint8Array): void {
		if (!isPrompt(uri)) {
			throw vscode.FileSystemError.NoPermissions(uri);
		}
		this.keep(Buffer.from(content).toString());
	}

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => undefined);
	}

	readDirectory(): [string, vscode.FileType][] {
		return [];
	}

	createDirectory(uri: vscode.Uri): never {
		throw vscode.FileSystemError.NoPermissions(uri);
	}

	delete(uri: vscode.Uri): never {
		throw vscode.FileSystemError.NoPermissions(uri);
	}

	rename(uri: vscode.Uri): never {
		throw vscode.FileSystemError.NoPermissions(uri);
	}

	private keep(text: string): void {
		remember(this.memory, draftKey, text);
		this.changedAt = Math.max(Date.now(), this.changedAt + 1);
	}
}

function isPrompt(uri: vscode.Uri): boolean {
	return uri.toString() === promptUri.toString();
}

function isTabOfPrompt({ input }: vscode.Tab): boolean {
	return input instanceof vscode.TabInputText && isPrompt(input.uri);
}
