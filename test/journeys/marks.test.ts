import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { type PatientService, patientService } from './harness/patientService';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('the mark where an image will land', function () {
	this.timeout(180_000);
	let source: string;
	let workbench: Workbench;
	let service: PatientService;

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
		service = await patientService();
		workbench = await openWorkbench({ workspace: source, userSettings: service.settings });
	});
	afterEach(async () => {
		await workbench.close();
		await service.server[Symbol.asyncDispose]();
		await rm(source, { recursive: true });
	});

	async function ask(): Promise<void> {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('A fox');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
	}

	/** The service has waited until now, so that the image can't be there before it is to be, or minutes later. */
	async function seeInserted(): Promise<void> {
		await waitUntil(() => Promise.resolve(service.asked.length === 1), 'the request');
		service.answer('A fox');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		await workbench.waitForMarks(0);
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
		await seeInserted();
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
		await workbench.press('ControlOrMeta+S');
		const file = path.join(workbench.workspace, 'a.ipynb');
		await waitUntil(async () => /Two[^]*One/.test(await readFile(file, 'utf8')), 'the notebook to be saved');
		await workbench.page.locator('.tab.active').click({ button: 'middle' });
		await workbench.waitForMarks(0);
		await workbench.press('ControlOrMeta+P');
		await workbench.quickInput.waitFor();
		await workbench.type('a.ipynb');
		await workbench.acceptItem('a.ipynb');
		await workbench.waitForMarks(1);
		await seeInserted();
		await workbench.screenshot('mark-in-a-cell-inserted');
		await workbench.page.locator('.notebookOverlay .view-line', { hasText: 'images/a-fox.png' }).waitFor();
	});
});
