import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canMount, smallDisk } from '../faults/smallDisk';
import { temporaryFolder } from '../support/folders';
import { httpServer } from '../support/servers';
import { generateCommand } from './harness/commands';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('an image that the disk does not take, by keyboard', function () {
	this.timeout(120_000);

	it('is not saved through a link that leads out of the workspace, in Restricted Mode either', async () => {
		await using outside = await temporaryFolder();
		const workbench = await openWorkbench({
			workspaceTrust: true,
			userSettings: { 'imagegen.sandbox.timeScale': 0.02 },
		});
		try {
			await symlink(outside.path, path.join(workbench.workspace, 'images'));
			await workbench.statusBarItem('Restricted Mode').waitFor();
			await workbench.openFile('article.md');
			await generate(workbench, 'A puffin');
			const refusal = workbench.notification(`images leads to ${outside.path}, which is outside the workspace`);
			await refusal.waitFor({ timeout: 60_000 });
			await refusal.getByRole('button', { name: 'Save As…' }).waitFor();
			await workbench.screenshot('linked-out');
			assert.deepEqual(await readdir(outside.path), []);
		} finally {
			await workbench.close();
		}
	});

	if (canMount) {
		it('is not asked for, and nothing goes unsaid, while the disk of the jobs is full', async () => {
			await using disk = await smallDisk();
			await using server = await httpServer((request, response) => {
				request.resume();
				response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
			});
			const workbench = await openWorkbench({
				userSettings: {
					'imagegen.service': 'openaiCompatible',
					'imagegen.baseUrl': `${server.url.origin}/v1`,
					'imagegen.model': 'any',
				},
			});
			try {
				const storage = path.join(workbench.dataDir, 'data/User/globalStorage');
				await mkdir(storage, { recursive: true });
				await symlink(disk.path, path.join(storage, 'imagegen.imagegen'));
				await generate(workbench, 'A puffin');
				await workbench.notification('Retry').waitFor({ timeout: 30_000 });
				// A process that ends gives back what it held of the disk.
				await waitUntil(async () => (await processesNaming(disk.path)).length === 0, 'the process ends');

				disk.fill();
				await workbench.choose('Retry', 'Retry');
				const message = "Couldn't start generating the image, and nothing was sent. The disk is full.";
				await workbench.notification(message).waitFor({ timeout: 30_000 });
				await workbench.screenshot('disk-full');
				await workbench.press('Escape');
				await workbench.runCommand('Notifications: Clear All Notifications');
				await workbench.notification(message).waitFor({ state: 'hidden' });
				await workbench.runCommand(generateCommand);
				await workbench.notification(message).waitFor({ timeout: 30_000 });
				await waitUntil(async () => (await processesNaming(disk.path)).length === 0, 'no process waits');

				await writeFile(path.join(workbench.workspace, 'reply.txt'), 'no image');
				await workbench.runCommand('Image Gen: Recover From Reply…');
				await workbench.waitForQuestion('A reply that holds an image');
				await workbench.chooseFile(path.join(workbench.workspace, 'reply.txt'));
				await workbench.notification("Couldn't do that. The disk is full.").waitFor({ timeout: 30_000 });
				await workbench.showImages();
				await workbench.imageRow('A puffin').waitFor();
				await workbench.statusBarItem('Image 0:').waitFor({ state: 'detached' });
				assert.doesNotMatch(await extensionHostLog(workbench), /rejected promise|unhandled|imagegen\.imagegen.*Error/i);

				await rm(path.join(disk.path, 'filler'), { recursive: true });
				await generate(workbench, 'A tern');
				await workbench.notification('Couldn\'t generate "A tern"').waitFor({ timeout: 30_000 });
			} finally {
				await workbench.close();
			}
		});
	} else {
		console.log('not run: a full disk under the jobs (mounting it needs root on Linux)');
	}
});

async function extensionHostLog({ dataDir }: Workbench): Promise<string> {
	const logs = path.join(dataDir, 'data/logs');
	const names = (await readdir(logs, { recursive: true })).filter((name) => /exthost[^/]*\.log$/.test(name));
	assert.notEqual(names.length, 0);
	return (await Promise.all(names.map((name) => readFile(path.join(logs, name), 'utf8')))).join('\n');
}

/** The command lines of processes in which that text is. */
async function processesNaming(text: string): Promise<string[]> {
	const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
	const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
	return lines.filter((line) => line.includes(text));
}
