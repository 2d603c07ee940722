import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox } from '../../src/sandbox/server';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';

describe('a service that an earlier version kept with the remote machine, by keyboard', function () {
	this.timeout(120_000);

	it('generates the images as before, is set for the person now, and can be changed', async () => {
		const sandbox = await startSandbox({ timeScale: 0.02, seed: 1 });
		const workbench = await openWorkbench({
			machineSettings: {
				'imagegen.service': 'openaiCompatible',
				'imagegen.baseUrl': `${sandbox.url}/v1`,
				'imagegen.model': 'gpt-image-2',
				'editor.tabSize': 3,
			},
		});
		const settings = async (scope: string): Promise<unknown> =>
			JSON.parse(await readFile(path.join(workbench.dataDir, 'data', scope, 'settings.json'), 'utf8'));
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			await workbench.notification('Image saved').waitFor({ timeout: 60_000 });
			await workbench.screenshot('machine-settings');
			assert.equal(sandbox.ledger().requests, 1);
			assert.deepEqual(await settings('Machine'), { 'editor.tabSize': 3 });
			assert.partialDeepStrictEqual(await settings('User'), {
				'imagegen.service': 'openaiCompatible',
				'imagegen.model': 'gpt-image-2',
			});

			await workbench.runCommand('Image Gen: Select Service…');
			await workbench.waitForQuestion('Choose an image service');
			await workbench.type('Sandbox');
			await workbench.acceptItem('Sandbox');
			await workbench.statusBarItem('is now generating your images').waitFor();
			assert.ok(!JSON.stringify(await settings('User')).includes('openaiCompatible'));
		} finally {
			await workbench.close();
			await sandbox.close();
		}
	});
});
