import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { openPicker, pickerIn } from './harness/picker';
import { type Themes, assertAccessibleInThemes, settingsFor } from './harness/themes';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

const themes: Themes = { dark: 'Dark Modern', light: 'High Contrast Light' };

describe('choosing two of four images, by keyboard', function () {
	this.timeout(180_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({ userSettings: { ...settingsFor(themes), 'imagegen.sandbox.timeScale': 0.2 } });
		await workbench.openFile('article.md');
		await workbench.goTo(2);
	});
	after(() => workbench.close());

	it('keeps the two that are ticked, and links the first of them', async () => {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.type('Kestrel over the light');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.type('Number of images');
		await workbench.acceptItem('Number of images: 1');
		await workbench.waitForQuestion('Choose how many images');
		await workbench.type('4');
		await workbench.acceptItem('4');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.screenshot('four-images');
		await workbench.press('Enter');
		const page = await openPicker(workbench, 4);
		// Told once, of all of them.
		assert.equal(await workbench.notification('ready to choose').count(), 0);
		assert.deepEqual(await readdir(path.join(workbench.workspace, 'images')).catch(() => []), []);
		await workbench.press('ArrowRight');
		await workbench.press('Space');
		await workbench.press('ArrowRight');
		await workbench.press('ArrowRight');
		await workbench.press('Space');
		await workbench.screenshot('choosing');
		await assertAccessibleInThemes(page, workbench, 'choosing', themes);
		await workbench.press('Enter');
		await workbench.waitForEditor();
		await workbench.page.locator('.view-line', { hasText: '![Kestrel over the light]' }).waitFor({ timeout: 30_000 });
		const files = async (): Promise<string[]> =>
			(await readdir(path.join(workbench.workspace, 'images'))).filter((name) => /\.(png|jpg|webp)$/.test(name));
		await waitUntil(async () => (await files()).length === 2, 'two files');
		const links = (await workbench.editorText()).match(/!\[Kestrel/g) ?? [];
		assert.equal(links.length, 1);
	});

	it('leaves all of them waiting at Escape', async () => {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.type('Puffin below the light');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.quickPickItems.filter({ hasText: 'Number of images: 4' }).waitFor();
		await workbench.press('Enter');
		const page = await openPicker(workbench, 4);
		await workbench.page.setViewportSize({ width: 900, height: 800 });
		const focused = page.getByRole('checkbox', { name: 'Image 3 of 4' }).and(page.locator(':focus'));
		await workbench.press('ArrowDown');
		await focused.waitFor();
		await workbench.press('Space');
		await workbench.press('Escape');
		await workbench.page.locator('.tab', { hasText: 'Choose Images' }).waitFor({ state: 'detached' });
		await workbench.waitForEditor();
		await workbench.page.setViewportSize({ width: 1280, height: 800 });
		await workbench.statusBarItem('4 images waiting for you').waitFor();
	});

	it('shows all of them again later, and saves another one beside them', async () => {
		const { page } = workbench;
		await workbench.showImages();
		const rows = page.locator('.customview-tree .monaco-list-row');
		await rows.filter({ hasText: 'Kestrel' }).first().waitFor();
		const index = (await rows.allInnerTexts()).findIndex((text) => text.includes('Kestrel'));
		await workbench.press('Home', ...Array<string>(index).fill('ArrowDown'));
		await page.locator('.customview-tree .monaco-list-row.focused').filter({ hasText: 'Kestrel' }).waitFor();
		await workbench.press('Shift+F10');
		await workbench.chooseFromMenu('Choose…');
		await pickerIn(workbench, 4);
		await workbench.press('Space');
		await workbench.screenshot('choosing-again');
		await workbench.press('Enter');
		const files = async (): Promise<string[]> =>
			(await readdir(path.join(workbench.workspace, 'images'))).filter((name) => /\.(png|jpg|webp)$/.test(name));
		await waitUntil(async () => (await files()).length === 3, 'a third file');
		await workbench.screenshot('chosen-again');
	});

	it('are still there to choose from after the window was reloaded', async () => {
		await workbench.openFile('article.md');
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('Two terns');
		await workbench.waitForQuestion('Choose a resolution');
		// As many as the last time.
		await workbench.quickPickItems.filter({ hasText: 'Number of images: 4' }).waitFor();
		await workbench.press('Enter');
		await workbench.notification('4 images are ready to choose from').waitFor({ timeout: 90_000 });
		await workbench.reload();
		// Those that were left at Escape are told of as well.
		await openPicker(workbench, 4, 'Two terns');
		await workbench.screenshot('choosing-reloaded');
		await workbench.press('Space');
		await workbench.press('Enter');
		const saved = path.join(workbench.workspace, 'images/two-terns.jpg');
		await waitUntil(async () => (await stat(saved).catch(() => undefined)) !== undefined, 'the one that was ticked');
	});
});
