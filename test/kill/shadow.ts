import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Step } from './layer';

/** What POSIX promises of a file: what it held when it was last synced. */
interface FileNode {
	/** Undefined where it never was. */
	synced: Buffer | undefined;
}

/** What POSIX promises of a folder: the names that it had when it was last synced. */
interface FolderNode {
	readonly names: Map<string, Node>;
	synced: Map<string, Node>;
}

type Node = FileNode | FolderNode;

/**
 * What survives of the names that were made, changed or removed since their folder was synced: none of that, all of it, or this and
 * that. Of bytes that were not synced nothing survives in any case.
 */
export type Survival = 'nothing' | 'names' | 'some names';

/**
 * What would be on the disk of a machine whose power is cut: follows the calls that a process makes, and builds the worst that POSIX
 * allows. Nothing that was there at the beginning has been synced: whoever wrote it did so a moment ago.
 */
export class Shadow {
	private constructor(
		private readonly rootPath: string,
		private readonly snapshots: string,
		private readonly root: FolderNode,
	) {}

	/** `root` is as it was before the calls, and itself safe. */
	static async of(root: string, snapshots: string): Promise<Shadow> {
		return new Shadow(root, snapshots, await folderAt(root));
	}

	async take({ what, path, other, number }: Step): Promise<void> {
		switch (what) {
			case 'create':
				this.folderOf(path)?.names.set(basename(path), { synced: undefined });
				break;
			case 'folder':
				this.folderOf(path)?.names.set(basename(path), { names: new Map(), synced: new Map() });
				break;
			case 'rename':
				this.moveName(path, other);
				this.folderOf(path)?.names.delete(basename(path));
				break;
			case 'link':
				this.moveName(path, other);
				break;
			case 'remove':
				this.folderOf(path)?.names.delete(basename(path));
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

	/** Writes what is left after a power cut into an empty folder. `chance` decides of each name, between 0 and 1. */
	async build(target: string, survival: Survival, chance: () => number): Promise<void> {
		await build(this.root, target, survival, chance);
	}

	private moveName(from: string, to: string): void {
		const node = this.nodeAt(from);
		if (node) {
			this.folderOf(to)?.names.set(basename(to), node);
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
		node.synced = new Map(node.names);
	} else if (node) {
		node.synced = bytes;
	}
}

async function folderAt(path: string): Promise<FolderNode> {
	const names = new Map<string, Node>();
	for (const entry of await readdir(path, { withFileTypes: true })) {
		names.set(entry.name, entry.isDirectory() ? await folderAt(join(path, entry.name)) : { synced: undefined });
	}
	return { names, synced: new Map() };
}

async function build(folder: FolderNode, target: string, survival: Survival, chance: () => number): Promise<void> {
	await mkdir(target, { recursive: true });
	for (const name of new Set([...folder.names.keys(), ...folder.synced.keys()])) {
		const isNew = survival === 'names' || (survival === 'some names' && chance() < 0.5);
		const node = (isNew ? folder.names : folder.synced).get(name);
		if (node && isFolder(node)) {
			await build(node, join(target, name), survival, chance);
		} else if (node) {
			await writeFile(join(target, name), node.synced ?? '');
		}
	}
}
