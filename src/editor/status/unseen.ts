import * as vscode from 'vscode';
import type { JobRecord } from '../../engine/jobs/records';
import type { Library } from '../jobs/library';
import { remember } from '../ui/context';

const memoryKey = 'seen';

/** Which of the images that wait the person has not had before their eyes yet, in this window or another. */
export class Unseen implements vscode.Disposable {
	private readonly changes = new vscode.EventEmitter<void>();
	private readonly listeners: readonly vscode.Disposable[];
	readonly onDidChange = this.changes.event;

	constructor(
		private readonly library: Library,
		private readonly view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
		private readonly memory: vscode.Memento,
	) {
		this.listeners = [library.onDidChange(() => this.look()), view.onDidChangeVisibility(() => this.look())];
	}

	get records(): readonly JobRecord[] {
		const seen = new Set(this.memory.get<string[]>(memoryKey, []));
		return this.library.waiting.filter(({ id }) => !seen.has(id));
	}

	dispose(): void {
		vscode.Disposable.from(this.changes, ...this.listeners).dispose();
	}

	private look(): void {
		if (this.view.visible && this.records.length > 0) {
			// Only of those that still wait: what is dealt with is forgotten.
			remember(
				this.memory,
				memoryKey,
				this.library.waiting.map(({ id }) => id),
			);
		}
		this.changes.fire();
	}
}
