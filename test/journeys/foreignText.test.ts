import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../support/folders';
import { noiseJpeg } from '../support/images';
import { httpServer } from '../support/servers';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';

const jpeg = noiseJpeg(400, 300);
const command = '[click](command:workbench.action.quickOpen)';
const page = '[x](https://evil.example)';
/** Short enough to stand whole in a row. */
const prompt = 'A fox $(zap) [c](command:q)';

describe('texts from outside, by keyboard', function () {
	this.timeout(120_000);

	it('are shown as what they are: no link to click, no icon', async () => {
		await using repository = await temporaryFolder();
		await mkdir(path.join(repository.path, command));
		await mkdir(path.join(repository.path, '.vscode'));
		await writeFile(path.join(repository.path, command, 'article.md'), '');
		const destination = JSON.stringify({ 'imagegen.destination': `${page}/` });
		await writeFile(path.join(repository.path, '.vscode/settings.json'), destination);

		const asked = Promise.withResolvers<undefined>();
		const answers = [
			{ status: 400, body: { error: { message: `${command} ${page} $(zap) \u202Eegami` } } },
			{ status: 200, body: { data: [{ b64_json: jpeg.toString('base64') }] } },
		];
		await using server = await httpServer((request, response) => {
			const { status, body } = answers.shift() ?? assert.fail('nobody asks a third time');
			request.resume().on('end', () => {
				void asked.promise.then(() => response.writeHead(status).end(JSON.stringify(body)));
			});
		});
		const workbench = await openWorkbench({
			workspace: repository.path,
			userSettings: {
				'imagegen.service': 'openaiCompatible',
				'imagegen.baseUrl': `${server.url.origin}/v1`,
				'imagegen.model': `m-${command}`,
			},
		});
		try {
			const links = workbench.page.locator(':is(.notification-list-item-message, .monaco-hover) a');
			const icons = workbench.page.locator('.codicon-zap');
			const assertInert = async (): Promise<void> => {
				assert.deepEqual([await links.count(), await icons.count()], [0, 0]);
			};
			/** What stands in the message for a person: what keeps a link apart shows nothing. */
			const read = async (part: string): Promise<string> =>
				(await workbench.notification(part).first().innerText()).replaceAll('\u2060', '');

			await workbench.openFile('article.md');
			await generate(workbench, prompt);
			const item = workbench.statusBarItem('Image 0:');
			await item.hover();
			const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'A fox' });
			await hover.waitFor();
			assert.ok((await hover.innerText()).replaceAll('\u2060', '').replaceAll('\u00a0', ' ').includes(prompt));
			// In one look: it is drawn anew as time goes by.
			const shown = Array.from((await hover.innerHTML()).matchAll(/<a\b[^>]*>(.*?)<\/a>/gs), ([, text]) => text);
			assert.deepEqual(shown, ['Cancel', 'Show All Images'], 'our own links alone');
			await workbench.screenshot('foreign-text-progress');
			assert.equal(await icons.count(), 0);
			await item.click();
			const row = workbench.imageRow('A fox');
			await row.waitFor();
			assert.ok((await row.innerText()).replaceAll('\u2060', '').includes(prompt));
			await row.hover();
			await workbench.page.locator('.monaco-hover').filter({ hasText: 'no times known yet' }).waitFor();
			await workbench.screenshot('foreign-text-list');
			await assertInert();
			await workbench.openFile('article.md');

			asked.resolve(undefined);
			await workbench.notification('evil.example').waitFor({ timeout: 30_000 });
			await workbench.screenshot('foreign-text-refused');
			assert.ok((await read('evil.example')).includes(`${command} ${page} $(zap) egami`));
			await assertInert();

			await generate(workbench, 'A gannet');
			await workbench.notification('Image saved').waitFor({ timeout: 30_000 });
			await workbench.screenshot('foreign-text-saved');
			assert.ok((await read('Image saved')).includes(`${command}/[x](https:/evil.example)/a-gannet.jpg`));
			await assertInert();
		} finally {
			await workbench.close();
		}
	});
});
