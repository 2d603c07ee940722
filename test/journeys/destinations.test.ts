import assert from 'node:assert/strict';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../support/folders';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('an image in a workspace of several folders, by keyboard', function () {
	this.timeout(120_000);

	it('is linked from the root of its site, and goes to another folder of the workspace where a setting says so', async () => {
		await using workspace = await temporaryFolder();
		const write = async (name: string, content: unknown): Promise<void> => {
			const file = path.join(workspace.path, name);
			await mkdir(path.dirname(file), { recursive: true });
			await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
		};
		await write('site/docusaurus.config.js', 'module.exports = {};\n');
		await write('site/docs/guide.md', '# The guide\n\n');
		await write('site/.vscode/settings.json', { 'imagegen.destination': '/static/img/' });
		await write('notes/today.md', '# Today\n\n');
		await write('two.code-workspace', {
			folders: [{ path: 'site' }, { path: 'notes' }],
			settings: { 'imagegen.destination': '/../site/drafts/${date}/' },
		});
		const workbench = await openWorkbench({
			workspace: workspace.path,
			workspaceFile: 'two.code-workspace',
			userSettings: { 'imagegen.sandbox.timeScale': 0.02, 'files.autoSave': 'afterDelay' },
		});
		try {
			const inWorkspace = (name: string): string => path.join(workbench.workspace, name);
			await insertAt(workbench, 'guide.md', 'A red fox');
			await waitUntil(
				async () =>
					(await readFile(inWorkspace('site/docs/guide.md'), 'utf8')).includes('![A red fox](/img/a-red-fox.jpg)'),
				'the link is saved',
			);
			await access(inWorkspace('site/static/img/a-red-fox.jpg'));
			await workbench.screenshot('linked-from-the-root');

			await insertAt(workbench, 'today.md', '一只戴帽子的红狐狸');
			const link = /!\[一只戴帽子的红狐狸\]\((\.\.\/site\/drafts\/\d{4}-\d\d-\d\d\/一只戴帽子的红狐狸\.jpg)\)/;
			await waitUntil(
				async () => link.test(await readFile(inWorkspace('notes/today.md'), 'utf8')),
				'the link is saved',
			);
			const [, linked = ''] = link.exec(await readFile(inWorkspace('notes/today.md'), 'utf8')) ?? assert.fail();
			await access(path.join(inWorkspace('notes'), linked));
			await workbench.screenshot('in-another-folder');
		} finally {
			await workbench.close();
		}
	});
});

async function insertAt(workbench: Workbench, name: string, prompt: string): Promise<void> {
	await workbench.openFile(name);
	await workbench.goTo(3);
	await workbench.runCommand(insertCommand);
	await workbench.waitForQuestion('What should the image show?');
	await workbench.answer(prompt);
	await workbench.waitForQuestion('Choose a resolution');
	await workbench.acceptItem('1K');
}
