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
	const isKept = async (): Promise<boolean> => {
		const values = await page.evaluate<readonly unknown[]>(storedState);
		return values.some((value) => typeof value === 'string' && value.includes('editorpart') && value.includes(path));
	};
	await waitUntil(isKept, `the browser to keep that ${path} is open`);
}
