import * as vscode from 'vscode';
import { inert } from './inert';
import { type ShownItem, shown } from './quickInput';

const tickMs = 1000;

export interface LiveItem extends vscode.QuickPickItem {
	/** The same as long as it stands for the same thing. */
	readonly id: string;
	/** Runs on Enter, which closes the list. */
	accept?(): unknown;
	/** Runs when its button is pressed. */
	press?(): unknown;
}

export interface LiveList {
	readonly title: string;
	/** What is in the list now. */
	readonly read: () => { readonly placeholder: string; readonly items: readonly LiveItem[] };
	readonly onDidChange: vscode.Event<unknown>;
}

/** Shows a list that is read anew every second, and with every change, until it is closed. */
export function showLiveList({ title, read, onDidChange }: LiveList): void {
	const pick = vscode.window.createQuickPick<ShownItem<LiveItem>>();
	pick.title = inert(title);
	pick.keepScrollPosition = true;
	const update = (): void => {
		const activeId = pick.activeItems[0]?.item.id;
		const { placeholder, items } = read();
		pick.placeholder = inert(placeholder);
		pick.items = items.map(shown);
		// New items would otherwise put the person back to the first one every second.
		const active = pick.items.find(({ item }) => item.id === activeId);
		if (active) {
			pick.activeItems = [active];
		}
	};
	update();
	const timer = setInterval(update, tickMs);
	const listeners = [
		onDidChange(update),
		pick.onDidTriggerItemButton(({ item }) => item.item.press?.()),
		pick.onDidAccept(() => {
			const [chosen] = pick.selectedItems;
			if (chosen?.item.accept) {
				pick.hide();
				chosen.item.accept();
			}
		}),
		pick.onDidHide(() => {
			clearInterval(timer);
			vscode.Disposable.from(pick, ...listeners).dispose();
		}),
	];
	pick.show();
}
