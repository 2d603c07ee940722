import type { Frame } from 'playwright-core';
import { waitUntil } from './waitUntil';
import type { Workbench } from './workbench';

/** Waits for the page of the extension's own that has such an element, and for its images. */
export async function pageWith({ page }: Workbench, selector: string): Promise<Frame> {
	let found: Frame | undefined;
	await waitUntil(async () => {
		for (const frame of page.frames()) {
			// A frame may be gone by now.
			if (
				(await frame
					.locator(selector)
					.count()
					.catch(() => 0)) > 0
			) {
				found = frame;
			}
		}
		return (await found?.evaluate<boolean>('[...document.images].every((image) => image.naturalWidth > 0)')) === true;
	}, `a page with ${selector}, and its images`);
	if (!found) {
		throw new Error(`No page has ${selector}.`);
	}
	return found;
}
