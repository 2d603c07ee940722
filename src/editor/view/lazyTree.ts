import * as vscode from 'vscode';

/** What the tree of images really is, once it is needed. */
export interface TreeSource {
	getChildren(node: unknown): vscode.ProviderResult<unknown[]>;
	getParent(node: unknown): unknown;
	getTreeItem(node: unknown): vscode.TreeItem;
	resolveTreeItem(item: vscode.TreeItem, node: unknown): vscode.TreeItem;
	handleDrag(nodes: readonly unknown[], data: vscode.DataTransfer): void;
}

/**
 * Stands for the tree from the window's first moment on: a view that is restored with the window asks for its rows before anything
 * else of the extension is loaded, and a hidden one never does.
 */
export class LazyTree implements vscode.TreeDataProvider<unknown>, vscode.TreeDragAndDropController<unknown> {
	readonly changes = new vscode.EventEmitter<unknown>();
	readonly onDidChangeTreeData = this.changes.event;
	readonly dragMimeTypes = ['text/uri-list'];
	readonly dropMimeTypes: readonly string[] = [];
	/** How often rows have been read. */
	reads = 0;

	constructor(private readonly load: () => Promise<TreeSource>) {}

	async getChildren(node?: unknown): Promise<unknown[]> {
		this.reads++;
		return (await (await this.load()).getChildren(node)) ?? [];
	}

	async getParent(node: unknown): Promise<unknown> {
		return (await this.load()).getParent(node);
	}

	async getTreeItem(node: unknown): Promise<vscode.TreeItem> {
		return (await this.load()).getTreeItem(node);
	}

	async resolveTreeItem(item: vscode.TreeItem, node: unknown): Promise<vscode.TreeItem> {
		return (await this.load()).resolveTreeItem(item, node);
	}

	async handleDrag(nodes: readonly unknown[], data: vscode.DataTransfer): Promise<void> {
		(await this.load()).handleDrag(nodes, data);
	}
}
