import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('Insert Generated Image with several cursors', function () {
	this.timeout(120_000);
	const lines = ['- Geese', '- Crates', '- A lamp'];
	let source: string;
	let workbench: Workbench;

	before(async () => {
		source = await mkdtemp(path.join(tmpdir(), 'imagegen-cursors-'));
		await writeFile(path.join(source, 'a.md'), lines.join('\n'));
		await writeFile(path.join(source, 'b.md'), lines.join('\n'));
		workbench = await openWorkbench({ workspace: source, userSettings: { 'imagegen.sandbox.timeScale': 0.05 } });
	});
	after(async () => {
		await workbench.close();
		await rm(source, { recursive: true });
	});

	/** Opens a document with a cursor at the end of each of its lines, and asks for an image. */
	async function ask(name: string): Promise<void> {
		await workbench.openFile(name);
		await workbench.press('ControlOrMeta+A', 'Shift+Alt+I');
		await workbench.statusBarItem('3 selections').waitFor();
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('Choose where to insert images');
	}

	it('makes one, where the person says no more', async () => {
		await ask('a.md');
		await workbench.screenshot('cursors');
		await workbench.acceptItem('One image at the main cursor');
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('A fox');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		const links = (await workbench.editorText()).match(/!\[A fox\]\(images\/a-fox\.jpg\)/g);
		assert.equal(links?.length, 1);
	});

	it('makes one for each, where they say so', async () => {
		await ask('b.md');
		await workbench.press('ArrowDown');
		await workbench.acceptItem('An image at each of the 3 cursors');
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('A boat');
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.notification('3 images inserted.').waitFor({ timeout: 60_000 });
		await workbench.screenshot('cursors-inserted');
		const text = await workbench.editorText();
		const names = [...text.matchAll(/!\[A boat\]\(images\/(a-boat(?:-\d)?\.jpg)\)$/gm)].map(([, name]) => name);
		assert.equal(new Set(names).size, 3, text);
		assert.equal(text.replace(/ ?!\[[^\n]*/g, ''), lines.join('\n'));
		const files = await readdir(path.join(workbench.workspace, 'images'));
		assert.deepEqual(files.filter((name) => name.startsWith('a-boat')).toSorted(), names.toSorted());
	});
});
