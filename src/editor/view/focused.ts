import * as vscode from 'vscode';
import { idOf, type ImageNode, isImageNode } from './nodes';

/** How long the editor may take to tell of a change of the selection: it is busy or far away at times, and a row is always focused when a key comes. */
const patienceMs = 2_000;

/** While the rows are read anew, which happens whenever an image begins or ends, the editor leaves out of a selection those it has not read yet. */
const mostLooks = 10;

/**
 * The images that a key is meant for: the selected ones where the focused row is among them, else the focused one alone. The editor
 * moves the focus by the arrow keys and tells nobody; only what toggling the focused row does to the selection shows it. The selection
 * is then as it was.
 */
export async function focusedImages(view: vscode.TreeView<unknown>): Promise<readonly ImageNode[]> {
	for (let look = 1; look <= mostLooks; look++) {
		const before = view.selection.filter(isImageNode);
		const after = await toggled(view);
		if (!after) {
			return before;
		}
		await toggled(view);
		const added = without(after, before);
		if (added.length > 0) {
			return added;
		}
		if (without(before, after).length > 0) {
			return before;
		}
	}
	return [];
}

/** Those of the first that are not among the second. */
function without(nodes: readonly ImageNode[], others: readonly ImageNode[]): readonly ImageNode[] {
	const ids = new Set(others.map(idOf));
	return nodes.filter((node) => !ids.has(idOf(node)));
}

/** The selection once the focused row is added to it or taken from it; undefined where there is no focused row. */
async function toggled(view: vscode.TreeView<unknown>): Promise<readonly ImageNode[] | undefined> {
	const told = Promise.withResolvers<readonly ImageNode[] | undefined>();
	const listener = view.onDidChangeSelection(({ selection }) => told.resolve(selection.filter(isImageNode)));
	const timer = setTimeout(() => told.resolve(undefined), patienceMs);
	try {
		await vscode.commands.executeCommand('list.toggleSelection');
		return await told.promise;
	} finally {
		clearTimeout(timer);
		listener.dispose();
	}
}
