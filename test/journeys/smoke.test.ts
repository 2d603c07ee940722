import assert from 'node:assert/strict';
import manifest from '../../package.json';
import titles from '../../package.nls.json';
import { openWorkbench } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

describe('the packed extension in a real VS Code', () => {
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench();
		await workbench.openFile('article.md');
	});
	after(() => workbench.close());

	it('offers its commands in the command palette', async () => {
		await workbench.openPalette('Image Gen: ');
		const items = workbench.quickPickItems;
		await items.first().waitFor();
		await workbench.screenshot('palette');
		const shown = await items.allInnerTexts();
		for (const { command } of manifest.contributes.commands) {
			const title = titles[`command.${command.slice('imagegen.'.length)}` as keyof typeof titles];
			assert.ok(
				shown.some((text) => text.includes(title)),
				`${title} is not among ${shown.join(' | ')}`,
			);
		}
		await workbench.press('Escape');
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
