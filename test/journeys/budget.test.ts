import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { generateCommand } from './harness/commands';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { writePastJobs } from './harness/pastJobs';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

async function jobsIn(path: string): Promise<string[]> {
	return (await readdir(path)).filter((name) => /^\d/.test(name)).sort();
}

describe('a budget, by keyboard', function () {
	this.timeout(180_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({
			userSettings: { 'imagegen.service': 'gemini', 'imagegen.budget': 0.6 },
			pastJobs: writePastJobs,
		});
		await workbench.statusBarItem('2 images waiting for you').waitFor({ timeout: 60_000 });
		await workbench.openFile('article.md');
	});
	after(() => workbench.close());

	it('is not exceeded unasked, and the prompt is kept', async () => {
		const jobs = path.join(workbench.dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs');
		const before = await jobsIn(jobs);
		await generate(workbench, 'A puffin on a rock');
		await workbench.waitForQuestion('API key');
		await workbench.answer('a-key-of-this-journey');
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('This image would exceed your budget of $0.60 a month.').waitFor();
		await dialog.getByText('Images of this month have cost $0.536 so far').waitFor();
		await workbench.screenshot('budget-question');
		await workbench.press('Escape');
		await dialog.waitFor({ state: 'detached' });
		// What was prepared meanwhile goes once its process is gone.
		await waitUntil(async () => (await jobsIn(jobs)).join() === before.join(), 'the folders of the jobs');
		await workbench.runCommand(generateCommand);
		await workbench.waitForQuestion('What should the image show?');
		assert.equal(await workbench.quickInput.locator('input').first().inputValue(), 'A puffin on a rock');
	});
});
