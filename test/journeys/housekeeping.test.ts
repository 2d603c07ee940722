import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkbench } from './harness/openWorkbench';
import { writePastJobs } from './harness/pastJobs';
import type { Workbench } from './harness/workbench';

describe('what is kept of images, by keyboard', function () {
	this.timeout(180_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({
			pastJobs: writePastJobs,
		});
		await workbench.statusBarItem('2 images waiting for you').waitFor({ timeout: 60_000 });
		await workbench.openFile('article.md');
	});
	after(() => workbench.close());

	it('is exported, as a provider asks for it who compensates', async () => {
		await workbench.runCommand('Image Gen: Export Requests…');
		await workbench.waitForQuestion('Choose the requests to export');
		await workbench.screenshot('export-requests');
		await workbench.acceptItem('Slower than 180 s, or lost');
		await workbench.chooseFile(path.join(workbench.workspace, 'requests.csv'));
		await workbench.choose('1 request exported.', 'Open');
		await workbench.page.locator('.tab.active[data-resource-name="requests.csv"]').waitFor();
		await workbench.screenshot('exported-requests');
		const [head, ...rows] = (await readFile(path.join(workbench.workspace, 'requests.csv'), 'utf8')).trim().split('\n');
		assert.equal(
			head,
			'time,duration in seconds,service,model,resolution,request id,outcome,possibly paid,cost in USD',
		);
		assert.equal(rows.length, 1);
		assert.match(rows[0] ?? '', /,64,gemini,gemini-3-pro-image,2K,,interrupted,yes,$/);
	});

	it('shows what there is, and removes what is chosen, after a question', async () => {
		await workbench.showImages();
		await workbench.page.getByRole('heading', { name: 'Image Gen: Images · $0.536 this month' }).waitFor();
		await workbench.runCommand('Image Gen: Clean Up…');
		await workbench.waitForQuestion('Choose what to remove');
		await workbench.quickPickItems.filter({ hasText: 'Images that are not saved yet' }).waitFor();
		await workbench.screenshot('clean-up');
		await workbench.acceptItem('All remembered images');
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('Remove All remembered images (2)?').waitFor();
		await workbench.screenshot('clean-up-question');
		await dialog.getByRole('button', { name: 'Remove' }).click();
		await workbench.statusBarItem('Removed: 2.').waitFor();
		await workbench.showImages();
		await workbench.imageRow('Recent').waitFor({ state: 'detached' });
		await workbench.imageRow('not saved yet').waitFor();
		await workbench.imageRow('failed, may have been billed').waitFor();
	});
});
