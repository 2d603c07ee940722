import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/server';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { openPicker } from './harness/picker';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

/** Where each service is: on loopback, at the paths that it has at its own host. */
const services = [
	{ id: 'openrouter', label: 'OpenRouter', below: '/api/v1', model: 'google/gemini-3-pro-image' },
	{ id: 'fal', label: 'fal', below: '', model: 'fal-ai/nano-banana-pro' },
	{ id: 'azure', label: 'Azure OpenAI', below: '/openai/v1', model: 'my-deployment' },
] as const;

for (const { id, label, below, model } of services) {
	describe(`${label}, by keyboard`, function () {
		this.timeout(180_000);
		let sandbox: Sandbox;
		let workbench: Workbench;

		before(async () => {
			sandbox = await startSandbox({ timeScale: 0.02, seed: 1 });
			workbench = await openWorkbench({
				userSettings: {
					'imagegen.service': id,
					'imagegen.baseUrl': `${sandbox.url}/as/${id}${below}`,
					'imagegen.knownModels': { 'my-deployment': 'gpt-image-2' },
				},
			});
			await workbench.openFile('article.md');
		});
		after(async () => {
			await workbench.close();
			await sandbox.close();
		});

		it('is chosen, with its address, its model and its key', async () => {
			await workbench.runCommand('Image Gen: Select Service…');
			await workbench.waitForQuestion('Choose an image service');
			await workbench.type(id);
			await workbench.acceptItem(label);
			await workbench.waitForQuestion('Choose an address');
			await workbench.screenshot(`${id}-address`);
			await workbench.acceptItem('http://127.0.0.1');
			await workbench.waitForQuestion(id === 'azure' ? 'The model ID' : 'Choose a model');
			await workbench.type(model);
			await workbench.screenshot(`${id}-model`);
			await workbench.press('Enter');
			await workbench.quickInput.locator('input[type=password]').waitFor();
			await workbench.answer(`a-key-for-${id}`);
			await workbench.quickInput.waitFor({ state: 'hidden' });
			await workbench.statusBarItem('is now generating your images').waitFor();
			const settings = await readFile(path.join(workbench.dataDir, 'data/User/settings.json'), 'utf8');
			assert.match(settings, new RegExp(`"imagegen.model": "${model}"`));
			assert.ok(!settings.includes(`a-key-for-${id}`));
		});

		it('draws an image into the document', async () => {
			await workbench.goTo(13);
			await workbench.runCommand(insertCommand);
			await workbench.waitForQuestion('What should the image show?');
			await workbench.answer('A lamp of glass prisms');
			await workbench.waitForQuestion('Choose a resolution');
			await workbench.screenshot(`${id}-form`);
			await workbench.acceptItem('1K');
			await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
			await workbench.screenshot(`${id}-inserted`);
			assert.match(await workbench.editorText(), /!\[A lamp of glass prisms\]\(images\/a-lamp-of-glass-prisms\.\w+\)/);
			assert.equal(sandbox.ledger().billed, 1);
		});

		if (id === 'azure') {
			it('draws several images at once where the form says so, and remembers that', async () => {
				await workbench.runCommand('Notifications: Clear All Notifications');
				await workbench.runCommand(insertCommand);
				await workbench.waitForQuestion('What should the image show?');
				await workbench.answer('Three keepers');
				await workbench.waitForQuestion('Choose a resolution');
				await workbench.type('Number of images');
				await workbench.acceptItem('Number of images: 1');
				await workbench.waitForQuestion('Choose how many images');
				await workbench.type('3');
				await workbench.acceptItem('3');
				await workbench.waitForQuestion('Choose a resolution');
				await workbench.quickInput.getByText('3 images, price unknown').first().waitFor();
				await workbench.screenshot('several-form');
				await workbench.acceptItem('1K');
				await openPicker(workbench, 3);
				await workbench.press('Space', 'ArrowRight', 'Space', 'ArrowRight', 'Space', 'Enter');
				await workbench.notification('2 more images that came with it were saved too.').waitFor({ timeout: 60_000 });
				await workbench.screenshot('several-inserted');
				const images = await readdir(path.join(workbench.workspace, 'images'));
				assert.equal(images.filter((name) => name.startsWith('three-keepers')).length, 3);
				assert.equal(sandbox.ledger().billed, 4);
			});
		}

		it('lists its models, the known ones first, and takes any other', async () => {
			await workbench.runCommand('Image Gen: Select Model…');
			await workbench.waitForQuestion('Choose a model, or type the ID of any other');
			if (id === 'openrouter') {
				await workbench.quickInput.getByText('What OpenRouter', { exact: false }).first().waitFor();
			}
			await workbench.screenshot(`${id}-models`);
			await workbench.type('a-model-of-my-own');
			await workbench.acceptItem('a-model-of-my-own');
			await workbench.quickInput.waitFor({ state: 'hidden' });
			const file = path.join(workbench.dataDir, 'data/User/settings.json');
			await waitUntil(
				async () => (await readFile(file, 'utf8')).includes('"imagegen.model": "a-model-of-my-own"'),
				'the model to be set',
			);
		});
	});
}
