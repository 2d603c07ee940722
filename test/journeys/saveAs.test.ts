import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('a document that is saved under another name while its image is drawn', function () {
	this.timeout(180_000);
	const original = 'One\n\n\n\nTwo\n';
	let source: string;
	let workbench: Workbench;

	before(async () => {
		source = await mkdtemp(path.join(tmpdir(), 'imagegen-save-as-'));
		await writeFile(path.join(source, 'a.md'), original);
		workbench = await openWorkbench({
			workspace: source,
			userSettings: { 'imagegen.sandbox.timeScale': 0.4 },
		});
	});
	after(async () => {
		await workbench.close();
		await rm(source, { recursive: true });
	});

	it('has the link, and the old one is left as it was', async () => {
		await workbench.openFile('a.md');
		await workbench.goTo(3);
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('A fox');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.waitForMark('generating…');
		await workbench.goTo(1, 4);
		await workbench.type(' more');
		await workbench.screenshot('mark');

		await workbench.runCommand('File: Save As...');
		await workbench.quickPickItems.first().waitFor();
		await workbench.quickInput.locator('input[type="text"]').fill(path.join(workbench.workspace, 'b.md'));
		await workbench.press('Enter');
		await workbench.page.locator('.tab.active[data-resource-name="b.md"]').waitFor();
		await workbench.waitForMark('generating…');
		await workbench.screenshot('mark-saved-as');
		await workbench.notification('Image inserted').waitFor({ timeout: 120_000 });
		await workbench.waitForNoMark();
		await workbench.screenshot('saved-as');
		assert.equal(await workbench.editorText(), 'One more\n\n![A fox](images/a-fox.jpg)\n\nTwo\n');
		assert.equal(await readFile(path.join(workbench.workspace, 'a.md'), 'utf8'), original);
	});
});
