import assert from 'node:assert/strict';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readState } from '../../src/engine/jobs/follow';
import { thisProcess } from '../../src/engine/jobs/holder';
import { type JobFolder, listJobs } from '../../src/engine/jobs/layout';
import { seal } from '../../src/engine/jobs/sealed';
import { canLayer, compileLayer, layered } from '../kill/layer';
import { noiseJpeg } from '../support/images';
import { httpServer, type TestServer } from '../support/servers';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

const jpeg = noiseJpeg(400, 300);

/** A service that draws once it is let, and counts what it was asked. */
async function service(): Promise<{ server: TestServer; requests: () => number; draw: () => void }> {
	let requests = 0;
	const drawn = Promise.withResolvers<undefined>();
	const server = await httpServer((request, response) => {
		requests++;
		request.resume().on('end', () => {
			void drawn.promise.then(() => response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] })));
		});
	});
	return { server, requests: () => requests, draw: () => drawn.resolve(undefined) };
}

const open = (server: TestServer): Promise<Workbench> =>
	openWorkbench({
		userSettings: {
			'imagegen.service': 'openaiCompatible',
			'imagegen.baseUrl': `${server.url.origin}/v1`,
			'imagegen.model': 'any',
		},
	});

const jobsOf = (workbench: Workbench): string =>
	path.join(workbench.dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs');

/** Sees to it that the first job's process is killed at a step of its own; the next one, which looks at what it left, is not. */
async function killFirstJob(workbench: Workbench, kill: string): Promise<void> {
	const extensions = path.join(workbench.dataDir, '../extensions');
	const [folder = ''] = (await readdir(extensions)).filter((name) => name.startsWith('imagegen.'));
	const cli = path.join(extensions, folder, 'dist/cli.js');
	await rename(cli, path.join(path.dirname(cli), 'engine.js'));
	await writeFile(
		cli,
		`const { existsSync, writeFileSync } = require('node:fs');
		const { spawnSync } = require('node:child_process');
		const mark = __dirname + '/killed';
		const env = existsSync(mark) ? process.env : { ...process.env, ...${JSON.stringify(layered({ root: jobsOf(workbench), kill }))} };
		writeFileSync(mark, '');
		spawnSync(process.execPath, [__dirname + '/engine.js', ...process.argv.slice(2)], { env, stdio: 'inherit' });`,
	);
}

/** Asks for an image at the place of the article's lamp. Returns the article as it then is to be. */
async function insert(workbench: Workbench): Promise<string> {
	const lines = (await readFile(path.join(workbench.workspace, 'article.md'), 'utf8')).split('\n');
	const line = lines.indexOf('## The lamp') + 2;
	await workbench.openFile('article.md');
	await workbench.goTo(line);
	await workbench.runCommand(insertCommand);
	await workbench.waitForQuestion('What should the image show?');
	await workbench.answer('A puffin');
	await workbench.waitForQuestion('Choose a resolution');
	await workbench.acceptItem('1K');
	lines.splice(line, 0, '![A puffin](images/a-puffin.jpg)');
	return lines.join('\n');
}

async function onlyJob(workbench: Workbench): Promise<JobFolder> {
	const [job, ...others] = await listJobs(jobsOf(workbench));
	assert.ok(job && others.length === 0);
	return job;
}

async function checkDelivered(workbench: Workbench, article: string): Promise<void> {
	await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
	await workbench.openFile('article.md');
	assert.equal(await workbench.editorText(), article);
	assert.deepEqual(await readdir(path.join(workbench.workspace, 'images')), ['.imagegen.json', 'a-puffin.jpg']);
	assert.deepEqual(await readFile(path.join(workbench.workspace, 'images/a-puffin.jpg')), jpeg);
}

describe('a job that is killed, in a window', function () {
	this.timeout(180_000);

	if (canLayer) {
		before(compileLayer);

		it('while its request leaves: may have been billed, and is not asked again', async () => {
			const { server, requests } = await service();
			await using _server = server;
			const workbench = await open(server);
			try {
				await killFirstJob(workbench, 'after send');
				await insert(workbench);
				const told = workbench.notification('exited unexpectedly');
				await told.filter({ hasText: 'billed' }).waitFor({ timeout: 60_000 });
				await told.getByRole('button', { name: 'Copy Report' }).waitFor();
				await workbench.screenshot('killed-while-sending');
				assert.ok(requests() <= 1, `${requests()} requests`);
			} finally {
				await workbench.close();
			}
		});

		it('between an image’s name and its event: the image is inserted, once', async () => {
			const { server, requests, draw } = await service();
			await using _server = server;
			draw();
			const workbench = await open(server);
			try {
				await killFirstJob(workbench, 'after rename');
				const article = await insert(workbench);
				await checkDelivered(workbench, article);
				await workbench.screenshot('killed-after-naming');
				assert.equal(requests(), 1);
			} finally {
				await workbench.close();
			}
		});
	}

	it('with its window, whose number another process has by then: its image is inserted by the next, once', async () => {
		const { server, requests, draw } = await service();
		await using _server = server;
		const workbench = await open(server);
		try {
			const article = await insert(workbench);
			await waitUntil(() => Promise.resolve(requests() === 1), 'the request');
			const address = workbench.page.url();
			await workbench.page.goto('about:blank');
			draw();
			const job = await onlyJob(workbench);
			await waitUntil(async () => (await readState(job)).phase === 'saved', 'the image');
			// A window that has died in the middle of its delivery; this process has its number now.
			const holder = { ...(await thisProcess()), startedAt: '1' };
			await writeFile(path.join(job.path, 'claim.1'), seal({ holder }));
			await workbench.page.goto(address);
			await workbench.waitUntilReady();
			await workbench.notification('finished while you were away').waitFor({ timeout: 60_000 });
			await workbench.screenshot('finished-while-away');
			await workbench.choose('finished while you were away', 'Insert Where It Belongs');
			await checkDelivered(workbench, article);
			assert.equal(requests(), 1);
		} finally {
			await workbench.close();
		}
	});
});
