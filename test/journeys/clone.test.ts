import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { noisePng } from '../support/images';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

const recipe = {
	...{ prompt: 'A lighthouse [at dusk](command:workbench.action.quit)', resolution: '2K', aspectRatio: '16:9' },
	...{ service: 'gemini', model: 'gemini-3-pro-image', date: '2026-01-17T10:00:00Z' },
};

describe('An image of a clone, by keyboard', function () {
	this.timeout(180_000);
	let folder: string;
	let workbench: Workbench;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'imagegen-clone-'));
		await mkdir(path.join(folder, 'images'));
		await writeFile(path.join(folder, 'images/light.png'), noisePng(320, 180));
		await writeFile(
			path.join(folder, 'images/.imagegen.json'),
			JSON.stringify({ version: 1, images: { 'light.png': recipe } }, undefined, 2),
		);
		await writeFile(path.join(folder, 'light.md'), '# The light\n\n![A lighthouse](images/light.png)\n');
		await writeFile(path.join(folder, 'light.html'), '<p>\n<img src="images/light.png" alt="A lighthouse">\n</p>\n');
		workbench = await openWorkbench({ workspace: folder, userSettings: { 'imagegen.sandbox.timeScale': 0.02 } });
	});
	after(async () => {
		await workbench.close();
		await rm(folder, { recursive: true });
	});

	/** What is shown at a link, once all have said what they know of it. */
	async function hoverAt(name: string, line: number, column: number): Promise<Locator> {
		await workbench.openFile(name);
		await workbench.goTo(line, column);
		// Nobody is asked for a hover again who starts later than that: the light bulb tells that there is something to say.
		await workbench.page.locator('[class*="lightbulb" i]').first().waitFor();
		await workbench.press('Control+K', 'Control+I');
		const hover = workbench.page.locator('.monaco-hover:visible');
		await hover.getByText('A lighthouse [at dusk]').waitFor();
		return hover;
	}

	for (const [name, line, column] of [
		['light.html', 2, 24],
		// At the words: at the path the editor's own Markdown shows the image, when it has started.
		['light.md', 3, 6],
	] as const) {
		it(`is shown once, with how it was made, by the keys for a hover in ${name}`, async () => {
			const hover = await hoverAt(name, line, column);
			await hover.locator('img').first().waitFor();
			await workbench.screenshot(`hover-${path.extname(name).slice(1)}`);
			assert.equal(await hover.locator('img').count(), 1);
			for (const text of ['320 × 180 · PNG', 'gemini-3-pro-image', '2K · 16:9', 'Edit Image…', 'Again', 'Vary…']) {
				await hover.getByText(text).first().waitFor();
			}
			assert.equal(await hover.locator('a[data-href*="quit"], a[href*="quit"]').count(), 0);
			await workbench.press('Escape');
		});
	}

	it('is made once more after its recipe was seen, and the link goes to the new one', async () => {
		await workbench.openFile('light.md');
		await workbench.goTo(3, 24);
		await workbench.press('Control+.');
		await workbench.page.locator('.action-widget').getByText('Generate image light.png again').waitFor();
		await workbench.screenshot('again-of-a-clone');
		await workbench.type('again');
		await workbench.press('Enter');
		await workbench.waitForQuestion('The one before was made by gemini-3-pro-image, Google Gemini');
		assert.equal(await workbench.quickInput.locator('input').inputValue(), recipe.prompt);
		await workbench.screenshot('again-of-a-clone-prompt');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.screenshot('again-of-a-clone-size');
		await workbench.acceptItem('2K');
		await workbench.notification('Another version: ').waitFor({ timeout: 60_000 });
		await workbench.screenshot('again-of-a-clone-done');
		assert.match(await workbench.editorText(), /!\[A lighthouse\]\(images\/light-1\.\w+\)/);
		const recipes = await readFile(path.join(workbench.workspace, 'images/.imagegen.json'), 'utf8');
		const { images } = JSON.parse(recipes) as { images: Record<string, { service: string; resolution: string }> };
		assert.deepEqual(Object.keys(images).length, 2);
		const made = Object.entries(images).find(([name]) => name.startsWith('light-1.'))?.[1];
		assert.deepEqual([made?.service, made?.resolution], ['sandbox', '2K'], 'the person’s own service has made it');
	});
});
