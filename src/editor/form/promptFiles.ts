import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { remember } from '../ui/context';

/** Of the address of the prompt that is written in an editor. package.json names it, where its button and its key are. */
const promptScheme = 'imagegen-prompt';

/** In the workspace's memory. */
const draftsKey = 'promptDrafts';

/** So many drafts are kept: the ones that were touched last. */
const maxDrafts = 20;

/** The folder is what its language is told by in package.json. */
const promptFolder = '/imagegen-prompt';

/** Which draft it is: the path of the file that it is written in. */
export type DraftPath = string;

/** The draft of an image out of words alone. */
export const promptPath: DraftPath = `${promptFolder}/Prompt`;

/** That of what has a name and an identity of its own. */
export function draftPath(name: string, identity: string): DraftPath {
	return `${promptFolder}/${createHash('sha1').update(identity).digest('hex').slice(0, 8)}/${name.replace(/[/\\]/g, '-')}`;
}

/** What was typed and has become no image. */
export interface Draft {
	readonly text: string;
	/** What it is for, as whoever asks for it has written that down. */
	readonly purpose?: unknown;
}

/**
 * The files that prompts are written in where they need room: in the workspace's memory, so that they are there again after a reload. They
 * are saved with every change, so that closing their editors asks nothing.
 */
export class PromptFiles implements vscode.FileSystemProvider {
	private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
	readonly onDidChangeFile = this.changes.event;
	private readonly shown = new Set<DraftPath>([promptPath]);
	/**
	 * In ms, and for each file apart, so that VS Code reads one anew where its text has changed, and no other. A window begins with the earliest:
	 * what a reload finds unsaved is not to pass for older than its file. What does all the same, since a question wrote on while its editor
	 * opened, is saved by the setting that package.json has for the language.
	 */
	private readonly changedAt = new Map<DraftPath, number>();

	constructor(private readonly memory: vscode.Memento) {}

	/** Has the editor ask here for the files. */
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

	/** What was typed there last; empty where that is nothing. */
	draft(path: DraftPath): Draft {
		return this.drafts[path] ?? { text: '' };
	}

	/**
	 * Keeps what was typed, also in the file's editor. Nothing is kept of an empty text.
	 *
	 * @param purpose what it is for from now on; without it that stays as it is.
	 */
	keep(path: DraftPath, text: string, purpose?: unknown): void {
		const before = this.draft(path);
		const isNone = text === '' && purpose === undefined;
		this.remember(path, isNone ? undefined : { text, purpose: purpose ?? before.purpose });
		if (text !== before.text) {
			this.touch(path);
			this.changes.fire([{ type: vscode.FileChangeType.Changed, uri: uriOf(path) }]);
		}
	}

	/** Shows the file with its draft. */
	async show(path: DraftPath): Promise<void> {
		this.shown.add(path);
		const document = await vscode.workspace.openTextDocument(uriOf(path));
		// Before it is seen: what is in it from then on, and where the cursor is, is the person's.
		await fill(document, this.draft(path).text);
		const end = document.positionAt(document.getText().length);
		await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(end, end) });
	}

	/** What stands in the file's editor, else what was kept of it. */
	textOf(path: DraftPath): string {
		return openAt(path)?.getText() ?? this.draft(path).text;
	}

	/** The file of which a command is, by the address that it was given, or by the editor that has the focus; undefined for none. */
	pathFor(given: unknown): DraftPath | undefined {
		const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
		return uri?.scheme === promptScheme ? uri.path : undefined;
	}

	/** Closes the file's editor, which asks nothing once all is saved. */
	async close(path: DraftPath): Promise<void> {
		await openAt(path)?.save();
		const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
		await vscode.window.tabGroups.close(tabs.filter((tab) => isTabOf(path, tab)));
	}

	/** Tells once the file's editor is closed. */
	onDidClose(path: DraftPath, tell: () => void): vscode.Disposable {
		return vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
			if (closed.some((tab) => isTabOf(path, tab))) {
				tell();
			}
		});
	}

	stat(uri: vscode.Uri): vscode.FileStat {
		const size = Buffer.byteLength(this.textAt(uri));
		return { type: vscode.FileType.File, ctime: 0, mtime: this.mtimeOf(uri.path), size };
	}

	readFile(uri: vscode.Uri): Uint8Array {
		return Buffer.from(this.textAt(uri));
	}

	writeFile(uri: vscode.Uri, content: Uint8Array): void {
		if (!this.isThere(uri)) {
			throw vscode.FileSystemError.NoPermissions(uri);
		}
		const text = Buffer.from(content).toString();
		// Also where it is empty: what it is for stays known while it is written.
		this.remember(uri.path, { ...this.draft(uri.path), text });
		this.touch(uri.path);
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

	private get drafts(): Readonly<Record<DraftPath, Draft>> {
		return this.memory.get(draftsKey, {});
	}

	private isThere({ path }: vscode.Uri): boolean {
		return this.shown.has(path) || Object.hasOwn(this.drafts, path);
	}

	private textAt(uri: vscode.Uri): string {
		if (!this.isThere(uri)) {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
		return this.draft(uri.path).text;
	}

	private mtimeOf(path: DraftPath): number {
		return this.changedAt.get(path) ?? 1;
	}

	private touch(path: DraftPath): void {
		this.changedAt.set(path, this.mtimeOf(path) + 1);
	}

	/** The last one comes last. */
	private remember(path: DraftPath, draft: Draft | undefined): void {
		const { [path]: _before, ...others } = this.drafts;
		const all = Object.entries(draft ? { ...others, [path]: draft } : others);
		remember(this.memory, draftsKey, Object.fromEntries(all.slice(-maxDrafts)));
	}
}

/** So often a document may change while it is filled. */
const maxFills = 5;

async function fill(document: vscode.TextDocument, text: string): Promise<void> {
	for (let left = maxFills; left > 0 && withLineFeeds(document.getText()) !== withLineFeeds(text); left--) {
		const all = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
		const edit = new vscode.WorkspaceEdit();
		edit.replace(document.uri, all, text);
		await vscode.workspace.applyEdit(edit);
	}
}

function withLineFeeds(text: string): string {
	return text.replace(/\r\n?/g, '\n');
}

function uriOf(path: DraftPath): vscode.Uri {
	return vscode.Uri.from({ scheme: promptScheme, path });
}

function isAt(path: DraftPath, { scheme, path: other }: vscode.Uri): boolean {
	return scheme === promptScheme && other === path;
}

function openAt(path: DraftPath): vscode.TextDocument | undefined {
	return vscode.workspace.textDocuments.find(({ uri }) => isAt(path, uri));
}

function isTabOf(path: DraftPath, { input }: vscode.Tab): boolean {
	return input instanceof vscode.TabInputText && isAt(path, input.uri);
}
