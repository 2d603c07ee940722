import type { Frame } from 'playwright-core';
import { pageWith } from './webview';
import type { Workbench } from './workbench';

/** Opens the page in which images of a prompt are chosen, from the notification of them; resolves once it shows them all. */
export async function openPicker(workbench: Workbench, count: number, prompt = ''): Promise<Frame> {
	const told = `${count} images are ready to choose from: "${prompt}`;
	// The slowest of several images of the sandbox takes its time.
	await workbench.notification(told).waitFor({ timeout: 90_000 });
	await workbench.choose(told, 'Choose…');
	return await pickerIn(workbench, count);
}

/** The page in which images are chosen, once it shows so many. */
export async function pickerIn(workbench: Workbench, count: number): Promise<Frame> {
	await workbench.page.locator('.tab.active', { hasText: 'Choose Images' }).waitFor();
	return await pageWith(workbench, `fieldset label:nth-of-type(${count}) img`);
}
