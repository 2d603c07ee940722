import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/server';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

const key = 'sk-a-secret-that-is-nowhere-to-be-seen';

/** Every file below a folder that is small enough to be read, as one text. */
async function allText(folder: string): Promise<string> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
	const texts = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
	return texts.join('\n');
}

describe('another service, by keyboard', function () {
	this.timeout(120_000);
	let sandbox: Sandbox;
	let workbench: Workbench;

	before(async () => {
		sandbox = await startSandbox({ timeScale: 0.02, seed: 1 });
		workbench = await openWorkbench();
		await workbench.openFile('article.md');
	});
	after(async () => {
		await workbench.close();
		await sandbox.close();
	});

	async function typeKey(value: string): Promise<void> {
		await workbench.quickInput.locator('input[type=password]').waitFor();
		await workbench.type(value);
		await workbench.screenshot('key');
		await workbench.press('Enter');
		await workbench.quickInput.waitFor({ state: 'hidden' });
	}

	async function ownSettings(): Promise<string> {
		return readFile(path.join(workbench.dataDir, 'data/User/settings.json'), 'utf8');
	}

	it('is not chosen before its key is given: Escape leaves all as it was, and no required key is empty', async () => {
		const before = await ownSettings();
		await workbench.runCommand('Image Gen: Select Service…');
		await workbench.waitForQuestion('Choose an image service');
		await workbench.type('Google Gemini');
		await workbench.acceptItem('Google Gemini');
		await workbench.quickInput.locator('input[type=password]').waitFor();
		await workbench.press('Enter');
		await workbench.quickInput.getByText('Paste the key.').waitFor();
		await workbench.press('Escape');
		await workbench.quickInput.waitFor({ state: 'hidden' });
		assert.equal(await ownSettings(), before);
		assert.ok(!before.includes('imagegen.'));
	});

	it('goes back question by question, and needs no key where the server needs none', async () => {
		await workbench.runCommand('Image Gen: Select Service…');
		await workbench.waitForQuestion('Choose an image service');
		await workbench.type('OpenAI-compatible');
		await workbench.acceptItem('OpenAI-compatible');
		await workbench.waitForQuestion('address');
		await workbench.answer(`${sandbox.url}/first`);
		await workbench.waitForQuestion('The model ID');
		await workbench.answer('a-model');
		await workbench.waitForQuestion('Leave empty if the server needs none.');
		await workbench.quickInput.getByRole('button', { name: 'Back' }).click();
		await workbench.waitForQuestion('The model ID');
		assert.equal(await workbench.quickInput.locator('input[type=text]').inputValue(), 'a-model');
		await workbench.quickInput.getByRole('button', { name: 'Back' }).click();
		await workbench.waitForQuestion('address');
		await workbench.press('Enter');
		await workbench.waitForQuestion('The model ID');
		await workbench.press('Enter');
		await workbench.waitForQuestion('Leave empty if the server needs none.');
		await workbench.screenshot('no-key');
		await workbench.press('Enter');
		await workbench.statusBarItem('is now generating your images').waitFor();
		assert.match(await ownSettings(), /"imagegen.baseUrl": ".*\/first"/);
	});

	it('is chosen with its address, its model and its key, which is masked', async () => {
		await workbench.runCommand('Image Gen: Select Service…');
		await workbench.quickPickItems.first().waitFor();
		await workbench.screenshot('services');
		await workbench.type('OpenAI-compatible');
		await workbench.acceptItem('OpenAI-compatible');
		await workbench.waitForQuestion('address');
		await workbench.answer('not an address');
		await workbench.quickInput.getByText('http').first().waitFor();
		await workbench.answer(`${sandbox.url}/v1`);
		await workbench.waitForQuestion('odel');
		await workbench.answer('gpt-image-2');
		await workbench.quickInput.locator('input[type=password]').waitFor();
		await workbench.answer('wrong-key');
		await workbench.quickInput.getByText('rejected this key. Press Enter again').waitFor();
		await workbench.screenshot('rejected-key');
		await workbench.press('Enter');
		await workbench.quickInput.waitFor({ state: 'hidden' });
		// The status bar may still speak of the choice before.
		await waitUntil(async () => (await ownSettings()).includes('"gpt-image-2"'), 'the settings to have the model');
	});

	it('takes an address as it is copied, a whole endpoint, and says what it makes of it', async () => {
		await workbench.runCommand('Image Gen: Select Service…');
		await workbench.waitForQuestion('Choose an image service');
		await workbench.type('OpenAI-compatible');
		await workbench.acceptItem('OpenAI-compatible');
		await workbench.waitForQuestion('address');
		await workbench.press('ControlOrMeta+A');
		await workbench.type(`"${sandbox.url}/v1/images/generations/"`);
		await workbench.quickInput.getByText(`The address was read as ${sandbox.url}/v1`).waitFor();
		await workbench.screenshot('repaired-address');
		await workbench.press('Enter');
		await workbench.waitForQuestion('odel');
		await workbench.press('Enter');
		await workbench.statusBarItem('is now generating your images').waitFor();
		assert.match(await ownSettings(), /"imagegen.baseUrl": "[^"]*\/v1"/);
	});

	it('refuses a wrong key, and says what to do', async () => {
		await generate(workbench, 'A gannet');
		await workbench.notification('generate "A gannet"').waitFor({ timeout: 30_000 });
		await workbench.notification('generate "A gannet"').getByRole('button', { name: 'Set API Key…' }).waitFor();
		await workbench.screenshot('wrong-key');
		assert.equal(sandbox.ledger().billed, 0);
	});

	it('draws with a good key, pasted with what it is assigned to; it is in no file and in no log', async () => {
		await workbench.runCommand('Image Gen: Set API Key…');
		await typeKey(`export IMAGE_API_KEY="${key}"`);
		await generate(workbench, 'A gannet over the cliff');
		await workbench.notification('Image saved').waitFor({ timeout: 30_000 });
		assert.equal(sandbox.ledger().billed, 1);
		assert.ok((await readdir(path.join(workbench.workspace, 'images'))).includes('a-gannet-over-the-cliff.png'));
		assert.ok(!(await allText(workbench.dataDir)).includes(key));
	});

	it('keeps a log in which every line names its job and attempt', async () => {
		await workbench.runCommand('Image Gen: Show Log');
		await workbench.page
			.locator('.part.panel .view-line')
			.filter({ hasText: /attempt\s1/ })
			.first()
			.waitFor();
		await workbench.screenshot('log');
		assert.ok(!(await workbench.page.locator('.part.panel').innerText()).includes(key));
	});

	it('asks for the key again when the editor has not kept it, and says so', async () => {
		// This VS Code has no keychain: what it keeps secret ends with the window.
		await workbench.reload();
		await generate(workbench, 'A gannet again');
		await workbench.waitForQuestion('did not keep the key');
		await workbench.screenshot('forgotten-key');
		await typeKey(key);
		await workbench.notification('Image saved').waitFor({ timeout: 30_000 });
	});
});
