import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { missingCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

const text = `# A walk

![A red fox at the edge of a wood](pictures/red%20fox.png)

![An owl on a fence post at night](pictures/owl.jpg)

![A heron in the shallows](pictures/heron.png)

![](pictures/untold.png)
`;

describe('Missing images, by keyboard', function () {
	this.timeout(120_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({ userSettings: { 'imagegen.sandbox.timeScale': 0.02 } });
		await mkdir(path.join(workbench.workspace, 'trips'));
		await writeFile(at('walk.md'), text);
		await workbench.openFile('walk.md');
	});
	after(() => workbench.close());

	const at = (name: string): string => path.join(workbench.workspace, 'trips', name);

	/** Ticks or unticks the next row whose label has that in it. */
	async function tick(label: string): Promise<void> {
		// Between the last row and the first one is the field.
		const focused = workbench.quickInput.locator('.monaco-list-row.focused, input:focus').first();
		const wanted = workbench.quickInput.locator(`.monaco-list-row.focused[aria-label*=${JSON.stringify(label)}]`);
		for (let step = 0; step < 8 && (await wanted.count()) === 0; step++) {
			await workbench.press('ArrowDown');
			await focused.waitFor();
		}
		await wanted.waitFor();
		await workbench.press('Space');
	}

	it('are listed with what they are to show, where, how large, how long and for how much', async () => {
		await workbench.runCommand(missingCommand);
		await workbench.waitForQuestion('Tick the images to generate');
		await workbench.quickPickItems.nth(3).waitFor();
		const rows = await workbench.quickPickItems.allInnerTexts();
		assert.equal(rows.length, 4);
		const [first = '', , , last = ''] = rows;
		for (const part of [
			'A red fox at the edge of a wood',
			'pictures/red fox.png',
			'trips/walk.md:3',
			'1K',
			'usually',
			'free',
		]) {
			assert.ok(first.replaceAll('\u00a0', ' ').includes(part), `${part} in ${first}`);
		}
		assert.match(last, /no alternative text/);
		await workbench.screenshot('missing-list');
	});

	it('are not made where their link does not say what to draw', async () => {
		await tick('no alternative text');
		await workbench.quickInput.getByText('0 Selected').waitFor();
	});

	it('are made where they are ticked, a few at a time, and told of together', async () => {
		await tick('A red fox');
		await tick('An owl');
		await workbench.quickInput.getByText('2 Selected').waitFor();
		await workbench.screenshot('missing-ticked');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.screenshot('missing-resolution');
		await workbench.acceptItem('1K');
		await workbench.notification('2 missing images are where their links lead.').waitFor({ timeout: 60_000 });
		await workbench.screenshot('missing-done');
		assert.equal(await workbench.notification('Image saved').count(), 0);
		const fox = PNG.sync.read(await readFile(at('pictures/red fox.png')));
		const owl = decode(await readFile(at('pictures/owl.jpg')));
		assert.deepEqual([fox.width, owl.width], [1024, 1024]);
		assert.equal(existsSync(at('pictures/heron.png')), false);
		assert.equal(await readFile(at('walk.md'), 'utf8'), text);
	});

	it('have a quick fix each, which asks with the alternative text as the prompt', async () => {
		await workbench.goTo(7, 30);
		await workbench.press('Control+.');
		await workbench.page.locator('.action-widget').getByText('Generate missing image…').waitFor();
		await workbench.screenshot('missing-quick-fix');
		await workbench.press('Enter');
		await workbench.waitForQuestion('What should the image show?');
		assert.equal(await workbench.quickInput.locator('input').first().inputValue(), 'A heron in the shallows');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.notification('Image saved: trips/pictures/heron.png').waitFor({ timeout: 60_000 });
		PNG.sync.read(await readFile(at('pictures/heron.png')));
		await workbench.screenshot('missing-mended');
	});

	it('are listed of a folder in the explorer as well, none twice', async () => {
		await writeFile(at('other.html'), '<img src="pictures/hare.png" alt="A hare">\n');
		await writeFile(at('more.adoc'), 'image::pictures/hare.png[A hare]\n');
		await workbench.runCommand('File: Focus on Files Explorer');
		const folder = workbench.page.locator('.explorer-folders-view .monaco-list-row[aria-label^="trips"]');
		await folder.click({ button: 'right' });
		await workbench.page.locator('.monaco-menu').getByText('Generate Missing Images…').waitFor();
		await workbench.screenshot('missing-context-menu');
		await workbench.chooseFromMenu('Generate Missing Images…');
		await workbench.waitForQuestion('Tick the images to generate');
		await workbench.quickPickItems.nth(1).waitFor();
		const rows = await workbench.quickPickItems.allInnerTexts();
		assert.deepEqual(
			rows.map((row) => /A hare|no alternative text/.exec(row)?.[0]),
			['A hare', 'no alternative text'],
		);
		await workbench.press('Escape');
	});
});
