import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { readEvents } from '../../src/engine/jobs/eventLog';
import { listJobs } from '../../src/engine/jobs/layout';
import { startSandbox } from '../../src/sandbox/server';
import { noiseJpeg } from '../support/images';
import { httpServer, type TestServer } from '../support/servers';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import type { Settings } from './harness/settings';
import type { Workbench } from './harness/workbench';

const jpeg = noiseJpeg(400, 300);

const settings = (baseUrl: string, more: Settings = {}): Settings => ({
	'imagegen.service': 'openaiCompatible',
	'imagegen.baseUrl': baseUrl,
	'imagegen.model': 'asked-for',
	...more,
});

async function saved(workbench: Workbench): Promise<Buffer> {
	await workbench.notification('Image saved').waitFor({ timeout: 30_000 });
	const images = path.join(workbench.workspace, 'images');
	const [name = ''] = (await readdir(images)).filter((one) => !one.startsWith('.'));
	return await readFile(path.join(images, name));
}

describe('plain HTTP through networks of others, by keyboard', function () {
	this.timeout(120_000);

	it('is asked about once, before anything is sent, and can be taken back', async () => {
		const asked: (string | undefined)[] = [];
		await using proxy = await httpServer((request, response) => {
			asked.push(request.url);
			request.resume().on('end', () => response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] })));
		});
		const workbench = await openWorkbench({
			userSettings: settings('http://images.test:16888/v1'),
			env: { http_proxy: proxy.url.href },
		});
		try {
			await workbench.openFile('article.md');
			const dialog = workbench.page.locator('.monaco-dialog-box');

			await generate(workbench, 'A gannet');
			await dialog.getByText('images.test:16888 unencrypted').waitFor();
			await workbench.screenshot('plain-http');
			await dialog.getByRole('button', { name: 'Cancel' }).click();
			await dialog.waitFor({ state: 'detached' });
			assert.deepEqual(asked, []);

			await generate(workbench, 'A gannet');
			await dialog.getByRole('button', { name: 'Send Anyway' }).click();
			assert.deepEqual(await saved(workbench), jpeg);
			await generate(workbench, 'A puffin');
			await workbench.notification('a-puffin.jpg').waitFor({ timeout: 30_000 });
			const call = 'http://images.test:16888/v1/images/generations';
			assert.deepEqual(asked, [call, call]);

			await workbench.runCommand('Image Gen: Remove API Key…');
			await workbench.waitForQuestion('Choose the service whose key to remove');
			await workbench.press('ArrowDown');
			await workbench.acceptItem('http://images.test:16888');
			await workbench.statusBarItem('removed').waitFor();
			await generate(workbench, 'A tern');
			await dialog.waitFor();
		} finally {
			await workbench.close();
		}
	});
});

describe('trouble with the connection, by keyboard', function () {
	this.timeout(180_000);

	/** Behind nginx; cuts whatever is posted. */
	const cutting = (): Promise<TestServer> =>
		httpServer((request, response) => {
			if (request.method === 'POST') {
				request.socket.destroy();
			} else {
				response.writeHead(200, { server: 'nginx/1.22.1' }).end('{"data":[]}');
			}
		});

	it('is diagnosed from the message, in a document beside', async () => {
		await using server = await cutting();
		const workbench = await openWorkbench({ userSettings: settings(`${server.url.origin}/v1`) });
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			await workbench.notification('may have been billed').waitFor({ timeout: 30_000 });
			await workbench.choose('may have been billed', 'Diagnose…');
			const report = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
			await report.getByText('Your traffic passes through nginx').waitFor();
			await workbench.notification('Diagnose Connection').waitFor({ state: 'hidden' });
			await report.getByRole('heading', { name: 'The connection to OpenAI-compatible' }).waitFor();
			await report.getByText(/Connected in \d+ ms/).waitFor();
			await workbench.runCommand('Notifications: Clear All Notifications');
			await workbench.screenshot('diagnosis');

			await workbench.page.getByRole('button', { name: 'Copy Report' }).click();
			await workbench.statusBarItem('Report copied.').waitFor();
			const copied = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
			assert.match(copied, /^# The connection to `OpenAI-compatible \(127\.0\.0\.1:\d+\)`\n/);
			await workbench.runCommand('Image Gen: Copy Report');

			const tab = workbench.page.locator('.tab').filter({ hasText: 'Connection to OpenAI-compatible' });
			await tab.getByRole('button', { name: /^Close/ }).click();
			await tab.waitFor({ state: 'detached' });
			assert.equal(await workbench.page.locator('.monaco-dialog-box').count(), 0);
		} finally {
			await workbench.close();
		}
	});

	it('leaves no report behind in the next window', async () => {
		await using server = await cutting();
		const workbench = await openWorkbench({ userSettings: settings(`${server.url.origin}/v1`) });
		try {
			const tab = workbench.page.locator('.tab').filter({ hasText: 'Connection to OpenAI-compatible' });
			await workbench.runCommand('Image Gen: Diagnose Connection…');
			await tab.waitFor();
			await workbench.reload();
			await tab.waitFor({ state: 'detached' });
		} finally {
			await workbench.close();
		}
	});

	it('offers no Retry for what may be paid for, where the person wants none', async () => {
		await using server = await cutting();
		const never = { 'imagegen.retry.whenPossiblyPaid': 'never' };
		const workbench = await openWorkbench({ userSettings: settings(`${server.url.origin}/v1`, never) });
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			const message = workbench.notification('may have been billed');
			await message.getByRole('button', { name: 'Diagnose…' }).waitFor({ timeout: 30_000 });
			assert.equal(await message.getByRole('button', { name: 'Retry' }).count(), 0);
		} finally {
			await workbench.close();
		}
	});
});

/** Where the jobs' logs say that images were found elsewhere than their protocol says. */
async function placesTold({ dataDir }: Workbench): Promise<string[]> {
	const jobs = await listJobs(path.join(dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs'));
	const logs = await Promise.all(jobs.map(readEvents));
	return logs.flatMap(({ events }) => events.flatMap((step) => (step.type === 'foundElsewhere' ? [step.place] : [])));
}

describe("a reply that is not the service's own, by keyboard", function () {
	this.timeout(180_000);

	it('has its image saved, wherever it stands in it; so has one that was kept in a file', async () => {
		const inlineData = { mimeType: 'image/jpeg', data: jpeg.toString('base64') };
		const reply = JSON.stringify({ candidates: [{ content: { parts: [{ inlineData }] } }] });
		await using server = await httpServer((request, response) => {
			request.resume().on('end', () => response.end(reply));
		});
		const workbench = await openWorkbench({ userSettings: settings(`${server.url.origin}/v1`) });
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			assert.deepEqual(await saved(workbench), jpeg);
			assert.deepEqual(await placesTold(workbench), ['candidates[0].content.parts[0].inlineData.data']);
			await workbench.runCommand('Notifications: Clear All Notifications');

			const file = path.join(workbench.workspace, 'kept.json');
			await writeFile(file, reply);
			await workbench.runCommand('Image Gen: Recover From Reply…');
			await workbench.waitForQuestion('Choose a Reply That Holds an Image');
			await workbench.chooseFile(file);
			await workbench.notification('Image saved: images/kept-json').waitFor({ timeout: 30_000 });
			await workbench.screenshot('recover');
		} finally {
			await workbench.close();
		}
	});
});

describe('a fallback, by keyboard', function () {
	this.timeout(120_000);

	it('makes the image when the model that was asked for is gone, and the message says so', async () => {
		const asked: string[] = [];
		await using server = await httpServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
			request.on('end', () => {
				const { model } = JSON.parse(body) as { model: string };
				asked.push(model);
				if (model === 'helping-out') {
					response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
				} else {
					response.writeHead(404).end('{"error":{"message":"no such model"}}');
				}
			});
		});
		const fallbacks = { 'imagegen.fallbacks': ['helping-out', 'ark'] };
		const workbench = await openWorkbench({ userSettings: settings(`${server.url.origin}/v1`, fallbacks) });
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			assert.deepEqual(await saved(workbench), jpeg);
			await workbench.notification('Made by helping-out, because asked-for was not available').waitFor();
			await workbench.notification('"ark" in the setting imagegen.fallbacks').waitFor();
			await workbench.screenshot('fallback');
			assert.deepEqual(asked, ['asked-for', 'helping-out']);
		} finally {
			await workbench.close();
		}
	});
});

describe('a model that its vendor has retired, by keyboard', function () {
	this.timeout(120_000);

	it('is told with its successor, which draws instead, and from then on', async () => {
		const sandbox = await startSandbox({ timeScale: 0.02, seed: 1 });
		const workbench = await openWorkbench({
			userSettings: {
				'imagegen.service': 'gemini',
				'imagegen.baseUrl': `${sandbox.url}/as/gemini/v1beta`,
				'imagegen.model': 'gemini-3-pro-image-preview',
			},
		});
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			await workbench.quickInput.locator('input[type=password]').waitFor();
			await workbench.answer('a-key');
			await workbench.notification('Its successor is gemini-3-pro-image.').waitFor({ timeout: 30_000 });
			await workbench.screenshot('successor');
			await workbench.choose('Its successor is', 'Use gemini-3-pro-image');
			await saved(workbench);
			const settings = await readFile(path.join(workbench.dataDir, 'data/User/settings.json'), 'utf8');
			assert.match(settings, /"imagegen.model": "gemini-3-pro-image"/);
			assert.equal(sandbox.ledger().billed, 1);
		} finally {
			await workbench.close();
			await sandbox.close();
		}
	});
});

describe('a streamed image, by keyboard', function () {
	this.timeout(120_000);

	/** A service that streams; whoever asks for no stream is told by a gateway that it took too long. */
	const streaming = (asked: unknown[]): Promise<TestServer> =>
		httpServer((request, response) => {
			void json(request).then((body) => {
				asked.push(body);
				if ((body as { stream?: boolean }).stream) {
					const event = { type: 'image_generation.completed', b64_json: jpeg.toString('base64') };
					response.writeHead(200, { 'content-type': 'text/event-stream' });
					response.end(`: drawing\n\ndata: ${JSON.stringify(event)}\n\n`);
				} else {
					response
						.writeHead(504, { server: 'nginx', 'content-type': 'text/html' })
						.end('<h1>504 Gateway Time-out</h1>');
				}
			});
		});

	it('is asked for as a stream, and saved from it', async () => {
		const asked: unknown[] = [];
		await using server = await streaming(asked);
		const choices = { 'imagegen.model': 'gpt-image-2', 'imagegen.stream': true };
		const workbench = await openWorkbench({ userSettings: settings(`${server.url.origin}/v1`, choices) });
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			assert.deepEqual(await saved(workbench), jpeg);
			assert.partialDeepStrictEqual(asked, [{ model: 'gpt-image-2', stream: true }]);
		} finally {
			await workbench.close();
		}
	});

	it('is offered, beside a look at the connection, where somebody on the way has cut a silent one', async () => {
		const asked: unknown[] = [];
		await using server = await streaming(asked);
		const choices = { 'imagegen.model': 'gpt-image-2' };
		const workbench = await openWorkbench({ userSettings: settings(`${server.url.origin}/v1`, choices) });
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			const message = workbench.notification('may have been billed');
			await message.getByRole('button', { name: 'Diagnose…' }).waitFor({ timeout: 30_000 });
			await workbench.screenshot('retry-as-stream');
			await workbench.choose('may have been billed', 'Retry as Stream');
			assert.deepEqual(await saved(workbench), jpeg);
			assert.partialDeepStrictEqual(asked, [{ model: 'gpt-image-2' }, { model: 'gpt-image-2', stream: true }]);
		} finally {
			await workbench.close();
		}
	});
});
