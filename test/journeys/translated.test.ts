import assert from 'node:assert/strict';
import { decode } from 'jpeg-js';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pseudoLanguage, type Words, wordsOf } from './harness/languages';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

for (const [language, prompt, name] of [
	['ru', 'Маяк на скале', 'маяк-на-скале'],
	['zh-cn', '悬崖上的灯塔', '悬崖上的灯塔'],
	[pseudoLanguage, 'A lighthouse', 'a-lighthouse'],
] as const) {
	describe(`An image from the command to the document, in ${language}`, function () {
		this.timeout(120_000);
		let workbench: Workbench;
		let words: Words;

		before(async () => {
			words = await wordsOf(language);
			workbench = await openWorkbench({ language, userSettings: { 'imagegen.sandbox.timeScale': 0.1 } });
			await workbench.openFile('article.md');
		});
		after(() => workbench.close());

		it('is asked for in that language', async () => {
			const lines = (await readFile(path.join(workbench.workspace, 'article.md'), 'utf8')).split('\n');
			await workbench.goTo(lines.indexOf('## The lamp') + 2);
			await workbench.runCommand(`AI Image: ${words.titled('command.insert')}`);
			await workbench.waitForQuestion(words.said('What should the image show?'));
			await workbench.screenshot(`${language}-prompt`);
			await workbench.answer(prompt);
			await workbench.waitForQuestion(words.said('Choose a resolution'));
			await workbench.screenshot(`${language}-size`);
			await workbench.acceptItem('1K');
			await workbench.notification(beginningOf(words.said('Image inserted: {0} ({1}).'))).waitFor({ timeout: 60_000 });
			await workbench.screenshot(`${language}-inserted`);
		});

		it('stands in the document, with its file beside it', async () => {
			const text = await workbench.editorText();
			assert.ok(text.includes(`![${prompt}](images/`), text);
			const { width } = decode(await readFile(path.join(workbench.workspace, 'images', `${name}.jpg`)));
			assert.equal(width, 1024);
		});

		it('is listed in that language', async () => {
			await workbench.runCommand(`Image Gen: ${words.titled('command.showJobs')}`);
			await workbench.imageRow(prompt).waitFor();
			await workbench.screenshot(`${language}-images`);
		});
	});
}

/** What stands in a text before its first value. */
function beginningOf(text: string): string {
	return text.split('{')[0] ?? '';
}
