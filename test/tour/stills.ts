import path from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { insertCommand } from '../journeys/harness/commands';
import { root } from '../journeys/harness/paths';
import { writePastJobs } from '../journeys/harness/pastJobs';
import { pageWith } from '../journeys/harness/webview';
import { paintLighthouse } from './lighthouse';
import { standIn } from './service';
import { keepStill, openPreview, openStage, picture, size } from './stage';

/** What was delivered and what was paid for, as the benchmark draws it. */
export async function keepPaid(): Promise<void> {
	await sharp(path.join(root, 'bench/charts/image.png')).webp({ quality: 88, effort: 6 }).toFile(picture('paid'));
}

/** The view of images after a window was closed: what arrived meanwhile, and what may have been billed. */
export async function keepKept(browser: Browser): Promise<void> {
	const images = await Promise.all(
		(['night', 'morning', 'dusk'] as const).map((hour) => paintLighthouse(browser, hour)),
	);
	await using workbench = await openStage({ pastJobs: (jobsPath) => writePastJobs(jobsPath, images) });
	await workbench.statusBarItem('2 images waiting for you').waitFor({ timeout: 60_000 });
	await workbench.openFile('kestrel-point.md');
	await workbench.showImages();
	await workbench.imageRow('failed, may have been billed').waitFor();
	// Wide enough to read what is said of each.
	const { page } = workbench;
	const sash = await page.locator('.part.sidebar').boundingBox();
	if (sash) {
		const edge = sash.x + sash.width;
		await page.mouse.move(edge, 300);
		await page.mouse.down();
		await page.mouse.move(edge + 260, 300, { steps: 4 });
		await page.mouse.up();
		await page.mouse.move(0, 0);
	}
	await keepStill(page, 'kept', { x: 0, y: 0, width: size.width, height: 300 });
}

/** The question whom to ask. */
export async function keepServices(): Promise<void> {
	await using workbench = await openStage({});
	await workbench.openFile('kestrel-point.md');
	await workbench.runCommand('Image Gen: Select Service…');
	await workbench.waitForQuestion('Choose an image service');
	const box = await workbench.quickInput.boundingBox();
	await keepStill(workbench.page, 'services', box ?? undefined);
}

/** An image as heavy as large models send it, and the small copy that the article links to. */
export async function keepWeight(browser: Browser): Promise<void> {
	await using service = await standIn();
	await using workbench = await openStage({ userSettings: service.settings });
	await workbench.press('ControlOrMeta+B');
	await workbench.openFile('kestrel-point.md');
	await openPreview(workbench);
	await workbench.goTo(5);
	await workbench.runCommand(insertCommand);
	await workbench.waitForQuestion('What should the image show?');
	await workbench.answer('Morning at the light');
	await workbench.waitForQuestion('Choose a resolution');
	await workbench.acceptItem('1K');
	await workbench.notification('Your image is being generated').waitFor();
	await workbench.runCommand('Notifications: Clear All Notifications');
	service.answer(await paintLighthouse(browser, 'morning', { scale: 2.6, grain: 0.16 }));
	await workbench.notification('heavy for a page or a repository').waitFor({ timeout: 90_000 });
	await workbench.choose('heavy for a page', 'Make a Smaller Copy…');
	await workbench.waitForQuestion('the image stays');
	await workbench.acceptItem('WebP within 300 KB');
	await workbench.notification('Smaller copy saved').waitFor({ timeout: 120_000 });
	await pageWith(workbench, 'img[src*="morning-at-the-light.webp"]');
	await workbench.page.mouse.move(0, 0);
	await keepStill(workbench.page, 'weight');
}
