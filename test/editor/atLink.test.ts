import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Convert } from '../../src/editor/delivery/converter';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import { Library } from '../../src/editor/jobs/library';
import { type LinkTarget, readDelivery, writeDelivery } from '../../src/editor/jobs/delivery';
import { Settings } from '../../src/editor/settings';
import type { MadeCopy } from '../../src/pixels/output';
import { isSettled } from '../../src/engine/jobs/claim';
import { finishedAtLink, finishedJob, makeJobsPath } from './support/jobs';
import { iconSets, keepFormat } from './support/convert';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, tidyUp } from './support/workspace';

const madeAt = (path: string): MadeCopy => ({
	...{ path, format: 'png', width: 1024, height: 1024, bytes: 12 },
	...{ isWithinBudget: true, isOnWhite: false, isEnlarged: false, lostCredentials: false },
});

describe('An image for a link', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let settings: Settings;
	let files: ImageFiles;
	let links: Links;
	let undone: UndoneImages;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		settings = new Settings(log);
		files = new ImageFiles();
		links = new Links(reader, settings);
		undone = new UndoneImages(files, links, new Library(jobsPath), new Recipes(settings, log), log);
	});
	afterEach(async () => {
		undone.dispose();
		settings.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	const at = (...names: readonly [string, ...string[]]): LinkTarget => {
		const [first, ...others] = names.map((name) => vscode.Uri.joinPath(folder, name)) as [vscode.Uri, ...vscode.Uri[]];
		return { uris: [first, ...others], root: folder };
	};
	const never: Convert = () => Promise.reject(new Error('nothing is to be converted'));
	const deliverer = (convert: Convert = never): Deliverer =>
		new Deliverer(files, links, undone, settings, log, convert, new Recipes(settings, log), iconSets);
	const read = (name: string): Promise<string> => readFile(join(folder.fsPath, name), 'utf8');

	it('goes exactly to where that leads, wherever the settings would put it', async () => {
		const job = await finishedAtLink(jobsPath, at('docs/Ein Füchslein.jpg'));
		const delivered = await deliverer().deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'leadsThere', JSON.stringify(delivered));
		assert.equal(await read('docs/Ein Füchslein.jpg'), 'image');
		assert.ok(await isSettled(job.folder));
	});

	it('becomes what the link calls it', async () => {
		const job = await finishedAtLink(jobsPath, at('fox.png'));
		const convert: Convert = async (image, to) => {
			await writeFile(to, `${await readFile(image, 'utf8')} as ${to.split('.').at(-1) ?? ''}`);
			return madeAt(to);
		};
		const delivered = await deliverer(convert).deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.disguised === undefined, JSON.stringify(delivered));
		assert.equal(await read('fox.png'), 'image as png');
	});

	it('is there under that name also where it cannot be converted, and that is told', async () => {
		const delivered = await deliverer(keepFormat).deliver(await finishedAtLink(jobsPath, at('a.png')));
		assert.ok(delivered.kind === 'saved', JSON.stringify(delivered));
		assert.deepEqual(delivered.disguised, { format: 'jpeg', named: 'png' });
		const other = await deliverer().deliver(await finishedAtLink(jobsPath, at('a.gif')));
		assert.ok(other.kind === 'saved', JSON.stringify(other));
		assert.deepEqual(other.disguised, { format: 'jpeg', named: 'gif' }, 'a format that none is converted to');
		assert.deepEqual([await read('a.png'), await read('a.gif')], ['image', 'image']);
	});

	it('takes the extension that fits where the link leaves that open', async () => {
		await deliverer().deliver(await finishedAtLink(jobsPath, at('fox.png', 'fox.jpg', 'fox.jpeg')));
		assert.deepEqual((await readdir(folder.fsPath)).sort(), ['.imagegen.json', 'fox.jpg']);
	});

	it('is numbered beside a file that has come there meanwhile, and that is told', async () => {
		await writeFile(join(folder.fsPath, 'fox.jpg'), 'somebody’s own');
		const delivered = await deliverer().deliver(await finishedAtLink(jobsPath, at('fox.jpg')));
		assert.ok(delivered.kind === 'saved' && delivered.link === 'leadsElsewhere', JSON.stringify(delivered));
		assert.deepEqual([await read('fox.jpg'), await read('fox-1.jpg')], ['somebody’s own', 'image']);
	});

	it('goes there once more after it was deleted', async () => {
		for (const content of ['one', 'two']) {
			await deliverer().deliver(await finishedAtLink(jobsPath, at('fox.jpg'), content));
			assert.equal(await read('fox.jpg'), content);
			await rm(join(folder.fsPath, 'fox.jpg'));
		}
	});

	it('stays safe where its folder has come to lead out of the workspace', async () => {
		const outside = await mkdtemp(join(tmpdir(), 'imagegen-outside-'));
		try {
			await symlink(outside, join(folder.fsPath, 'img'));
			const job = await finishedAtLink(jobsPath, at('img/fox.jpg'));
			const delivered = await deliverer().deliver(job);
			assert.equal(delivered.kind, 'linkedOut');
			assert.deepEqual([await readdir(outside), await isSettled(job.folder)], [[], false]);
		} finally {
			await rm(outside, { recursive: true });
		}
	});

	for (const name of ['../fox.jpg', 'a/../../fox.jpg', '.git/fox.jpg', 'a/.GIT/fox.jpg', '.']) {
		it(`never goes to ${name}, whatever its job’s folder says`, async () => {
			await mkdir(join(folder.fsPath, '.git'));
			const uri = folder.with({ path: `${folder.path}/${name}` });
			const job = await finishedAtLink(jobsPath, { uris: [uri], root: folder });
			assert.equal((await deliverer(keepFormat).deliver(job)).kind, 'linkedOut');
			assert.deepEqual(await readdir(folder.fsPath, { recursive: true }), ['.git']);
		});
	}

	it('is known to the next window', async () => {
		const { folder: job } = await finishedJob(jobsPath, 'generate');
		const target = at('a b.png', 'a b.jpg');
		writeDelivery(job, { workspace: 'w', command: 'generate', target });
		const found = (await readDelivery(job))?.target;
		assert.deepEqual(found?.uris.map(String), target.uris.map(String));
		assert.equal(found.root.toString(), folder.toString());
		await writeFile(join(job.path, 'delivery.json'), '{"workspace":"w","command":"generate","target":{"uris":[]}}');
		assert.equal(await readDelivery(job), undefined);
	});
});
