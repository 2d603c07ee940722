import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { noisePng } from '../support/images';
import { httpServer, type TestServer } from '../support/servers';
import { insertCommand } from './harness/commands';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('Recover From Reply, by keyboard', function () {
	this.timeout(120_000);
	let workbench: Workbench;
	let server: TestServer;
	/** As the article is to be. */
	let lines: string[];

	before(async () => {
		const data = noisePng(8, 6).toString('base64');
		server = await httpServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				const { prompt } = JSON.parse(body) as { prompt: string };
				if (prompt.startsWith('Forbidden')) {
					response.writeHead(400).end(JSON.stringify({ error: { message: `No "${prompt.toUpperCase()}" here` } }));
				} else if (prompt === 'Half an image') {
					response.writeHead(200).end(JSON.stringify({ data: [{ b64_json: data.slice(0, 120) }] }));
				} else if (prompt === 'Nothing at all') {
					response.writeHead(200).end();
				} else {
					// Where a request's own images are repeated: that it is the answer, only a person can tell.
					const messages = [{ role: 'tool', content: `data:image/png;base64,${data}` }];
					response.writeHead(200).end(JSON.stringify({ messages }));
				}
			});
		});
		workbench = await openWorkbench({
			userSettings: {
				'imagegen.service': 'openaiCompatible',
				'imagegen.baseUrl': `${server.url.origin}/v1`,
				'imagegen.model': 'any',
			},
		});
		await workbench.openFile('article.md');
		lines = (await readFile(path.join(workbench.workspace, 'article.md'), 'utf8')).split('\n');
	});
	after(async () => {
		await workbench.close();
		await server[Symbol.asyncDispose]();
	});

	/** Asks for an image at the line below a heading, in vain, and says how the article is to look once it is there. */
	async function insert(prompt: string, heading: string): Promise<void> {
		const at = lines.indexOf(heading) + 1;
		await workbench.goTo(at + 1);
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer(prompt);
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
		await workbench.notification("Couldn't generate").waitFor({ timeout: 60_000 });
		const link = `![${prompt}](images/${prompt.toLowerCase().replaceAll(' ', '-')}.png)`;
		const isAlone = lines[at + 1] === '';
		lines.splice(at + 1, 0, link, ...(isAlone ? [] : ['']));
	}

	async function typeAbove(text: string): Promise<void> {
		await workbench.goTo(1);
		await workbench.type(`${text}\n`);
		lines.unshift(text);
	}

	async function recover(prompt: string): Promise<void> {
		await workbench.runCommand('Image Gen: Recover From Reply…');
		await workbench.waitForQuestion('Choose a reply');
		await workbench.acceptItem(prompt);
		await isInserted();
	}

	async function isInserted(): Promise<void> {
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		await workbench.openFile('article.md');
		assert.equal(await workbench.editorText(), lines.join('\n'));
		await workbench.runCommand('Notifications: Clear All Notifications');
	}

	for (const prompt of ['Half an image', 'Nothing at all']) {
		it(`is not offered where that cannot help: ${prompt}`, async () => {
			await generate(workbench, prompt);
			const failure = workbench.notification(`Couldn't generate "${prompt}"`);
			await failure.getByRole('button', { name: 'Learn More' }).waitFor({ timeout: 60_000 });
			assert.equal(await failure.getByRole('button', { name: 'Recover From Reply' }).count(), 0);
			await workbench.runCommand('Notifications: Clear All Notifications');
		});
	}

	it('comes with a log that holds no prompt, though a service repeats it', async () => {
		await generate(workbench, 'Forbidden fruit of the sea');
		await workbench.notification("Couldn't generate").waitFor({ timeout: 60_000 });
		const logs = path.join(workbench.dataDir, 'data/logs');
		const lastStep = async (): Promise<string | undefined> => {
			const names = await readdir(logs, { recursive: true });
			const texts = await Promise.all(
				names.filter((name) => name.endsWith('Image Gen.log')).map((name) => readFile(path.join(logs, name), 'utf8')),
			);
			return texts.join('').match(/.* failed .*badRequest.*/)?.[0];
		};
		await waitUntil(async () => (await lastStep()) !== undefined, 'the log to have the failure');
		assert.match((await lastStep()) ?? '', /No \\"\(the prompt\)\\" here/);
		await workbench.runCommand('Notifications: Clear All Notifications');
	});

	it('is offered with the failure, searches that very reply, and the link comes where its place has gone', async () => {
		await insert('A puffin', '## The lamp');
		await typeAbove('One');
		await workbench.screenshot('recover-offered');
		await workbench.choose("Couldn't generate", 'Recover From Reply');
		await isInserted();
	});

	it('finds the place although the text was edited since the failure, and the notification is gone', async () => {
		await insert('A tern', '## The keepers');
		await workbench.runCommand('Notifications: Clear All Notifications');
		await typeAbove('Two');
		await workbench.runCommand('Image Gen: Recover From Reply…');
		await workbench.waitForQuestion('Choose a reply');
		await workbench.screenshot('recover-choices');
		assert.equal(
			await workbench.quickPickItems.filter({ hasText: 'A puffin' }).count(),
			0,
			'what was recovered is gone',
		);
		await workbench.press('Escape');
		await recover('A tern');
		await workbench.screenshot('recover-inserted');
	});

	it('finds the place also after the document was saved and closed, and the window reloaded', async () => {
		await insert('A gannet', '## Getting there');
		await workbench.runCommand('Notifications: Clear All Notifications');
		await typeAbove('Three');
		await workbench.save();
		await workbench.runCommand('View: Close All Editors');
		await workbench.reload();
		await recover('A gannet');
	});
});
