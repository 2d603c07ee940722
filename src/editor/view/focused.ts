import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { idOf, type ImageNode, isImageNode } from './nodes';

/** How long the editor may take to tell of a change of the selection: it is busy or far away at times, and a row is always focused when a key comes. */
const patienceMs = 2_000;

/** Between two looks at rows that are just being read. */
const pauseMs = 50;

/** Toggles the focused row and toggles it back, in one go: no key comes in between. The keys in package.json begin with the same. */
const toggleTwice = { commands: ['list.toggleSelection', 'list.toggleSelection'] };

/** What the editor has told of the selection, with the rows that were known then. */
interface Told {
	readonly images: readonly ImageNode[];
	/** How often rows had been read. */
	readonly reads: number;
}

/**
 * The images that a key is meant for: the selected ones where the focused row is among them, else the focused one alone. The editor
 * moves the focus by the arrow keys and tells nobody; only what toggling the focused row does to the selection shows it. The selection
 * is then as it was.
 */
export class FocusedImages implements vscode.Disposable {
	private readonly changes = new vscode.EventEmitter<void>();
	private readonly listener: vscode.Disposable;
	private told: readonly Told[] = [];
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly view: vscode.TreeView<unknown>,
		/** How often rows have been read. A selection leaves those out that are not read yet. */
		private readonly reads: () => number,
	) {
		this.listener = view.onDidChangeSelection(({ selection }) => {
			this.told = [...this.told.slice(-1), { images: selection.filter(isImageNode), reads: this.reads() }];
			this.changes.fire();
		});
	}

	/** For a key that has toggled the focused row twice: that row is meant, whatever has been focused since. */
	atKey(): Promise<readonly ImageNode[]> {
		const meant = this.meant();
		return meant ? Promise.resolve(meant) : this.find();
	}

	/** For any other command without a row. One look after the other. None where the rows do not come to rest. */
	find(): Promise<readonly ImageNode[]> {
		const found = this.last.then(() => this.findNow());
		this.last = found.catch(() => undefined);
		return found;
	}

	dispose(): void {
		vscode.Disposable.from(this.listener, this.changes).dispose();
	}

	private async findNow(): Promise<readonly ImageNode[]> {
		const until = performance.now() + patienceMs;
		while (performance.now() < until) {
			if (!(await this.toggle())) {
				return this.view.selection.filter(isImageNode);
			}
			const meant = this.meant();
			if (meant) {
				return meant;
			}
			await delay(pauseMs);
		}
		return [];
	}

	/** False where there is no focused row. */
	private async toggle(): Promise<boolean> {
		this.told = [];
		const told = Promise.withResolvers<boolean>();
		const listener = this.changes.event(() => {
			if (this.told.length === 2) {
				told.resolve(true);
			}
		});
		const timer = setTimeout(() => told.resolve(false), patienceMs);
		try {
			await vscode.commands.executeCommand('runCommands', toggleTwice);
			return await told.promise;
		} finally {
			clearTimeout(timer);
			listener.dispose();
		}
	}

	/** What the last two changes of the selection tell; undefined where rows were being read, so that they tell nothing. */
	private meant(): readonly ImageNode[] | undefined {
		const [changed, restored] = this.told;
		this.told = [];
		if (!changed || !restored || changed.reads !== restored.reads) {
			return undefined;
		}
		const added = without(changed.images, restored.images);
		const removed = without(restored.images, changed.images);
		return added.length + removed.length !== 1 ? undefined : added.length === 1 ? added : restored.images;
	}
}

/** Those of the first that are not among the second. */
function without(nodes: readonly ImageNode[], others: readonly ImageNode[]): readonly ImageNode[] {
	const ids = new Set(others.map(idOf));
	return nodes.filter((node) => !ids.has(idOf(node)));
}
