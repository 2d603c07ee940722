import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { encode } from '../../src/sandbox/encode';
import { paint } from '../../src/sandbox/painting';
import { httpServer, type TestServer } from '../support/servers';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

/** A landscape of 4K with more grain than the sandbox's own: 24 MB as PNG, as large models send it. */
function heavyPng(): Buffer {
	const canvas = paint({ prompt: 'A lighthouse', width: 4096, height: 4096 });
	let state = 1;
	for (let at = 0; at < canvas.pixels.length; at++) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		canvas.pixels[at] = at % 4 === 3 ? 255 : (canvas.pixels[at] ?? 0) + (state >>> 24) / 40 - 3;
	}
	return Buffer.from(encode(canvas, 'png'));
}

describe('an image of 24 MB, and the file that a repository bears', function () {
	this.timeout(240_000);
	let workbench: Workbench;
	let service: TestServer;
	let png: Buffer;

	before(async () => {
		png = heavyPng();
		assert.ok(png.length >= 24e6, `${png.length} bytes`);
		const reply = JSON.stringify({ data: [{ b64_json: png.toString('base64') }] });
		service = await httpServer((request, response) => {
			request.resume().on('end', () => response.end(reply));
		});
		const userSettings = {
			'imagegen.service': 'openaiCompatible',
			'imagegen.baseUrl': `${service.url.origin}/v1`,
			'imagegen.model': 'any',
		};
		workbench = await openWorkbench({ userSettings });
	});
	after(async () => {
		await workbench.close();
		await service[Symbol.asyncDispose]();
	});

	const at = (name: string): string => path.join(workbench.workspace, name);

	/** Asks for an image below the text of a document of its own. */
	async function insert(prompt: string): Promise<void> {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer(prompt);
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.notification('Image inserted').waitFor({ timeout: 90_000 });
	}

	async function dismiss(): Promise<void> {
		await workbench.runCommand('Notifications: Clear All Notifications');
		await workbench.page
			.locator('.notifications-toasts .notification-list-item')
			.first()
			.waitFor({ state: 'detached' });
	}

	/** The bytes and the pixels of a file, once it is there. */
	async function weighed(
		name: string,
	): Promise<{ readonly bytes: number; readonly format: string; readonly width: number }> {
		const file = await readFile(at(name));
		const { format, width } = await sharp(file).metadata();
		// Decodes all of it.
		await sharp(file).stats();
		return { bytes: file.length, format, width };
	}

	it('comes as it was sent, with the offer of a smaller copy', async () => {
		await workbench.openFile('README.md');
		await insert('A lighthouse');
		const { bytes } = await weighed('images/a-lighthouse.png');
		assert.equal(bytes, png.length);
		await workbench.notification('heavy for a page or a repository').waitFor();
		await workbench.screenshot('heavy-offer');
	});

	it('becomes a WebP within 300 KB by the offer, to which the link then goes', async () => {
		await workbench.choose('heavy for a page', 'Make a Smaller Copy…');
		await workbench.waitForQuestion('the image stays');
		await workbench.screenshot('smaller-question');
		await workbench.acceptItem('WebP within 300 KB');
		await workbench.notification('Smaller copy saved').waitFor({ timeout: 120_000 });
		await workbench.screenshot('smaller-copy');
		const { bytes, format } = await weighed('images/a-lighthouse.webp');
		assert.equal(format, 'webp');
		assert.ok(bytes <= 300_000, `${bytes} bytes`);
		assert.match(await workbench.editorText(), /\(images\/a-lighthouse\.webp\)/);
		assert.equal((await weighed('images/a-lighthouse.png')).bytes, png.length);
	});

	it('comes as such a WebP from then on, where that is chosen for always', async () => {
		await workbench.choose('Smaller copy saved', 'Do So for All Images');
		const settings = path.join(workbench.dataDir, 'data/User/settings.json');
		await waitUntil(
			async () => (await readFile(settings, 'utf8')).includes('imagegen.output'),
			'the setting to be kept',
		);
		await dismiss();
		await insert('A lighthouse at night');
		await workbench.screenshot('delivered-as-copy');
		const { bytes, format } = await weighed('images/a-lighthouse-at-night.webp');
		assert.equal(format, 'webp');
		assert.ok(bytes <= 300_000, `${bytes} bytes`);
		assert.match(await workbench.editorText(), /\(images\/a-lighthouse-at-night\.webp\)/);
	});

	it('can be had back as it was sent', async () => {
		await dismiss();
		await workbench.showImages();
		const row = workbench.imageRow('A lighthouse at night');
		await row.waitFor();
		await row.click();
		await workbench.press('Shift+F10');
		await workbench.page.locator('.monaco-menu').getByText('Get Original Back…').waitFor();
		await workbench.screenshot('original-menu');
		await workbench.chooseFromMenu('Get Original Back…');
		await workbench.waitForQuestion('Save Original');
		await workbench.press('Enter');
		await workbench.notification('Original saved').waitFor({ timeout: 30_000 });
		await workbench.screenshot('original-back');
		assert.ok(png.equals(await readFile(at('images/a-lighthouse-at-night-original.png'))));
	});
});
