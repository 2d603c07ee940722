import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decode } from 'jpeg-js';
import { generateCommand } from './harness/commands';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('Generate Image, by keyboard', function () {
	this.timeout(180_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({ theme: 'Dark Modern', userSettings: { 'imagegen.sandbox.timeScale': 0.4 } });
		await workbench.openFile('article.md');
	});
	after(() => workbench.close());

	it('takes the selection as the prompt, and other ratios one keystroke away', async () => {
		await workbench.goTo(1, 3);
		await workbench.press('Shift+End');
		await workbench.runCommand(generateCommand);
		await workbench.waitForQuestion('What should the image show?');
		assert.equal(await workbench.quickInput.locator('input').inputValue(), 'The Lighthouse at Kestrel Point');
		await workbench.screenshot('prompt');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.type('Aspect');
		await workbench.acceptItem('Aspect ratio: automatic');
		await workbench.waitForQuestion('Choose an aspect ratio');
		await workbench.type('16:9');
		await workbench.acceptItem('16:9');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.quickInput.getByText('Aspect ratio: 16:9').waitFor();
		await workbench.press('Home');
		await workbench.acceptItem('1K');
		await workbench.notification('Image saved').waitFor({ timeout: 120_000 });
		await workbench.screenshot('saved');
		const image = await readFile(path.join(workbench.workspace, 'images/the-lighthouse-at-kestrel-point.jpg'));
		const { width, height } = decode(image);
		assert.deepEqual({ width, height }, { width: 1376, height: 768 });
	});

	it('offers to insert the image at the cursor', async () => {
		await workbench.goTo(2);
		await workbench.choose('Image saved', 'Insert');
		await workbench.page.locator('.view-line', { hasText: '![The Lighthouse' }).waitFor();
		const text = await workbench.editorText();
		assert.ok(
			text.includes('\n![The Lighthouse at Kestrel Point](images/the-lighthouse-at-kestrel-point.jpg)\n'),
			text,
		);
	});
});

describe('images in progress', function () {
	this.timeout(180_000);

	it('lists what runs behind the status bar item, and cancels there', async () => {
		// Slow enough to be cancelled, however busy the machine is.
		await using workbench = await openWorkbench({
			theme: 'Dark Modern',
			userSettings: { 'imagegen.sandbox.timeScale': 5 },
		});
		await workbench.openFile('article.md');
		for (const prompt of ['Geese over the gallery', 'Nineteen crates']) {
			await generate(workbench, prompt);
		}
		await workbench.statusBarItem('2 images').click();
		await workbench.imageRow('Geese over the gallery').waitFor();
		await workbench.screenshot('in-progress');
		for (const prompt of ['Geese over the gallery', 'Nineteen crates']) {
			const row = workbench.imageRow(prompt).filter({ hasText: /usually.*sandbox/ });
			await row.hover();
			// Rows are drawn anew every few seconds, and a press on a button that is replaced before its release is none: just after it.
			const text = await row.innerText();
			await waitUntil(async () => (await row.innerText()) !== text, 'the row to be drawn anew');
			await row.getByRole('button', { name: 'Cancel' }).click();
			await row.waitFor({ state: 'detached' });
			// Until then all rows are drawn anew once more.
			await workbench.imageRow(prompt).filter({ hasText: 'cancelled' }).waitFor();
		}
		await workbench.statusBarItem('Image 0:').waitFor({ state: 'detached' });
		assert.equal(existsSync(path.join(workbench.workspace, 'images')), false);
	});
});
