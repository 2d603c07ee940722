import assert from 'node:assert/strict';
import path from 'node:path';
import { listJobs, readTask } from '../../src/engine/jobs/layout';
import { imageOf } from '../../src/engine/task';
import { editCommand, generateCommand, insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntilDraftIsKept, waitUntilTabIsKept } from './harness/keptState';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('a prompt with room, by keyboard', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	const prompt = 'A lighthouse at night\n\nwith one lamp lit';

	before(async () => {
		workbench = await openWorkbench({ theme: 'Dark Modern', userSettings: { 'imagegen.sandbox.timeScale': 0.02 } });
		await workbench.openFile('article.md');
		await workbench.goTo(2);
	});
	after(() => workbench.close());

	it('goes on in an editor with one key, and is asked for with its line breaks', async () => {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.type('A lighthouse at night');
		await workbench.press('Alt+Enter');
		await workbench.page.locator('.tab.active', { hasText: 'Prompt' }).waitFor();
		await workbench.page.locator('.view-line', { hasText: 'A lighthouse at night' }).waitFor();
		await workbench.press('Enter');
		await workbench.press('Enter');
		await workbench.type('with one lamp lit');
		await workbench.page.locator('.view-line', { hasText: 'with one lamp lit' }).waitFor();
		await workbench.screenshot('long-prompt');
		await workbench.press('Control+Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.press('Enter');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		assert.deepEqual(await promptsOf(workbench), [prompt]);
		assert.ok((await workbench.editorText()).includes('![A lighthouse at night with one lamp lit]('));
	});

	it('has earlier prompts by the arrow keys, with their line breaks', async () => {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.type('Fog');
		await workbench.press('ArrowUp');
		const input = workbench.quickInput.locator('input');
		const value = (text: string): Promise<void> =>
			waitUntil(async () => (await input.inputValue()) === text, `the prompt to be ${text}`);
		await value('A lighthouse at night with one lamp lit');
		await workbench.screenshot('earlier-prompt');
		await workbench.press('ArrowDown');
		await value('Fog');
		await workbench.press('ArrowUp');
		await value('A lighthouse at night with one lamp lit');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.press('Enter');
		await waitUntil(async () => (await promptsOf(workbench)).length === 2, 'the second job');
		assert.deepEqual(await promptsOf(workbench), [prompt, prompt]);
		// The first image may still be announced.
		const links = async (): Promise<number> => (await workbench.editorText()).split('![A lighthouse').length - 1;
		await waitUntil(async () => (await links()) === 2, 'the second link');
	});

	it('keeps what is to change in an image apart, and for its link', async () => {
		const { page } = workbench;
		const line = 1 + (await workbench.editorText()).split('\n').findIndex((text) => text.startsWith('![A lighthouse'));
		await workbench.goTo(line, 6);
		await workbench.runCommand(editCommand);
		await workbench.waitForQuestion('What should change in');
		await workbench.type('Make it dusk');
		await workbench.press('Alt+Enter');
		await page.locator('.tab.active', { hasText: 'Edit a-lighthouse-at-night' }).waitFor();
		await page.locator('.view-line', { hasText: 'Make it dusk' }).waitFor();
		await workbench.press('Enter');
		await workbench.type('and the sea calm');
		await page.locator('.view-line', { hasText: 'and the sea calm' }).waitFor();
		await workbench.screenshot('long-prompt-of-an-edit');
		await workbench.runCommand(generateCommand);
		await workbench.waitForQuestion('What should the image show?');
		assert.equal(await workbench.quickInput.locator('input').inputValue(), '', 'the instruction is no prompt');
		await workbench.press('Escape');
		await workbench.quickInput.waitFor({ state: 'hidden' });
		await page.locator('.monaco-editor.focused').waitFor();
		await workbench.press('Control+Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.press('Enter');
		await workbench.notification('The link goes to it now.').waitFor({ timeout: 60_000 });
		await workbench.screenshot('edit-of-a-long-prompt');
		assert.equal((await promptsOf(workbench)).at(-1), 'Make it dusk\nand the sea calm');
		await workbench.openFile('article.md');
		assert.match(await workbench.editorText(), /!\[A lighthouse at night with one lamp lit\]\(images\/\S+-[12]\.\w+\)/);
	});

	it('keeps the draft and what it is for over a reload', async () => {
		const { page } = workbench;
		const before = (await promptsOf(workbench)).length;
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.type('A mill');
		await workbench.press('Alt+Enter');
		await page.locator('.tab.active', { hasText: 'Prompt' }).waitFor();
		await page.locator('.view-line', { hasText: 'A mill' }).waitFor();
		await workbench.press('Enter');
		await workbench.type('by a brook');
		await page.locator('.view-line', { hasText: 'by a brook' }).waitFor();
		await waitUntilDraftIsKept(page, 'by a brook');
		await waitUntilTabIsKept(page, 'Prompt');
		await workbench.reload();
		await page.locator('.tab.active', { hasText: 'Prompt' }).waitFor();
		await page.locator('.view-line', { hasText: 'by a brook' }).waitFor();
		// The key comes with the button, and either may come after the text.
		await page.getByRole('button', { name: 'Use This Prompt' }).waitFor();
		await workbench.screenshot('draft-after-a-reload');
		await page.locator('.view-line', { hasText: 'by a brook' }).click();
		await workbench.press('Control+Enter');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.press('Enter');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		assert.deepEqual((await promptsOf(workbench)).slice(before), ['A mill\nby a brook']);
		await workbench.openFile('article.md');
		assert.ok((await workbench.editorText()).includes('![A mill by a brook]('));
	});
});

/** What was asked for, the oldest first. */
async function promptsOf({ dataDir }: Workbench): Promise<readonly (string | undefined)[]> {
	const folders = await listJobs(path.join(dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs'));
	const tasks = await Promise.all(folders.map((folder) => readTask(folder).catch(() => undefined)));
	return tasks.flatMap((task) => (task ? [imageOf(task)?.prompt] : []));
}
