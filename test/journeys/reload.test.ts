import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('a window that is reloaded while an image is drawn', function () {
	this.timeout(180_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({ userSettings: { 'imagegen.sandbox.timeScale': 0.6 } });
		await workbench.openFile('article.md');
	});
	after(() => workbench.close());

	it('delivers the image and inserts it, though nobody touches anything', async () => {
		const before = await readFile(path.join(workbench.workspace, 'article.md'), 'utf8');
		const line = before.split('\n').indexOf('## The lamp') + 2;
		await workbench.goTo(line);
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('The lens of a lighthouse');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.statusBarItem('Image 0:').waitFor();

		await workbench.reload();
		await workbench.statusBarItem('Image 0:').waitFor({ timeout: 30_000 });
		await workbench.screenshot('reloaded-running');
		await workbench.notification('Image inserted').waitFor({ timeout: 120_000 });
		await workbench.screenshot('reloaded-inserted');
		// After a reload nothing need have the focus.
		await workbench.openFile('article.md');
		const lines = before.split('\n');
		lines.splice(line, 0, '![The lens of a lighthouse](images/the-lens-of-a-lighthouse.jpg)');
		assert.equal(await workbench.editorText(), lines.join('\n'));
	});
});
