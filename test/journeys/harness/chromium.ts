import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** Chromium with one fresh profile, in a window of the same size everywhere; `scale` is how many pixels there are for each of a page's. */
export async function launchChromium(scale = 1): Promise<{ browser: Browser; context: BrowserContext }> {
	const { CHROMIUM_PATH } = process.env;
	if (!CHROMIUM_PATH) {
		throw new Error('CHROMIUM_PATH is not set: run the tests by npm run test:editor and npm run test:journeys.');
	}
	const browser = await chromium.launch({
		executablePath: CHROMIUM_PATH,
		// No sandbox: tests often run as root, where Chromium has none. They open nothing but our own loopback server.
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-component-update'],
	});
	const context = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		deviceScaleFactor: scale,
		permissions: ['clipboard-read', 'clipboard-write'],
	});
	return { browser, context };
}
