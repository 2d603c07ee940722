import { assertAccessible } from './harness/axe';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { writePastJobs } from './harness/pastJobs';

const themes = ['Dark Modern', 'High Contrast', 'High Contrast Light'] as const;

describe('the view of all images, as people see it', function () {
	this.timeout(180_000);

	for (const theme of themes) {
		it(`in ${theme}`, async () => {
			const name = `view-${theme.toLowerCase().replaceAll(' ', '-')}`;
			await using workbench = await openWorkbench({
				theme,
				userSettings: { 'imagegen.sandbox.timeScale': 5 },
				pastJobs: writePastJobs,
			});
			await workbench.statusBarItem('2 images waiting for you').waitFor({ timeout: 60_000 });
			await workbench.openFile('article.md');
			await generate(workbench, 'A puffin on a rock');
			await workbench.showImages();
			await workbench.imageRow('A puffin on a rock').waitFor();
			await workbench.imageRow('failed, may have been billed').waitFor();
			await workbench.imageRow('The lens of the lamp').hover();
			await workbench.page.locator('.monaco-hover').filter({ hasText: 'cutaway drawing' }).waitFor();
			await workbench.screenshot(name);
			await assertAccessible(workbench.page, '.customview-tree');
			await assertAccessible(workbench.page, '[id="imagegen.imagegen.imagegen.jobs"]');
			// As at 200 % on a small screen.
			await workbench.page.mouse.move(500, 300);
			await workbench.page.setViewportSize({ width: 640, height: 400 });
			await workbench.screenshot(`${name}-200`);
		});
	}
});
