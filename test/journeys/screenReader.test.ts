import assert from 'node:assert/strict';
import { insertCommand } from './harness/commands';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { type PatientService, patientService } from './harness/patientService';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

/** For the page: keeps what the editor's live regions say. */
const listen = `globalThis.heard = [];
new MutationObserver((changes) => heard.push(...changes.map(({ target }) => target.textContent))).observe(
	document.querySelector('.monaco-aria-container'),
	{ childList: true, subtree: true, characterData: true },
);`;

describe('what a screen reader says', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	let service: PatientService;

	before(async () => {
		service = await patientService();
		workbench = await openWorkbench({
			userSettings: { ...service.settings, 'editor.accessibilitySupport': 'on', 'imagegen.parallel': 4 },
		});
		await workbench.page.evaluate(listen);
		await workbench.openFile('article.md');
	});
	after(async () => {
		await workbench.close();
		await service.server[Symbol.asyncDispose]();
	});

	const untilHeard = (text: string): Promise<void> =>
		waitUntil(
			() => workbench.page.evaluate<boolean>(`heard.some((one) => one.includes(${JSON.stringify(text)}))`),
			`“${text}” to be said`,
		);
	const forget = (): Promise<void> => workbench.page.evaluate('heard.length = 0');

	it('tells of each image that begins, arrives or fails', async () => {
		await generate(workbench, 'Alpha');
		await untilHeard('1 image in progress');
		await forget();
		const prompt = 'Lost at sea, with all that was on board of her when she left';
		await generate(workbench, prompt);
		await untilHeard('2 images in progress');
		await workbench.page.getByRole('button', { name: '2 images in progress', exact: true }).waitFor();
		assert.equal(await workbench.page.locator('.statusbar .codicon-modifier-spin').count(), 0);
		await workbench.showImages();
		await workbench.page.getByRole('treeitem', { name: `${prompt}, being generated` }).waitFor();
		service.answer('Alpha');
		await untilHeard('Image saved: images/alpha.png');
		service.answer(prompt);
		await untilHeard("Couldn't generate");
		await workbench.page.getByRole('treeitem', { name: `${prompt}, failed, may have been billed` }).waitFor();
	});

	it('tells of what others read in the status bar', async () => {
		await workbench.openFile('article.md');
		await generate(workbench, 'Bravo');
		await workbench.showImages();
		await workbench.imageRow('Bravo').waitFor();
		await workbench.press('Home', 'ArrowDown', 'ControlOrMeta+C');
		await untilHeard('Prompt copied.');
	});

	it('finds in the hover of its place what is to stand there', async () => {
		await workbench.openFile('article.md');
		await workbench.goTo(2);
		await generate(workbench, 'Charlie', insertCommand);
		await workbench.waitForMark('generating');
		await workbench.press('ControlOrMeta+K', 'ControlOrMeta+I');
		const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'Charlie' });
		await hover.getByText('generating…').waitFor();
		await workbench.screenshot('mark-hover');
	});
});
