import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { assertAccessible } from './harness/axe';
import { generate } from './harness/generate';
import { type PatientService, patientService } from './harness/patientService';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('the view of all images, by keyboard', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	let service: PatientService;

	before(async () => {
		service = await patientService();
		workbench = await openWorkbench({ userSettings: { ...service.settings, 'imagegen.parallel': 4 } });
		await workbench.openFile('article.md');
	});
	after(async () => {
		await workbench.close();
		await service.server[Symbol.asyncDispose]();
	});

	const rows = async (): Promise<string[]> =>
		(await workbench.page.locator('.customview-tree .monaco-list-row').allInnerTexts()).map((text) =>
			text.replaceAll('\n', ' ').replaceAll('\u2060', ''),
		);

	/** Waits until the rows that have these words are in this order. */
	const untilOrder = (...words: readonly string[]): Promise<void> =>
		waitUntil(async () => {
			const found = (await rows()).flatMap((row) => words.filter((word) => row.includes(word)));
			return found.join() === words.join();
		}, `the rows ${words.join()}`);

	/** Moves the focus in the list to the row with that text. */
	async function focusRow(text: string): Promise<void> {
		await workbench.showImages();
		// Nothing is to cover the rows.
		await workbench.page.mouse.move(600, 300);
		await workbench.imageRow(text).first().waitFor();
		const index = (await rows()).findIndex((row) => row.includes(text));
		await workbench.press('Home', ...Array<string>(index).fill('ArrowDown'));
		await workbench.page.locator('.customview-tree .monaco-list-row.focused').filter({ hasText: text }).waitFor();
	}

	it('is hidden before the first image', async () => {
		assert.equal(await workbench.page.locator('.activitybar a[aria-label*="Image Gen"]').count(), 0);
	});

	it('shows six images, of which two wait for their turn, in order', async () => {
		for (const prompt of ['Alpha', 'Bravo', 'Charlie', 'Delta', 'Echo', 'Foxtrot']) {
			await generate(workbench, prompt);
		}
		await workbench.statusBarItem('6 images').waitFor();
		await workbench.showImages();
		await workbench.imageRow('waiting for its turn, 1 ahead').waitFor();
		await untilOrder('Alpha', 'Bravo', 'Charlie', 'Delta', 'Echo', 'Foxtrot');
		assert.deepEqual([...service.asked].sort(), ['Alpha', 'Bravo', 'Charlie', 'Delta']);
		await workbench.screenshot('queue-of-six');
		await assertAccessible(workbench.page, '.customview-tree');
		await assertAccessible(workbench.page, '[id="imagegen.imagegen.imagegen.jobs"]');
	});

	it('moves one that waits, cancels it without a question, and both survive a reload', async () => {
		await focusRow('Foxtrot');
		await workbench.press('Alt+ArrowUp');
		await untilOrder('Delta', 'Foxtrot', 'Echo');
		await workbench.reload();
		await workbench.statusBarItem('6 images').waitFor({ timeout: 30_000 });
		await focusRow('Echo');
		await untilOrder('Foxtrot', 'Echo');
		// The next key does not wait for what the one before it does.
		await workbench.press('Delete', 'ArrowUp');
		await workbench.statusBarItem('5 images').waitFor();
		assert.equal(service.asked.includes('Echo'), false);
	});

	it('asks before it cancels what may be billed', async () => {
		await focusRow('Bravo');
		await workbench.press('Delete');
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('Cancel "Bravo"?').waitFor();
		await workbench.screenshot('cancel-question');
		await workbench.press('Escape');
		await dialog.waitFor({ state: 'detached' });
		await workbench.statusBarItem('5 images').waitFor();
	});

	it('lists what was made, opens it with Enter, and inserts it by its menu', async () => {
		for (const prompt of ['Alpha', 'Bravo', 'Charlie', 'Delta']) {
			service.answer(prompt);
		}
		await waitUntil(() => Promise.resolve(service.asked.includes('Foxtrot')), 'the one that waited');
		service.answer('Foxtrot');
		await workbench.statusBarItem('images').waitFor({ state: 'detached', timeout: 60_000 });
		await workbench.openFile('article.md');
		await workbench.goTo(2);
		await focusRow('Charlie');
		await workbench.press('Enter');
		await workbench.page.locator('.tab.active[data-resource-name="charlie.png"]').waitFor();
		await workbench.screenshot('recent-opened');
		// An image's editor keeps the keys to itself.
		await workbench.page.locator('.tab[data-resource-name="article.md"]').click();
		await focusRow('Delta');
		await workbench.press('Shift+F10');
		const menu = workbench.page.locator('.monaco-menu');
		await menu.getByText('Show Log of This Image').waitFor();
		await workbench.screenshot('row-menu');
		await workbench.chooseFromMenu('Insert');
		await waitUntil(async () => {
			const text = await readFile(path.join(workbench.workspace, 'article.md'), 'utf8');
			return text.includes('![Delta](images/delta.png)') || (await workbench.visibleText()).includes('![Delta]');
		}, 'the link');
	});

	it('keeps a failure that may have been billed until the person is done with it', async () => {
		await workbench.openFile('article.md');
		await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
		await generate(workbench, 'Lost at sea');
		await waitUntil(() => Promise.resolve(service.asked.includes('Lost at sea')), 'the request');
		service.answer('Lost at sea');
		await workbench.notification("Couldn't generate").waitFor({ timeout: 30_000 });
		await workbench.statusBarItem('1 image waiting').waitFor();
		await workbench.screenshot('waiting-mark');
		await workbench.runCommand('Notifications: Clear All Notifications');
		await focusRow('failed, may have been billed');
		await workbench.statusBarItem('1 image waiting').waitFor({ state: 'detached' });
		await workbench.screenshot('waiting-for-you');
		await assertAccessible(workbench.page, '.customview-tree');
		await workbench.press('Delete');
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('Remove "Lost at sea" for good?').waitFor();
		await workbench.press('Escape');
		await dialog.waitFor({ state: 'detached' });
		await focusRow('Lost at sea');
		await workbench.press('Shift+F10');
		await workbench.chooseFromMenu('Done With It');
		await workbench.imageRow('Waiting for You').waitFor({ state: 'detached' });
		await workbench.imageRow('Lost at sea').waitFor();
	});

	it('is filtered by words, copies prompts, and removes what is chosen', async () => {
		await workbench.showImages();
		await workbench.runCommand('Image Gen: Filter Images…');
		await workbench.waitForQuestion('Shows the images whose prompt');
		await workbench.type('alp');
		await workbench.imageRow('Bravo').waitFor({ state: 'detached' });
		await workbench.imageRow('Alpha').waitFor();
		await workbench.press('Enter');
		await workbench.screenshot('filtered');
		await focusRow('Alpha');
		await workbench.press('ControlOrMeta+C');
		await workbench.statusBarItem('Prompt copied.').waitFor();
		await workbench.press('Delete');
		await workbench.page.getByText('Filter "alp": 0 found').waitFor();
		await workbench.screenshot('filtered-none');
		await workbench.page.getByRole('button', { name: 'Clear Filter' }).click();
		await workbench.imageRow('Bravo').waitFor();
		assert.equal(await workbench.imageRow('Alpha').count(), 0);
		await readFile(path.join(workbench.workspace, 'images/alpha.png'));
	});
});
