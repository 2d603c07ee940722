import type { Frame } from 'playwright-core';
import { waitUntil } from './waitUntil';
import type { Workbench } from './workbench';

/** Opens the page in which images are chosen, from the notification of them; resolves once it shows them all. */
export async function openPicker(workbench: Workbench, count: number): Promise<void> {
	await workbench.choose(`${count} images are ready to choose from`, 'Choose…');
	await workbench.page.locator('.tab.active', { hasText: 'Choose Images' }).waitFor();
	let page: Frame | undefined;
	await waitUntil(async () => (page = await pageIn(workbench)) !== undefined, 'the page with the images');
	await page
		?.locator('img')
		.nth(count - 1)
		.waitFor();
	await waitUntil(
		async () =>
			(await page?.evaluate<boolean>('[...document.images].every((image) => image.naturalWidth > 0)')) === true,
		'the images to be shown',
	);
}

async function pageIn({ page }: Workbench): Promise<Frame | undefined> {
	for (const frame of page.frames()) {
		const images = frame.locator('fieldset img');
		if ((await images.count().catch(() => 0)) > 0) {
			return frame;
		}
	}
	return undefined;
}
