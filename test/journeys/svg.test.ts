import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { cleanSvg } from '../../src/svg/clean';
import { hostileSvgs } from '../support/hostileSvgs';
import { launchChromium } from './harness/chromium';

/** How an SVG is shown. */
const paths = {
	'by itself': 'shown.svg',
	'as a part of a page': 'part.html',
	'as an image of a page': 'image.html',
} as const;

type Way = keyof typeof paths;

const ways = Object.keys(paths) as Way[];

/** In the page: resolves once it has been painted twice, and what was asked for before has had its turn. */
const painted = `new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)).then(() => fetch('/shown.svg'))
	.then(() => undefined)`;

/** A server that shows an SVG and notices what else it is asked for. */
class Stage {
	private shown = '';
	private asked: string[] = [];
	private readonly server = createServer((request, response) => {
		const { url = '' } = request;
		const say = (type: string, text: string): unknown => response.writeHead(200, { 'content-type': type }).end(text);
		if (url === '/shown.svg') {
			say('image/svg+xml', this.shown);
		} else if (url === '/part.html') {
			say('text/html', `<!doctype html><body>${this.shown}</body>`);
		} else if (url === '/image.html') {
			say('text/html', '<!doctype html><img src="shown.svg">');
		} else {
			this.asked.push(url);
			say('text/javascript', 'new Image().src = "/ran"');
		}
	}).listen(0, '127.0.0.1');

	private readonly listening = once(this.server, 'listening');

	get at(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async begin(): Promise<void> {
		await this.listening;
	}

	/** Shows it, does to its shapes what a person might, and gives what was asked for meanwhile. */
	async actsOf(svg: string, way: Way, page: Page): Promise<readonly string[]> {
		this.shown = svg;
		this.asked = [];
		const address = `${this.at}/${paths[way]}`;
		// Where it leads elsewhere at once, that is told by the page's address.
		await page.goto(address, { waitUntil: 'load' }).catch(() => undefined);
		await page.mouse.move(640, 400);
		await page.mouse.click(640, 400);
		await page.keyboard.press('Tab');
		await page.evaluate(painted).catch(() => undefined);
		const acts = page.url() === address ? this.asked : [...this.asked, page.url()];
		return acts.filter((path) => path !== '/favicon.ico');
	}

	end(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}

describe('an SVG that was made harmless, in Chromium', function () {
	this.timeout(300_000);
	let browser: Browser;
	let page: Page;
	/** What an SVG begins as it came may go on where the next one is shown. */
	const [came, cleaned] = [new Stage(), new Stage()] as const;

	before(async () => {
		const launched = await launchChromium();
		browser = launched.browser;
		page = await launched.context.newPage();
		page.on('dialog', (dialog) => void dialog.dismiss());
		await Promise.all([came.begin(), cleaned.begin()]);
	});
	after(async () => {
		await browser.close();
		came.end();
		cleaned.end();
	});

	it('acts in no way, however it is shown; as it came, most of them do', async () => {
		const harmless: string[] = [];
		for (const [name, hostile] of hostileSvgs(came.at)) {
			const inPage = async (): Promise<boolean> => (await came.actsOf(hostile, 'as a part of a page', page)).length > 0;
			if ((await came.actsOf(hostile, 'by itself', page)).length === 0 && !(await inPage())) {
				harmless.push(name);
			}
		}
		for (const [name, hostile] of hostileSvgs(cleaned.at)) {
			const safe = cleanSvg(Buffer.from(hostile));
			for (const way of 'flaw' in safe ? [] : ways) {
				const { text } = safe as { text: string };
				assert.deepEqual(await cleaned.actsOf(text, way, page), [], `${name}, ${way}: ${text}`);
			}
		}
		const isMost = harmless.length < hostileSvgs(came.at).length / 4;
		assert.ok(isMost, `as they came, these do not act: ${harmless.join('; ')}`);
	});
});
