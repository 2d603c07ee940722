import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('the mark where an image will land', function () {
	this.timeout(400_000);
	let source: string;
	let workbench: Workbench;

	beforeEach(async () => {
		source = await mkdtemp(path.join(tmpdir(), 'imagegen-marks-'));
		await writeFile(path.join(source, 'a.md'), 'One\n\n\n\nTwo\n');
		await writeFile(path.join(source, 'b.md'), 'Other\n');
		workbench = await openWorkbench({ workspace: source, userSettings: { 'imagegen.sandbox.timeScale': 1.5 } });
	});
	afterEach(async () => {
		await workbench.close();
		await rm(source, { recursive: true });
	});

	async function ask(): Promise<void> {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('A fox');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
	}

	it('is in every group that shows the document, wherever its editors are moved, until the image is there', async () => {
		await workbench.openFile('a.md');
		await workbench.goTo(3);
		await ask();
		await workbench.waitForMarks(1);
		await workbench.press('Control+\\');
		await workbench.waitForMarks(2);
		await workbench.screenshot('marks-in-two-groups');
		await workbench.openFile('b.md');
		await workbench.waitForMarks(1);
		// Into a group of its own, so that the other document comes back in this one.
		await workbench.press('Control+Alt+ArrowRight');
		await workbench.waitForMarks(2);
		await workbench.press('Control+1', 'Control+Alt+ArrowRight');
		await workbench.waitForMarks(1);
		await workbench.press('Control+Alt+ArrowRight');
		await workbench.page
			.locator('.tab.active[data-resource-name="a.md"] + .tab, .tab + .tab.active[data-resource-name="a.md"]')
			.waitFor();
		await workbench.waitForMarks(1);
		await workbench.notification('Image inserted').waitFor({ timeout: 180_000 });
		await workbench.waitForMarks(0);
	});
});
