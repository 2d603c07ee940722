import assert from 'node:assert/strict';
import { once as happens } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import type { LinkTarget } from '../../src/editor/jobs/delivery';
import { Jobs } from '../../src/editor/jobs/jobs';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import type { GenerateTask } from '../../src/engine/task';
import { cliPath, convert, iconSets } from './support/convert';
import { makeJobsPath, quickJobs, request } from './support/jobs';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, once, openFile, tidyUp } from './support/workspace';

const drawing =
	'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><script>alert(1)</script><rect width="9" height="9"/></svg>';

describe('An SVG that was asked for', () => {
	let folder: vscode.Uri;
	let jobsPath: string;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
	});
	afterEach(async () => {
		// A process that ends may still write its last words there.
		await rm(jobsPath, { recursive: true, force: true, maxRetries: 5 });
		await tidyUp(folder);
	});

	/** A service that draws SVG where it is asked for it, and else nothing. */
	async function drawer(): Promise<Server> {
		const server = createServer((asked, response) => {
			void json(asked).then((body) => {
				const isSvg = (body as { output_format?: string }).output_format === 'svg';
				const data = isSvg ? [{ b64_json: Buffer.from(drawing).toString('base64') }] : [];
				response.end(JSON.stringify({ data }));
			});
		}).listen(0, '127.0.0.1');
		await happens(server, 'listening');
		return server;
	}

	function taskAt(server: Server, image: Partial<GenerateTask['image']>): GenerateTask {
		const { port } = server.address() as AddressInfo;
		return {
			...request,
			image: { prompt: 'A drawn owl', resolution: '1K', ...image },
			endpoint: {
				service: 'openaiCompatible',
				protocol: 'openaiImages',
				baseUrl: `http://127.0.0.1:${port}/v1`,
				model: 'gpt-image-2.6-flare',
			},
		};
	}

	it('by a link that waits for one comes to that, whatever is chosen', async () => {
		const server = await drawer();
		const settings = new Settings(log);
		const links = new Links(reader, settings);
		const recipes = new Recipes(settings, log);
		const undone = new UndoneImages(new ImageFiles(), links, new Library(jobsPath), recipes, log);
		const jobs = new Jobs({ jobsPath, cliPath, log, ...quickJobs, outputFor: () => ({ format: 'webp', budget: 10 }) });
		try {
			const target = { uris: [vscode.Uri.joinPath(folder, 'owl.svg')], root: folder } satisfies LinkTarget;
			const end = once(jobs.onDidEnd);
			const task = taskAt(server, { format: 'png' });
			await jobs.start(
				{ request: task, secrets: { keys: new Map() } },
				{ command: 'generate', anchor: undefined, target },
			);
			const deliverer = new Deliverer(new ImageFiles(), links, undone, settings, log, convert, recipes, iconSets);
			const delivered = await deliverer.deliver(await end);
			assert.ok(delivered.kind === 'saved' && delivered.link === 'leadsThere', JSON.stringify(delivered));
			assert.deepEqual([delivered.disguised, delivered.image.format], [undefined, 'svg']);
			assert.doesNotMatch(await readFile(join(folder.fsPath, 'owl.svg'), 'utf8'), /script/);
		} finally {
			for (const part of [jobs, undone, settings]) {
				part.dispose();
			}
			server.close();
		}
	});

	it('lands in a Markdown document without what acts in it, whatever copies are to be', async () => {
		const server = await drawer();
		const task = taskAt(server, { format: 'svg' });
		const anchors = new Anchors();
		const settings = new Settings(log);
		const links = new Links(reader, settings);
		const recipes = new Recipes(settings, log);
		const undone = new UndoneImages(new ImageFiles(), links, new Library(jobsPath), recipes, log);
		const jobs = new Jobs({ jobsPath, cliPath, log, ...quickJobs, outputFor: () => ({ format: 'webp', budget: 10 }) });
		try {
			const document = await openFile(folder, 'owls.md', '# Owls\n\n\n\nThey sit.\n');
			const anchor = anchors.pin(document, new vscode.Position(2, 0));
			const end = once(jobs.onDidEnd);
			await jobs.start({ request: task, secrets: { keys: new Map() } }, { command: 'insert', anchor });
			const job = await end;
			assert.deepEqual(
				job.state.images.map(({ format, removed }) => [format, removed]),
				[['svg', ['<script>']]],
			);
			const deliverer = new Deliverer(new ImageFiles(), links, undone, settings, log, convert, recipes, iconSets);
			const delivered = await deliverer.deliver(job);
			assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
			assert.equal(delivered.image.copying, undefined);
			assert.match(document.getText(), /^# Owls\n\n!\[A drawn owl\]\(images\/a-drawn-owl\.svg\)\n/);
			const names = (await readdir(join(folder.fsPath, 'images'))).filter((name) => !name.startsWith('.'));
			assert.deepEqual(names, ['a-drawn-owl.svg']);
			const text = await readFile(delivered.uri.fsPath, 'utf8');
			assert.match(text, /width="64" height="48"><rect width="9" height="9"\/><\/svg>\n$/);
		} finally {
			for (const part of [jobs, undone, settings, anchors]) {
				part.dispose();
			}
			server.close();
		}
	});
});
