import { posix } from 'node:path';
import * as vscode from 'vscode';
import { withLineFeeds } from '../../documents/anchors/follower';
import { mapPooled } from '../../engine/pool';
import type { Anchor } from './anchor';
import { openDocument, openNotebook, statOf } from './documents';
import { fileIdOf } from './fileId';

/** What belongs to one move is told of within this time: a file that is gone here and one that is there now. */
const togetherMs = 10_000;

/** Programs that save a file by putting another in its place need this long at most. */
const settleMs = 500;

/** So many files are looked at for one that is gone. */
const maxCandidates = 200;

/** A shorter text may stand in any new file. */
const leastText = 50;

/** A larger file is no document. */
const maxBytes = 4 * 1024 * 1024;

interface Created {
	readonly uri: vscode.Uri;
	readonly at: number;
}

/**
 * Finds the files of anchors that other programs have moved, of which the editor says no more than that one file is gone and another is
 * there. Only where it is certain: the same file on the disk, or the only new one with the same text.
 */
export class Moves implements vscode.Disposable {
	private readonly watcher = vscode.workspace.createFileSystemWatcher('**/*');
	private readonly listeners: readonly vscode.Disposable[] = [
		this.watcher,
		this.watcher.onDidCreate((uri) => this.appeared(uri)),
		this.watcher.onDidChange((uri) => this.changed(uri)),
		this.watcher.onDidDelete(() => this.followSoon()),
	];
	private created: readonly Created[] = [];
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly anchors: ReadonlySet<Anchor>,
		private readonly moved: (from: vscode.Uri, to: vscode.Uri) => void,
	) {}

	dispose(): void {
		clearTimeout(this.timer);
		vscode.Disposable.from(...this.listeners).dispose();
	}

	/** Keeps in mind which file the anchor's is, from now on and until the anchor is disposed. */
	watch(anchor: Anchor): void {
		const rememberOther = (): void => {
			if (anchor.file?.uri.toString() !== anchor.container.toString()) {
				remember(anchor);
			}
		};
		remember(anchor);
		anchor.onDidChange(rememberOther);
	}

	/** Has the anchor's file be found where it was moved to, if that is what has become of it. */
	async follow(anchor: Anchor): Promise<void> {
		await this.followAmong(anchor, near);
	}

	/** @param others finds what to look at beside the files that are new. */
	private async followAmong(anchor: Anchor, others: typeof near): Promise<void> {
		const { container: from } = anchor;
		// While it has unsaved changes, it is not known which of the two the person goes on with.
		const isDirty = (openDocument(from) ?? openNotebook(from))?.isDirty === true;
		if (this.anchors.has(anchor) && !isDirty && (await statOf(from)) === 'gone') {
			const to = await this.find(anchor, others);
			const id = to && (await fileIdOf(to));
			if (to && from.toString() === anchor.container.toString()) {
				this.moved(from, to);
				anchor.file = id === undefined ? undefined : { uri: to, id };
			}
		}
	}

	private appeared(uri: vscode.Uri): void {
		const now = Date.now();
		const recent = this.created.filter(({ at }) => now - at < togetherMs);
		this.created = [...recent, { uri, at: now }].slice(-maxCandidates);
		this.changed(uri);
		this.followSoon();
	}

	private changed(uri: vscode.Uri): void {
		for (const anchor of this.anchors) {
			if (anchor.container.toString() === uri.toString()) {
				remember(anchor);
			}
		}
	}

	private followSoon(): void {
		if (this.anchors.size > 0) {
			this.timer ??= setTimeout(() => {
				this.timer = undefined;
				for (const anchor of this.anchors) {
					// What can't be found counts as gone.
					this.followAmong(anchor, () => Promise.resolve([])).catch(() => undefined);
				}
			}, settleMs);
		}
	}

	private async find({ container, file, follower }: Anchor, others: typeof near): Promise<vscode.Uri | undefined> {
		const created = this.createdLike(container);
		const id = file?.uri.toString() === container.toString() ? file.id : undefined;
		if (id !== undefined) {
			const found = await only([...created, ...(await others(container))], async (uri) => (await fileIdOf(uri)) === id);
			if (found) {
				return found;
			}
		}
		const text = follower?.text ?? '';
		return text.trim().length < leastText ? undefined : only(created, (uri) => hasText(uri, text));
	}

	/** What has come to be just now, and may be that file: itself, or in a folder that has another name. */
	private createdLike(gone: vscode.Uri): readonly vscode.Uri[] {
		const steps = gone.path.split('/');
		const endings = steps.slice(1).map((_, index) => steps.slice(index + 1).join('/'));
		return this.created
			.filter(({ at }) => Date.now() - at < togetherMs)
			.flatMap(({ uri }) => (hasKindOf(gone, uri) ? [uri] : endings.map((ending) => vscode.Uri.joinPath(uri, ending))));
	}
}

function remember(anchor: Anchor): void {
	const { container } = anchor;
	const keep = (id: string | undefined): void => {
		if (id !== undefined && container.toString() === anchor.container.toString()) {
			anchor.file = { uri: container, id };
		}
	};
	fileIdOf(container).then(keep, () => undefined);
}

/** What may be the file under another name in its folder, or in another folder under its own. */
async function near(gone: vscode.Uri): Promise<readonly vscode.Uri[]> {
	const { fs, findFiles } = vscode.workspace;
	const folder = vscode.Uri.joinPath(gone, '..');
	const glob = `**/${posix.basename(gone.path).replace(/[*?[\]{}!]/g, '?')}`;
	// The folder may be gone as well.
	const [entries, namesakes] = await Promise.all([
		Promise.resolve(fs.readDirectory(folder)).catch(() => []),
		findFiles(glob, null, maxCandidates),
	]);
	const beside = entries.map(([name]) => vscode.Uri.joinPath(folder, name)).filter((uri) => hasKindOf(gone, uri));
	return [...beside.slice(0, maxCandidates), ...namesakes];
}

function hasKindOf(one: vscode.Uri, other: vscode.Uri): boolean {
	return posix.extname(one.path) === posix.extname(other.path);
}

/** The one of them that is meant; undefined where it is none, or more than one. */
async function only(
	uris: readonly vscode.Uri[],
	isMeant: (uri: vscode.Uri) => Promise<boolean>,
): Promise<vscode.Uri | undefined> {
	const different = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
	const found = (await mapPooled(different, async (uri) => ((await isMeant(uri)) ? [uri] : []))).flat();
	return found.length === 1 ? found[0] : undefined;
}

async function hasText(uri: vscode.Uri, text: string): Promise<boolean> {
	const { fs } = vscode.workspace;
	try {
		const { size } = await fs.stat(uri);
		return size <= maxBytes && withLineFeeds(new TextDecoder().decode(await fs.readFile(uri))) === text;
	} catch {
		return false;
	}
}
