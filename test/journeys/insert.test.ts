import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decode } from 'jpeg-js';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('Insert Generated Image, by keyboard', function () {
	this.timeout(120_000);
	let workbench: Workbench;
	let original: string;
	let line: number;

	before(async () => {
		// Slow enough to type a few things while the image is drawn.
		workbench = await openWorkbench({
			userSettings: { 'imagegen.sandbox.timeScale': 0.2, 'files.readonlyInclude': { '**/slides.md': true } },
		});
		await workbench.openFile('article.md');
		original = await readFile(path.join(workbench.workspace, 'article.md'), 'utf8');
		line = original.split('\n').indexOf('## The lamp') + 2;
	});
	after(() => workbench.close());

	it('asks for the prompt, then for the size, and goes to work', async () => {
		await workbench.goTo(line);
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('A brass lamp [lit] in a white lighthouse (at dusk)');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.screenshot('size');
		await workbench.acceptItem('1K');
		await workbench.statusBarItem('Image 0:').waitFor();
		await workbench.notification('Your image is being generated').waitFor();
		await workbench.screenshot('drawing');
	});

	it('puts the reference where the cursor stood, though the person typed there, above it, and went elsewhere', async () => {
		await workbench.type('Her lamp was never out.');
		await workbench.goTo(1);
		await workbench.type('<!-- draft -->\n');
		await workbench.openFile('slides.md');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		await workbench.screenshot('inserted');
		await workbench.openFile('article.md');
		const reference =
			'![A brass lamp (lit) in a white lighthouse (at dusk)](images/a-brass-lamp-lit-in-a-white-lighthouse-at-dusk.jpg)';
		const lines = original.split('\n');
		const expected = [
			'<!-- draft -->',
			...lines.slice(0, line - 1),
			'',
			reference,
			'',
			'Her lamp was never out.',
			...lines.slice(line),
		].join('\n');
		assert.equal(await workbench.editorText(), expected);
		await workbench.screenshot('in-the-document');
	});

	it('saves a real image of exactly the pixels asked for, beside the document', async () => {
		const file = path.join(workbench.workspace, 'images', 'a-brass-lamp-lit-in-a-white-lighthouse-at-dusk.jpg');
		const { width, height } = decode(await readFile(file));
		assert.deepEqual({ width, height }, { width: 1024, height: 1024 });
	});

	it('takes one undo to take the link and the image away, and redo brings both back', async () => {
		const file = path.join(workbench.workspace, 'images', 'a-brass-lamp-lit-in-a-white-lighthouse-at-dusk.jpg');
		const link = workbench.page.locator('.view-line', { hasText: '![A brass lamp' });
		await link.waitFor();
		await workbench.press('ControlOrMeta+Z');
		await link.waitFor({ state: 'detached' });
		// The document as it is saved still refers to the image: it may be reverted to that.
		const text = await workbench.editorText();
		await waitUntil(() => Promise.resolve(!existsSync(file)), 'the image to go');
		assert.ok(!text.includes('!['), text);
		assert.ok(text.includes('Her lamp was never out.') && text.startsWith('<!-- draft -->'), text);
		await workbench.press('ControlOrMeta+Shift+Z');
		await link.waitFor();
		await waitUntil(() => Promise.resolve(existsSync(file)), 'the image to come back');
	});

	it('is in the context menu of documents and code, and not of what is read only', async () => {
		const item = workbench.page.locator('.monaco-menu').getByText('Insert Generated Image…');
		for (const name of ['article.md', 'index.html']) {
			await workbench.openFile(name);
			await workbench.press('Shift+F10');
			await item.waitFor();
			await workbench.screenshot(`context-menu-${path.extname(name).slice(1)}`);
			await workbench.press('Escape');
		}
		await workbench.openFile('slides.md');
		await workbench.press('Shift+F10');
		await workbench.page.locator('.monaco-menu').getByText('Command Palette').waitFor();
		assert.equal(await item.count(), 0);
		await workbench.press('Escape');
	});
});
