import type { Page } from 'playwright-core';
import { waitUntil } from './waitUntil';

/** Runs in the page: all values of the databases in which VS Code keeps the state of its workspaces in the browser. */
const storedState = `(async () => {
	const ended = (request) => new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
	const values = [];
	for (const { name } of await indexedDB.databases()) {
		if (name.startsWith('vscode-web-state-db-')) {
			const database = await ended(indexedDB.open(name));
			values.push(...(await ended(database.transaction('ItemTable').objectStore('ItemTable').getAll())));
			database.close();
		}
	}
	return values;
})()`;

/** Waits until the browser has kept that this file is open, which it does some seconds later: a reload before that forgets the tab. */
export async function waitUntilTabIsKept(page: Page, path: string): Promise<void> {
	await waitUntilIsKept(page, 'editorpart', path);
}

/** Waits until the browser has kept a draft that contains this text, which it does a moment later: a reload before that forgets the last words. */
export async function waitUntilDraftIsKept(page: Page, text: string): Promise<void> {
	await waitUntilIsKept(page, 'promptDrafts', text);
}

async function waitUntilIsKept(page: Page, kind: string, text: string): Promise<void> {
	const isKept = async (): Promise<boolean> => {
		const values = await page.evaluate<readonly unknown[]>(storedState);
		return values.some((value) => typeof value === 'string' && value.includes(kind) && value.includes(text));
	};
	await waitUntil(isKept, `the browser to keep ${text} in ${kind}`);
}
