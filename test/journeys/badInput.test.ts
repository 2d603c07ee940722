import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { measureImage } from '../../src/engine/decode/imageFile';
import { listJobs } from '../../src/engine/jobs/layout';
import { temporaryFolder } from '../support/folders';
import { noiseJpeg } from '../support/images';
import { httpServer } from '../support/servers';
import { generateCommand } from './harness/commands';
import { generate } from './harness/generate';
import { openWorkbench, type WorkbenchOptions } from './harness/openWorkbench';
import type { Workbench } from './harness/workbench';

/** Opens a window of its own for one journey. */
async function journey(options: WorkbenchOptions, walk: (workbench: Workbench) => Promise<void>): Promise<void> {
	const workbench = await openWorkbench(options);
	try {
		await walk(workbench);
	} finally {
		await workbench.close();
	}
}

describe('what people get wrong, and what goes wrong for them', function () {
	this.timeout(120_000);

	it('an empty prompt is answered with what to write, and nonsense in settings is named and replaced', async () => {
		await journey(
			{ userSettings: { 'imagegen.timeouts': { '1K': 'long' }, 'imagegen.sandbox.timeScale': 0.02 } },
			async (workbench) => {
				await workbench.runCommand(generateCommand);
				await workbench.waitForQuestion('What should the image show?');
				await workbench.press('Enter');
				await workbench.quickInput.getByText('Describe the image.').waitFor();
				await workbench.answer('A puffin');
				await workbench.waitForQuestion('Choose a resolution');
				await workbench.acceptItem('1K');
				await workbench.notification('imagegen.timeouts').waitFor();
				await workbench.notification('Image saved').waitFor({ timeout: 60_000 });
			},
		);
	});

	it('without a folder the image is ready and a place is asked for, where it goes as what is wished, with others that came with it', async () => {
		await using home = await temporaryFolder();
		const data = [64, 80].map((width) => ({ b64_json: noiseJpeg(width, 60).toString('base64') }));
		await using server = await httpServer((request, response) => {
			request.resume().on('end', () => response.end(JSON.stringify({ data })));
		});
		const userSettings = {
			'imagegen.service': 'openaiCompatible',
			'imagegen.baseUrl': `${server.url.origin}/v1`,
			'imagegen.model': 'any',
			'imagegen.output': { format: 'webp' },
		};
		await journey({ workspace: null, userSettings, env: { HOME: home.path } }, async (workbench) => {
			await generate(workbench, 'A puffin');
			await workbench.notification('No folder is open').waitFor({ timeout: 60_000 });
			await workbench.screenshot('no-folder');
			await workbench.choose('No folder is open', 'Save As…');
			await workbench.waitForQuestion('Save Image');
			await workbench.press('Enter');
			await workbench.notification('Image saved').waitFor({ timeout: 30_000 });
			await workbench.notification('1 more image that came with it was saved too.').waitFor();
			const images = (await readdir(home.path)).filter((name) => name.startsWith('a-puffin'));
			assert.deepEqual(images.sort(), ['a-puffin-1.webp', 'a-puffin.webp']);
			const read = await Promise.all(images.map((name) => measureImage(path.join(home.path, name))));
			assert.deepEqual(
				read.map((image) => [image?.format, image?.width]),
				[
					['webp', 80],
					['webp', 64],
				],
			);
			// The originals are there to be had.
			const jobs = path.join(workbench.dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs');
			const [job] = await listJobs(jobs);
			assert.deepEqual(
				(await readdir(job?.path ?? '')).filter((name) => name.startsWith('image-')),
				['image-1.jpg', 'image-2.jpg'],
			);
		});
	});

	it('a destination outside the workspace is refused, by name, and the image is safe', async () => {
		const userSettings = { 'imagegen.destination': '../../elsewhere/', 'imagegen.sandbox.timeScale': 0.02 };
		await journey({ userSettings }, async (workbench) => {
			await workbench.openFile('article.md');
			await generate(workbench, 'A puffin');
			const refusal = workbench.notification('imagegen.destination');
			await refusal.waitFor({ timeout: 60_000 });
			await refusal.getByRole('button', { name: 'Save As…' }).waitFor();
			await workbench.screenshot('outside');
			await workbench.showImages();
			await workbench.imageRow('not saved yet').filter({ hasText: 'A puffin' }).waitFor();
			await workbench.screenshot('waiting-to-be-saved');
		});
	});

	it('a place that cannot be written to leaves the image waiting', async () => {
		await journey({ userSettings: { 'imagegen.sandbox.timeScale': 0.02 } }, async (workbench) => {
			// A file where the folder would have to be stops everyone, root included.
			await writeFile(path.join(workbench.workspace, 'images'), 'not a folder');
			await workbench.openFile('article.md');
			await generate(workbench, 'A puffin');
			await workbench.notification('The image is safe').waitFor({ timeout: 60_000 });
			await workbench.screenshot('not-written');
		});
	});

	it("in Restricted Mode the person's own settings count, and the workspace's do not", async () => {
		await journey({ workspaceTrust: true, userSettings: { 'imagegen.sandbox.timeScale': 0.02 } }, async (workbench) => {
			const folder = path.join(workbench.workspace, '.vscode');
			await mkdir(folder, { recursive: true });
			await writeFile(
				path.join(folder, 'settings.json'),
				JSON.stringify({
					'imagegen.destination': '/stolen/',
					'imagegen.output': { format: 'webp', edge: 64 },
					'imagegen.style': { style: 'Stolen' },
					'imagegen.baseUrl': 'https://evil.example/v1',
					'imagegen.service': 'openai',
					'markdown.copyFiles.destination': { '**/*': '/stolen/' },
				}),
			);
			const style = { style: 'Stolen', resolution: '4K', format: 'webp', references: ['article.md'] };
			await writeFile(path.join(workbench.workspace, '.imagegen.json'), JSON.stringify(style));
			await workbench.reload();
			await workbench.statusBarItem('Restricted Mode').waitFor();
			await workbench.openFile('article.md');
			await workbench.runCommand(generateCommand);
			await workbench.waitForQuestion('What should the image show?');
			await workbench.answer('A puffin');
			await workbench.waitForQuestion('Choose a resolution');
			await workbench.quickPickItems.filter({ hasText: 'House style: ignored' }).waitFor();
			await workbench.screenshot('restricted-style');
			await workbench.acceptItem('1K');
			await workbench.notification('Image saved: images/a-puffin.jpg (1024 × 1024)').waitFor({ timeout: 60_000 });
			const recipes = await readFile(path.join(workbench.workspace, 'images/.imagegen.json'), 'utf8');
			assert.doesNotMatch(recipes, /Stolen/);
			await workbench.screenshot('restricted');
			assert.ok(!(await readdir(workbench.workspace)).includes('stolen'));
		});
	});
});
