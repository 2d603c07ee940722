import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { noisePng } from '../support/images';
import { editCommand, insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

const markdown = '# The light\n\n![A lighthouse](images/light.png)\n\nIt stands on a rock.\n';
const html = '<!doctype html>\n<title>The light</title>\n<p><img src="images/light.png" alt="A lighthouse"></p>\n';

async function labelOf(row: Locator): Promise<string> {
	return (await row.getAttribute('aria-label')) ?? '';
}

describe('Edit Image, and reference images, by keyboard', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	let original: Buffer;

	const at = (name: string): string => path.join(workbench.workspace, 'trip', name);

	before(async () => {
		workbench = await openWorkbench({ userSettings: { 'imagegen.sandbox.timeScale': 0.02 } });
		await mkdir(at('images'), { recursive: true });
		original = noisePng(320, 200);
		await writeFile(at('images/light.png'), original);
		await writeFile(at('images/rock.png'), noisePng(200, 320));
		await writeFile(at('light.md'), markdown);
		await writeFile(at('light.html'), html);
	});
	after(() => workbench.close());

	/** Moves through the explorer until the row of that file or folder has the focus. */
	async function goToRow(name: string, key: 'ArrowUp' | 'ArrowDown'): Promise<void> {
		const focused = '.explorer-folders-view .monaco-list-row.focused';
		const row = workbench.page.locator(focused);
		await workbench.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).waitFor();
		await row.waitFor();
		for (let label = await labelOf(row); !label.startsWith(name); label = await labelOf(row)) {
			await workbench.press(key);
			await workbench.page.locator(`${focused}:not([aria-label=${JSON.stringify(label)}])`).waitFor();
		}
	}

	it('asks what is to change in the image of a Markdown link, and the link goes to the new one', async () => {
		await workbench.openFile('light.md');
		await workbench.goTo(3, 6);
		await workbench.runCommand(editCommand);
		await workbench.waitForQuestion('What should change in light.png?');
		await workbench.screenshot('edit-prompt');
		await workbench.answer('Make it night, and light the lamp');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.screenshot('edit-size');
		await workbench.acceptItem('1K');
		await workbench.notification('The link goes to it now.').waitFor({ timeout: 60_000 });
		await workbench.screenshot('edit-markdown');
		assert.match(
			await workbench.editorText(),
			/^# The light\n\n!\[A lighthouse\]\(images\/light-1\.\w+\)\n\nIt stands on a rock\.\n$/,
		);
		assert.ok(original.equals(await readFile(at('images/light.png'))), 'the old file is as it was');
	});

	it('asks once more with the same answers where it is to be varied', async () => {
		await workbench.choose('Image edited: trip/images/light-1', 'More…');
		await workbench.waitForQuestion('What to do with the image');
		await workbench.screenshot('more-of-an-image');
		await workbench.type('Vary');
		await workbench.acceptItem('Vary…');
		await workbench.waitForQuestion('What should change in light.png?');
		const field = workbench.quickInput.locator('input').first();
		assert.equal(await field.inputValue(), 'Make it night, and light the lamp');
		await workbench.press('Escape');
		await workbench.quickInput.waitFor({ state: 'hidden' });
	});

	it('takes one undo for the link to lead to the old image again', async () => {
		await workbench.press('ControlOrMeta+Z');
		await workbench.page.locator('.view-line', { hasText: 'images/light.png' }).waitFor();
		assert.equal(await workbench.editorText(), markdown);
		await workbench.press('ControlOrMeta+Shift+Z');
		await workbench.page.locator('.view-line', { hasText: 'images/light-1.' }).waitFor();
	});

	it('is offered on a link in HTML beside the editor’s own refactorings', async () => {
		await workbench.openFile('light.html');
		await workbench.goTo(3, 20);
		await workbench.press('Control+.');
		const action = workbench.page.locator('.action-widget').getByText('Edit image light.png…');
		await action.waitFor();
		await workbench.screenshot('edit-code-action');
		await workbench.press('Enter');
		await workbench.waitForQuestion('What should change in light.png?');
		await workbench.answer('Paint the door red');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		const link = workbench.page.locator('.view-line', { hasText: /images\/light-[12]\./ });
		await link.waitFor({ timeout: 60_000 });
		await workbench.screenshot('edit-html');
		assert.match(await workbench.editorText(), /<p><img src="images\/light-[12]\.\w+" alt="A lighthouse"><\/p>/);
	});

	it('is in the context menu of a document that links to images', async () => {
		await workbench.press('Shift+F10');
		await workbench.page.locator('.monaco-menu').getByText('Edit Image…').waitFor();
		await workbench.screenshot('edit-context-menu');
		await workbench.press('Escape');
	});

	it('takes several images of the explorer as references', async () => {
		await workbench.openFile('light.md');
		await workbench.goTo(5, 21);
		await workbench.runCommand('File: Focus on Files Explorer');
		// With the arrow keys: a click would open the image in the document's stead.
		await goToRow('images', 'ArrowUp');
		await workbench.press('ArrowRight');
		for (const name of ['light.png', 'rock.png']) {
			await goToRow(name, 'ArrowDown');
			await workbench.press('Control+Shift+Enter');
			await workbench.page.locator(`.explorer-folders-view .monaco-list-row.selected[aria-label^="${name}"]`).waitFor();
		}
		await workbench.press('Shift+F10');
		await workbench.page.locator('.monaco-menu').getByText('Use as Reference Image…').waitFor();
		await workbench.screenshot('references-menu');
		await workbench.chooseFromMenu('Use as Reference Image…');
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('The lighthouse on the rock');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.quickPickItems.filter({ hasText: 'Reference images: 2' }).waitFor();
		await workbench.screenshot('references-size');
		await workbench.acceptItem('1K');
		const link = workbench.page.locator('.view-line', { hasText: 'the-lighthouse-on-the-rock' });
		await link.waitFor({ timeout: 60_000 });
		await waitUntil(
			() =>
				Promise.resolve(
					existsSync(at('images/the-lighthouse-on-the-rock.jpg')) ||
						existsSync(at('images/the-lighthouse-on-the-rock.png')),
				),
			'the image to be there',
		);
	});

	it('offers the images of the workspace as references beside the size', async () => {
		await workbench.openFile('light.md');
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('The keeper at the door');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.type('Reference images');
		await workbench.acceptItem('Reference images: none');
		await workbench.waitForQuestion('reference images');
		await workbench.quickPickItems.filter({ hasText: 'rock.png' }).waitFor();
		await workbench.screenshot('references-pick');
		const rock = workbench.quickInput.locator('.monaco-list-row.focused[aria-label*="rock.png"]');
		for (let step = 0; step < 8 && (await rock.count()) === 0; step++) {
			await workbench.press('ArrowDown');
			await workbench.quickInput.locator('.monaco-list-row.focused, input:focus').first().waitFor();
		}
		await workbench.press('Space');
		await workbench.quickInput.getByText('1 Selected').waitFor();
		await workbench.press('Enter');
		await workbench.quickPickItems.filter({ hasText: 'Reference images: 1' }).waitFor();
		await workbench.screenshot('references-one');
		await workbench.press('Escape');
	});
});
