import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('a window that is reloaded while an image is drawn', function () {
	this.timeout(120_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({ machineSettings: { 'imagegen.sandbox.timeScale': 0.15 } });
		await workbench.openFile('article.md');
	});
	after(() => workbench.close());

	it('delivers the image and inserts it, once Image Gen is used again', async () => {
		const before = await readFile(path.join(workbench.workspace, 'article.md'), 'utf8');
		const line = before.split('\n').indexOf('## The lamp') + 2;
		await workbench.goTo(line);
		await workbench.runCommand('Image Gen: Insert Generated Image…');
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('The lens of a lighthouse');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.notification('The lens of a lighthouse').waitFor();

		await workbench.reload();
		await workbench.runCommand('Image Gen: Show Images in Progress…');
		await workbench.press('Escape');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		// After a reload nothing need have the focus.
		await workbench.openFile('article.md');
		const lines = before.split('\n');
		lines.splice(line, 0, '![The lens of a lighthouse](images/the-lens-of-a-lighthouse.jpg)');
		assert.equal(await workbench.editorText(), lines.join('\n'));
	});
});
