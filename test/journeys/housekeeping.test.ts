import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkbench } from './harness/openWorkbench';
import { writePastJobs } from './harness/pastJobs';
import { waitUntil } from './harness/waitUntil';
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
		const name = `image-requests-${new Date().toISOString().slice(0, 10)}.csv`;
		const file = path.join(workbench.workspace, name);
		await waitUntil(
			async () => (await workbench.quickInput.locator('input[type="text"]').inputValue()) === file,
			'the file that is offered',
		);
		await workbench.press('Enter');
		await workbench.choose('1 request exported.', 'Open');
		await workbench.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
		await workbench.screenshot('exported-requests');
		const [head, ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
		assert.equal(
			head,
			'time,duration in seconds,service,model,resolution,request id,outcome,possibly paid,cost in USD',
		);
		assert.equal(rows.length, 1);
		assert.match(rows[0] ?? '', /,63\.94,Google Gemini,gemini-3-pro-image,2K,,interrupted,yes,0\.134$/);
	});

	it('shows what there is, and removes what is chosen, after a question', async () => {
		await workbench.showImages();
		await workbench.page.getByRole('heading', { name: 'Image Gen: $0.536 this month · Images' }).waitFor();
		await workbench.runCommand('Image Gen: Clean Up…');
		await workbench.waitForQuestion('Choose what to remove');
		await workbench.quickPickItems.filter({ hasText: 'Images that are not saved yet' }).waitFor();
		await workbench.screenshot('clean-up');
		await workbench.acceptItem('Images that are dealt with');
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('Remove 2 images for good?').waitFor();
		await workbench.screenshot('clean-up-question');
		await dialog.getByRole('button', { name: 'Remove' }).click();
		await workbench.statusBarItem('2 images removed.').waitFor();
		await workbench.showImages();
		await workbench.imageRow('Recent').waitFor({ state: 'detached' });
		await workbench.imageRow('not saved yet').waitFor();
		await workbench.imageRow('failed, may have been billed').waitFor();
		// The money is spent all the same.
		await workbench.page.getByRole('heading', { name: 'Image Gen: $0.536 this month · Images' }).waitFor();
	});
});
