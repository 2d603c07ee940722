import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
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

/** In the page: resolves once it has been painted twice, and what was asked for before has had its turn. */
const twoFrames = `new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)).then(() => fetch('/shown.svg'))
	.then(() => undefined)`;

type Way = keyof typeof paths;

const ways = Object.keys(paths) as Way[];

describe('an SVG that was made harmless, in Chromium', function () {
	this.timeout(300_000);
	let server: Server;
	let at: string;
	let browser: Browser;
	let page: Page;
	/** What was asked for that nobody wrote into the address bar. */
	let asked: string[];
	let shown = '';

	before(async () => {
		server = createServer((request, response) => {
			if (request.url === '/shown.svg') {
				response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(shown);
			} else if (request.url === '/part.html') {
				response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><body>${shown}</body>`);
			} else if (request.url === '/image.html') {
				response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><img src="shown.svg">');
			} else {
				asked.push(request.url ?? '');
				response.writeHead(200, { 'content-type': 'text/javascript' }).end('new Image().src = "/ran"');
			}
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const launched = await launchChromium();
		browser = launched.browser;
		page = await launched.context.newPage();
		page.on('dialog', (dialog) => void dialog.dismiss());
	});
	after(async () => {
		await browser.close();
		server.closeAllConnections();
		server.close();
	});

	/** Shows it, does to its shapes what a person might, and gives what was asked for meanwhile. */
	async function actsOf(svg: string, way: Way): Promise<readonly string[]> {
		shown = svg;
		asked = [];
		// Where it leads elsewhere at once, that is told by the page's address.
		await page.goto(`${at}/${paths[way]}`, { waitUntil: 'load' }).catch(() => undefined);
		await page.mouse.move(640, 400);
		await page.mouse.click(640, 400);
		await page.keyboard.press('Tab');
		// By the page's own clock: what has begun by then.
		const settled = page.evaluate(twoFrames);
		await settled.catch(() => undefined);
		const acts = page.url() === `${at}/${paths[way]}` ? asked : [...asked, page.url()];
		return acts.filter((path) => path !== '/favicon.ico');
	}

	it('acts in no way, however it is shown; as it came, most of them do', async () => {
		const acted: string[] = [];
		const names = hostileSvgs(at).map(([name]) => name);
		for (const [name, hostile] of hostileSvgs(at)) {
			if (
				(await actsOf(hostile, 'by itself')).length > 0 ||
				(await actsOf(hostile, 'as a part of a page')).length > 0
			) {
				acted.push(name);
			}
			const cleaned = cleanSvg(Buffer.from(hostile));
			if ('flaw' in cleaned) {
				continue;
			}
			for (const way of ways) {
				assert.deepEqual(await actsOf(cleaned.text, way), [], `${name}, ${way}: ${cleaned.text}`);
			}
		}
		const others = names.filter((name) => !acted.includes(name));
		assert.ok(others.length < names.length / 4, `as they came, these do not act: ${others.join('; ')}`);
	});
});
