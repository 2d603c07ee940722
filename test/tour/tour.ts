// npm run tour: the moving picture at the top of the README, and the still ones below it, from the real editor.
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../journeys/harness/chromium';
import { insertCommand } from '../journeys/harness/commands';
import { pageWith } from '../journeys/harness/webview';
import { Film } from './film';
import { paintLighthouse } from './lighthouse';
import { standIn } from './service';
import { openPreview, openStage, picture, size } from './stage';
import { keepKept, keepPaid, keepServices, keepWeight } from './stills';

/** The editor without the preview. */
const textOnly = { x: 8, y: 38, width: size.width / 2 - 24, height: 370 };

/** A prompt, some typing on, and the image arrives in the article. */
async function filmTour(browser: Browser): Promise<void> {
	const image = await sharp(await paintLighthouse(browser, 'dusk'))
		.jpeg({ quality: 92 })
		.toBuffer();
	await using service = await standIn();
	await using workbench = await openStage({
		userSettings: { ...service.settings, 'workbench.activityBar.location': 'hidden' },
	});
	const { page } = workbench;
	const film = new Film(page);
	await workbench.press('ControlOrMeta+B');
	await workbench.openFile('kestrel-point.md');
	await openPreview(workbench);
	await workbench.goTo(5);
	await film.show(1400);

	await workbench.press('F1');
	await workbench.quickInput.waitFor();
	await film.show(400);
	await film.type('insert generated');
	await workbench.quickInput.locator(`.monaco-list-row.focused[aria-label^="${insertCommand}"]`).waitFor();
	await film.show(900);
	await workbench.press('Enter');
	await workbench.waitForQuestion('What should the image show?');
	await film.show(500);
	await film.type('A white lighthouse on a cliff at dusk');
	await film.show(700);
	await workbench.press('Enter');
	await workbench.waitForQuestion('Choose a resolution');
	await film.show(1600);
	await workbench.acceptItem('1K');
	await workbench.waitForMark('generating');
	await workbench.notification('Your image is being generated').waitFor();
	await film.show(1800);
	await workbench.runCommand('Notifications: Clear All Notifications');

	// Above the place first, which moves down; then below it.
	await workbench.goTo(3);
	await workbench.press('End', 'End', 'Enter', 'Enter');
	await film.type('In 1821 the county built a tower there, and painted it white.');
	const before = await page.screenshot({ clip: textOnly });
	await film.show(700);
	await workbench.press('ControlOrMeta+End', 'Enter');
	await film.type('Her log is mostly wind.');
	await film.show(500);
	service.answer(image);
	await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
	await pageWith(workbench, 'img[alt^="A white lighthouse"]');
	await film.show(5000);
	await keepPair('lands', before, await page.screenshot({ clip: textOnly }));
	await film.save(picture('tour'));
}

/** Keeps two screenshots side by side as one of the README's still pictures. */
async function keepPair(name: string, ...pair: readonly [Buffer, Buffer]): Promise<void> {
	await sharp([...pair], { join: { across: 2, shim: 24, background: '#808080' } })
		.webp({ quality: 80, effort: 6 })
		.toFile(picture(name));
}

async function main(): Promise<void> {
	const asked = process.argv.slice(2);
	const { browser } = await launchChromium();
	const scenes = {
		tour: filmTour,
		paid: keepPaid,
		kept: keepKept,
		services: keepServices,
		weight: keepWeight,
	};
	try {
		for (const [name, take] of Object.entries(scenes)) {
			if (asked.length === 0 || asked.includes(name)) {
				await take(browser);
				console.log(`media/docs/${name}.webp`);
			}
		}
	} finally {
		await browser.close();
	}
}

void main();
