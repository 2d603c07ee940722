import assert from 'node:assert/strict';
import manifest from '../../package.json';
import titles from '../../package.nls.json';
import { generateCommand, insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('the packed extension in a real VS Code', () => {
	let workbench: Workbench;

	before(async function () {
		this.timeout(120_000);
		workbench = await openWorkbench();
		// Of a list only what is to be seen is there: it is to be the whole.
		await workbench.page.setViewportSize({ width: 1280, height: 1400 });
		await workbench.openFile('article.md');
	});
	after(() => workbench.close());

	/** The labels that the command palette shows, from the top. */
	async function offered(filter: string): Promise<string[]> {
		await workbench.openPalette(filter);
		// The list is that of what was typed as soon as it is marked in the labels.
		await workbench.quickPickItems.locator('.highlight').first().waitFor();
		const labels = await workbench.quickPickItems.locator('.monaco-icon-label-container').allInnerTexts();
		await workbench.screenshot(`palette-${filter.split(' ')[0]}`);
		await workbench.press('Escape');
		await workbench.quickInput.waitFor({ state: 'hidden' });
		return labels.filter((label) => label !== '').map((label) => label.replaceAll('\u00a0', ' '));
	}

	it('offers to generate an image first, whatever people call it, and to insert one next', async () => {
		for (const word of ['image', 'picture', 'draw', 'AI', 'generate', 'generate image']) {
			const labels = await offered(word);
			assert.ok(labels[0]?.startsWith(generateCommand), `${word}: ${labels.join(' | ')}`);
			if (word === 'image') {
				assert.ok(labels[1]?.startsWith(insertCommand), labels.join(' | '));
			}
		}
	});

	it('offers its commands by its name, but for those that are about an image, a report or a prompt', async () => {
		const shown = await offered('Image Gen: ');
		const needing = new Set(
			manifest.contributes.menus.commandPalette
				.filter(({ when }) => when === 'false' || /^imagegen\.|^resourceScheme == imagegen-/.test(when))
				.map(({ command }) => command),
		);
		for (const { command, category } of manifest.contributes.commands) {
			const title = titles[`command.${command.slice('imagegen.'.length)}` as keyof typeof titles];
			const isOffered = shown.some((text) => text.startsWith(`${category}: ${title}`));
			assert.equal(isOffered, !needing.has(command), `${command}: ${shown.join(' | ')}`);
		}
	});

	it('offers to insert an image where there is a document, and only there', async () => {
		await workbench.runCommand('View: Close All Editors');
		const labels = await offered('AI Image: ');
		assert.ok(
			labels.some((label) => label.startsWith(generateCommand)) &&
				!labels.some((label) => label.startsWith(insertCommand)),
			labels.join(' | '),
		);
		await workbench.openFile('article.md');
		assert.ok((await offered('AI Image: ')).some((label) => label.startsWith(insertCommand)));
	});

	it('has a page in the extension view, with no image that cannot be shown there', async () => {
		await workbench.press('Control+Shift+X');
		await workbench.page.locator('.extension-list-item').filter({ hasText: manifest.displayName }).click();
		const page = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
		await page.getByRole('heading', { name: 'Privacy and cost' }).waitFor();
		await workbench.screenshot('page');
		assert.equal(await page.locator('img:not([src])').count(), 0);
	});
});
