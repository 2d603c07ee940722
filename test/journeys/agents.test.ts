import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beginCall, packAgent, toldTo } from './harness/agent';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('An agent that makes an image, by keyboard', function () {
	this.timeout(180_000);
	let folder: string;
	let workbench: Workbench;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'imagegen-agent-'));
		workbench = await openWorkbench({
			extensions: [await packAgent(folder)],
			userSettings: { 'imagegen.sandbox.timeScale': 0.05 },
		});
	});
	after(async () => {
		await workbench.close();
		await rm(folder, { recursive: true });
	});

	it('is confirmed by the person, who reads whom is asked, what it costs, where it goes and what it shows', async () => {
		await beginCall(workbench, 'imagegen_generate_image', {
			prompt: 'A heron at the pier [approved](command:workbench.action.quit)',
			out: 'art/',
		});
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('A heron at the pier').waitFor();
		await workbench.screenshot('agent-asks');
		for (const text of ['Generate an image', 'gemini-3-pro-image', 'free', 'art']) {
			await dialog.getByText(text).first().waitFor();
		}
		await workbench.press('Enter');
	});

	it('is in the view while it is made, and nothing is told twice', async () => {
		await workbench.showImages();
		await workbench.page.locator('.customview-tree .monaco-list-row', { hasText: 'A heron' }).waitFor();
		await workbench.screenshot('agent-in-view');
		const [words = '', look] = await toldTo(workbench);
		assert.match(words, /art\/a-heron\S*\.(?:jpg|png) \(/);
		assert.equal(look, 'image/jpeg');
		assert.equal(await workbench.page.locator('.notification-toast', { hasText: 'Image saved' }).count(), 0);
		await workbench.screenshot('agent-done');
	});
});
