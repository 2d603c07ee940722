import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { type Themes, assertAccessibleInThemes, settingsFor } from './harness/themes';
import { pageWith } from './harness/webview';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

const themes: Themes = { dark: 'High Contrast', light: 'Light Modern' };

describe('what an image is for, by keyboard', function () {
	this.timeout(240_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({ userSettings: { ...settingsFor(themes), 'imagegen.sandbox.timeScale': 0.02 } });
		await workbench.openFile('article.md');
		await workbench.goTo(2);
	});
	after(() => workbench.close());

	const at = (name: string): string => path.join(workbench.workspace, 'images', name);
	const files = async (folder = '.'): Promise<string[]> =>
		(await readdir(at(folder))).filter((name) => /\.(png|jpg|ico)$/.test(name)).toSorted();

	/** Asks for an image that is for that; the question for the size is there again. */
	async function ask(prompt: string, purpose: string): Promise<void> {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.type(prompt);
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.type('Pixels');
		await workbench.acceptItem('Pixels: as drawn');
		await workbench.waitForQuestion('Choose what the image is for');
		await workbench.screenshot(`purposes-${purpose.split(' ')[0]}`);
		await workbench.type(purpose);
		await workbench.acceptItem(purpose);
	}

	it('is a set of icons, beside a square', async () => {
		await ask('Beacon mark', 'Icon set');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.quickPickItems.filter({ hasText: 'Pixels: Icon set' }).waitFor();
		assert.equal(await workbench.quickPickItems.filter({ hasText: 'Aspect ratio' }).count(), 0);
		await workbench.screenshot('icon-set');
		await workbench.acceptItem('1K');
		const told = workbench.notification('Image inserted: images/beacon-mark');
		await told.waitFor({ timeout: 60_000 });
		await workbench.screenshot('icon-set-done');
		assert.match(await told.innerText(), /Its icon set, 16 to 512 pixels and \.ico, is in images\/beacon-mark-icons\./);
		assert.equal((await files('beacon-mark-icons')).length, 9);
		const { width, height } = await sharp(at('beacon-mark-icons/icon-256.png')).metadata();
		assert.deepEqual([width, height], [256, 256]);
		assert.match(await workbench.editorText(), /!\[Beacon mark\]\(images\/beacon-mark\.\w+\)/);
	});

	it('is a card of exact pixels, of which a person chooses what is kept', async () => {
		await ask('Geese over water', 'Social card');
		await workbench.waitForQuestion('Press Enter for these pixels');
		await workbench.screenshot('exact-pixels');
		await workbench.acceptItem('1200 × 630');
		await workbench.notification('Image inserted: images/geese-over-water').waitFor({ timeout: 60_000 });
		const [name = assert.fail('no image')] = (await files()).filter((one) => one.startsWith('geese'));
		await workbench.choose('Image inserted: images/geese-over-water', 'More…');
		await workbench.waitForQuestion('What to do with the image');
		await workbench.type('Crop');
		await workbench.screenshot('more-crop');
		await workbench.acceptItem('Choose Crop…');
		const page = await pageWith(workbench, '#frame');
		const slider = page.getByRole('slider', { name: 'From top to bottom' });
		const frame = page.locator('#frame');
		const top = async (): Promise<number> => (await frame.boundingBox())?.y ?? NaN;
		await workbench.screenshot('crop');
		await assertAccessibleInThemes(page, workbench, 'crop', themes);
		const before = await top();
		await workbench.press(...Array.from({ length: 10 }, () => 'ArrowUp'));
		assert.equal(await slider.inputValue(), '30');
		assert.ok((await top()) < before, 'the frame goes up');
		const box = (await frame.boundingBox()) ?? assert.fail('no frame');
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		await workbench.page.mouse.move(x, y);
		await workbench.page.mouse.down();
		await workbench.page.mouse.move(x, y - 500, { steps: 10 });
		await workbench.page.mouse.up();
		assert.equal(await slider.inputValue(), '0');
		await workbench.screenshot('crop-moved');
		await workbench.press('Enter');
		await workbench.waitForEditor();
		await workbench.notification('Cropped copy saved').waitFor({ timeout: 60_000 });
		await workbench.screenshot('crop-done');
		const cropped = name.replace('.', '-1.');
		assert.deepEqual(
			(await files()).filter((one) => one.startsWith('geese')),
			[cropped, name].toSorted(),
		);
		const { width, height } = await sharp(at(cropped)).metadata();
		assert.deepEqual([width, height], [1200, 630]);
		assert.ok(!(await readFile(at(name))).equals(await readFile(at(cropped))), 'another part of it');
		await waitUntil(
			async () => (await workbench.editorText()).includes(`(images/${cropped})`),
			'the link to the new one',
		);
		await workbench.press('ControlOrMeta+Z');
		await workbench.page.locator('.view-line', { hasText: `(images/${name})` }).waitFor();
	});
});
