import assert from 'node:assert/strict';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../support/folders';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('where an image goes, by keyboard', function () {
	this.timeout(120_000);

	it('is the folder that its site publishes, or another folder of the workspace, as the settings say', async () => {
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

	it('is for the person alone to say in Restricted Mode', async () => {
		await using repository = await temporaryFolder();
		await mkdir(path.join(repository.path, '.vscode'));
		await writeFile(path.join(repository.path, 'guide.md'), '# The guide\n\n');
		const settings = {
			'imagegen.siteRoot': 'theirs',
			'imagegen.fileNames': 'ascii',
			'imagegen.destination': 'theirs/',
			'markdown.copyFiles.destination': { '**/*.md': 'theirs/', '*': 'theirs/' },
			'markdown.copyFiles.overwriteBehavior': 'overwrite',
		};
		await writeFile(path.join(repository.path, '.vscode/settings.json'), JSON.stringify(settings));
		const workbench = await openWorkbench({
			workspace: repository.path,
			workspaceTrust: true,
			userSettings: { 'imagegen.sandbox.timeScale': 0.02, 'markdown.copyFiles.destination': { '*.md': 'own/' } },
		});
		try {
			await workbench.statusBarItem('Restricted Mode').waitFor();
			await insertAt(workbench, 'guide.md', 'Ein süßer Fuchs');
			const image = path.join(workbench.workspace, 'own/ein-süßer-fuchs.jpg');
			await waitUntil(async () => (await access(image).catch(() => 'missing')) === undefined, 'the image is saved');
			await workbench.notification('Image inserted').waitFor();
			assert.equal(await workbench.editorText(), '# The guide\n\n![Ein süßer Fuchs](own/ein-süßer-fuchs.jpg)\n');
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
