import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Step } from './layer';

/** What POSIX promises of a file: what it held when it was last synced. */
interface FileNode {
	/** Undefined where it never was. */
	synced: Buffer | undefined;
}

/** What POSIX promises of a folder: the names that it had when it was last synced, or at some moment since. */
interface FolderNode {
	readonly names: Map<string, Node>;
	/** As it was then, and after each change since. */
	since: Map<string, Node>[];
}

type Node = FileNode | FolderNode;

/** Whether what is there before the calls has been synced. */
export type Safety = 'safe' | 'unsafe';

/**
 * What survives of the names that were made, changed or removed since their folder was synced: none of that, all of it, or some of
 * it up to a moment that is every folder's own. Of bytes that were not synced nothing survives in any case.
 */
export type Survival = 'nothing' | 'names' | 'some names';

/**
 * What would be on the disk of a machine whose power is cut: follows the calls that a process makes, and builds the worst that POSIX
 * allows.
 */
export class Shadow {
	private constructor(
		private readonly rootPath: string,
		private readonly snapshots: string,
		private readonly root: FolderNode,
	) {}

	/** `root` is as it was before the calls, and itself safe; whether what is in it was synced is for the caller to say. */
	static async of(root: string, snapshots: string, safety: Safety): Promise<Shadow> {
		return new Shadow(root, snapshots, await folderAt(root, safety));
	}

	async take({ what, path, other, number }: Step): Promise<void> {
		switch (what) {
			case 'create':
				this.name(path, { synced: undefined });
				break;
			case 'folder':
				this.name(path, { names: new Map(), since: [new Map<string, Node>()] });
				break;
			case 'rename':
			case 'link':
				this.name(other, this.nodeAt(path), what === 'rename' ? path : undefined);
				break;
			case 'remove':
				this.name(path, undefined);
				break;
			case 'empty':
				// The old bytes may be gone already, and the new ones are not safe yet.
				sync(this.nodeAt(path), undefined);
				break;
			case 'sync':
				sync(this.nodeAt(path), await readFile(join(this.snapshots, String(number))).catch(() => undefined));
				break;
			case 'write':
			case 'send':
			case 'print':
		}
	}

	/** Writes what is left after a power cut into an empty folder. `chance` decides of each folder, from 0 to less than 1. */
	async build(target: string, survival: Survival, chance: () => number): Promise<void> {
		await build(this.root, target, survival, chance);
	}

	/** Gives a name to a file or folder, and takes another away in the same moment; takes it away where there is nothing. */
	private name(path: string, node: Node | undefined, instead = path): void {
		this.folderOf(instead)?.names.delete(basename(instead));
		if (node) {
			this.folderOf(path)?.names.set(basename(path), node);
		}
		for (const folder of new Set([this.folderOf(instead), this.folderOf(path)])) {
			folder?.since.push(new Map(folder.names));
		}
	}

	private folderOf(path: string): FolderNode | undefined {
		const node = this.nodeAt(dirname(path));
		return node && isFolder(node) ? node : undefined;
	}

	private nodeAt(path: string): Node | undefined {
		let node: Node | undefined = this.root;
		for (const name of relative(this.rootPath, path).split(sep).filter(Boolean)) {
			node = node && isFolder(node) ? node.names.get(name) : undefined;
		}
		return node;
	}
}

function isFolder(node: Node): node is FolderNode {
	return 'names' in node;
}

function sync(node: Node | undefined, bytes: Buffer | undefined): void {
	if (node && isFolder(node)) {
		node.since = [new Map(node.names)];
	} else if (node) {
		node.synced = bytes;
	}
}

async function folderAt(path: string, safety: Safety): Promise<FolderNode> {
	const names = new Map<string, Node>();
	for (const entry of await readdir(path, { withFileTypes: true })) {
		const inside = join(path, entry.name);
		const fileAt = async (): Promise<Node> => ({ synced: safety === 'safe' ? await readFile(inside) : undefined });
		names.set(entry.name, await (entry.isDirectory() ? folderAt(inside, safety) : fileAt()));
	}
	return { names, since: [...(safety === 'safe' ? [] : [new Map<string, Node>()]), new Map(names)] };
}

async function build(folder: FolderNode, target: string, survival: Survival, chance: () => number): Promise<void> {
	await mkdir(target, { recursive: true });
	const { since } = folder;
	const moment = { nothing: 0, names: since.length - 1, 'some names': Math.floor(chance() * since.length) }[survival];
	for (const [name, node] of since[moment] ?? []) {
		if (isFolder(node)) {
			await build(node, join(target, name), survival, chance);
		} else {
			await writeFile(join(target, name), node.synced ?? '');
		}
	}
}
