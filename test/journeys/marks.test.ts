import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('the mark where an image will land', function () {
	this.timeout(180_000);
	let source: string;
	let workbench: Workbench;

	beforeEach(async () => {
		source = await mkdtemp(path.join(tmpdir(), 'imagegen-marks-'));
		await writeFile(path.join(source, 'a.md'), 'One\n\n\n\nTwo\n');
		await writeFile(path.join(source, 'b.md'), 'Other\n');
		const cells = ['One', 'Two'].map((text) => ({
			cell_type: 'code',
			metadata: {},
			outputs: [],
			source: [`${text} = 1`],
		}));
		const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 4 };
		await writeFile(path.join(source, 'a.ipynb'), JSON.stringify(notebook));
		workbench = await openWorkbench({ workspace: source, userSettings: { 'imagegen.sandbox.timeScale': 1 } });
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
		await workbench.runCommand('View: Split Editor Right');
		await workbench.waitForMarks(2);
		await workbench.screenshot('marks-in-two-groups');
		await workbench.runCommand('View: Move Editor into Below Group');
		await workbench.waitForMarks(2);
		await workbench.openFile('b.md');
		await workbench.waitForMarks(1);
		await workbench.runCommand('View: Open Previous Editor in Group');
		await workbench.waitForMarks(2);
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		await workbench.waitForMarks(0);
	});

	it('is in the cell of a notebook, also once that is moved and the notebook opened again', async () => {
		await workbench.press('ControlOrMeta+P');
		await workbench.quickInput.waitFor();
		await workbench.type('a.ipynb');
		await workbench.acceptItem('a.ipynb');
		await workbench.page.locator('.notebookOverlay .view-line', { hasText: 'Two' }).click();
		await workbench.page.locator('.notebookOverlay .monaco-editor.focused').waitFor();
		await ask();
		await workbench.waitForMarks(1);
		await workbench.screenshot('mark-in-a-cell');
		await workbench.runCommand('Notebook: Move Cell Up');
		await workbench.waitForMarks(1);
		await workbench.runCommand('File: Save');
		await workbench.runCommand('View: Close Editor');
		await workbench.waitForMarks(0);
		await workbench.press('ControlOrMeta+P');
		await workbench.quickInput.waitFor();
		await workbench.type('a.ipynb');
		await workbench.acceptItem('a.ipynb');
		await workbench.waitForMarks(1);
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		await workbench.waitForMarks(0);
		await workbench.screenshot('mark-in-a-cell-inserted');
		await workbench.page.locator('.notebookOverlay .view-line', { hasText: 'images/a-fox.jpg' }).waitFor();
	});
});
