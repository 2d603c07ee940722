import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beginCall, packAgent, toldTo } from './harness/agent';
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
	let folder: string;
	let workbench: Workbench;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'imagegen-budget-'));
		const confirm = { 'imagegen.agents.confirm': 'overBudget' };
		workbench = await openWorkbench({
			extensions: [await packAgent(folder)],
			userSettings: { 'imagegen.service': 'gemini', 'imagegen.budget': 0.6, ...confirm },
			pastJobs: writePastJobs,
		});
		await workbench.statusBarItem('2 images waiting for you').waitFor({ timeout: 60_000 });
		await workbench.openFile('article.md');
	});
	after(async () => {
		await workbench.close();
		await rm(folder, { recursive: true });
	});

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
		await workbench.press('Escape');
	});

	it('is not exceeded by an agent either, and the person is told that one asks, and for what', async () => {
		await beginCall(workbench, 'imagegen_generate_image', { prompt: 'A razorbill on a ledge' });
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('An agent asks for it: A razorbill on a ledge').waitFor();
		await workbench.screenshot('budget-agent');
		await workbench.press('Escape');
		const [words = ''] = await toldTo(workbench);
		assert.match(words, /^Not done: Nothing was made, and nothing was paid for: the person didn't agree/);
	});
});
