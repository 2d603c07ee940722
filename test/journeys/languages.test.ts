import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

/** By document: the line above the blank one that is clicked, and what is to stand around the image then. */
const documents: Readonly<Record<string, readonly [above: string, written: string]>> = {
	'index.html': [
		'<!-- The tower in morning light, seen from the causeway -->',
		'\n\t\t\t<img src="images/a-lamp-1.jpg" alt="A &#34;lamp&#34; 1" width="1024" height="1024">\n',
	],
	'Hero.jsx': [
		'{/* A lighthouse on a cliff at dusk, its beam over a calm sea */}',
		'\n\t\t\t<img src="images/a-lamp-2.jpg" alt={"A \\"lamp\\" 2"} width={1024} height={1024} />\n',
	],
	'paper.tex': [
		'% A diagram belongs here: the tower, the curved sea, and the line of sight to a ship.',
		'\n\n\\includegraphics[width=\\linewidth]{images/a-lamp-3.jpg}\n\n',
	],
	'notes.adoc': [
		'Touch only the brass. A fingerprint on a prism can be seen from a ship.',
		'\n\nimage::a-lamp-4.jpg["A &#34;lamp&#34; 4"]\n\n',
	],
};

describe('Insert Generated Image, by right-click in documents of other languages', function () {
	this.timeout(120_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench({ userSettings: { 'imagegen.sandbox.timeScale': 0.02 } });
	});
	after(() => workbench.close());

	let count = 0;
	for (const [name, [above, written]] of Object.entries(documents)) {
		it(`writes the link as ${name} needs it, where it was asked for`, async () => {
			count++;
			const original = await readFile(path.join(workbench.workspace, name), 'utf8');
			const line = original.split('\n').findIndex((text) => text.trim() === above) + 2;
			await workbench.openFile(name);
			await workbench.goTo(line);
			await rightClickAtCursor();
			await workbench.chooseFromMenu('Insert Generated Image…');
			await workbench.waitForQuestion('What should the image show?');
			await workbench.answer(`A "lamp" ${count}`);
			await workbench.waitForQuestion('Choose a resolution');
			await workbench.acceptItem('1K');
			await workbench.notification(`Image inserted: images/a-lamp-${count}.jpg`).waitFor({ timeout: 60_000 });
			await workbench.screenshot(name.replace('.', '-'));
			const text = await workbench.editorText();
			assert.ok(text.includes(above + written), text);
			// All else is as it was, but for blank lines.
			assert.equal(text.replace(written.trim(), '').replace(/\s+/g, ' '), original.replace(/\s+/g, ' '));
			assert.ok(existsSync(path.join(workbench.workspace, 'images', `a-lamp-${count}.jpg`)));
		});
	}

	async function rightClickAtCursor(): Promise<void> {
		const box = await workbench.page.locator('.editor-instance .cursors-layer .cursor').first().boundingBox();
		assert.ok(box);
		await workbench.page.mouse.click(box.x + 1, box.y + box.height / 2, { button: 'right' });
	}
});
