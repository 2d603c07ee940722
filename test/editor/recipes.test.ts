import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { Anchor } from '../../src/editor/anchors/anchor';
import { Anchors } from '../../src/editor/anchors/anchors';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { finishedJob, makeJobsPath } from './support/jobs';
import { iconSets, keepFormat } from './support/convert';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('What is said of an image that is delivered', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let settings: Settings;
	let recipes: Recipes;
	let undone: UndoneImages;
	let deliverer: Deliverer;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		anchors = new Anchors();
		settings = new Settings(log);
		recipes = new Recipes(settings, log);
		const [links, files] = [new Links(reader, settings), new ImageFiles()];
		undone = new UndoneImages(files, links, new Library(jobsPath), recipes, log);
		deliverer = new Deliverer(files, links, undone, settings, log, keepFormat, recipes, iconSets);
	});
	afterEach(async () => {
		await configure('imagegen.recipes', undefined);
		undone.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	async function configure(key: string, value: unknown): Promise<void> {
		await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Workspace);
	}

	it('is the alternative text that somebody has written, and none where it only decorates', async () => {
		const written: Readonly<Record<string, readonly (readonly [alt: string, text: string])[]>> = {
			md: [
				['A fox [red]\nin snow', '![A fox (red) in snow](images/a-red-fox.jpg)\n'],
				['', '![](images/a-red-fox-1.jpg)\n'],
			],
			html: [
				['Says "hi"', '<img src="images/a-red-fox-2.jpg" alt="Says &#34;hi&#34;" width="1024" height="1024">\n'],
				['', '<img src="images/a-red-fox-3.jpg" alt="" width="1024" height="1024">\n'],
			],
			adoc: [['', 'image::images/a-red-fox-4.jpg[""]\n']],
		};
		for (const [extension, cases] of Object.entries(written)) {
			for (const [index, [alt, text]] of cases.entries()) {
				const document = await openFile(folder, `${index}.${extension}`, '\n');
				const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
				await deliverer.deliver({ ...job, alt });
				assert.equal(document.getText(), text);
			}
		}
	});

	it('is its recipe, beside it, and none where nobody wants any, or somebody has written there', async () => {
		const document = await openFile(folder, 'a.md', '\n');
		const place = (): Anchor => anchors.pin(document, new vscode.Position(0, 0));
		const deliver = async (): Promise<vscode.Uri> => {
			const delivered = await deliverer.deliver(await finishedJob(jobsPath, 'generate', place()));
			assert.ok(delivered.kind === 'saved', JSON.stringify(delivered));
			return delivered.uri;
		};
		const { date, ...recipe } = (await recipes.read(await deliver())) ?? assert.fail();
		assert.ok(date);
		assert.deepEqual(recipe, {
			...{ prompt: 'A red fox', resolution: '1K', service: 'sandbox', model: 'gemini-3-pro-image' },
			originalHash: createHash('sha256').update('image').digest('hex'),
		});
		await configure('imagegen.recipes', false);
		const other = await deliver();
		await configure('imagegen.recipes', undefined);
		const file = join(folder.fsPath, 'images', '.imagegen.json');
		assert.doesNotMatch(await readFile(file, 'utf8'), new RegExp(basename(other.fsPath)));
		await writeFile(file, 'mine');
		assert.equal(await recipes.read(await deliver()), undefined);
		assert.equal(await readFile(file, 'utf8'), 'mine');
	});

	it('is also that of another one of its request that is wanted later, and is saved beside it without a link', async () => {
		const document = await openFile(folder, 'a.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		const [first] = job.state.images;
		assert.ok(first);
		const path = first.path.replace('image-1', 'image-2');
		await writeFile(path, 'another');
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'saved', JSON.stringify(delivered));
		const text = document.getText();
		const state = { ...job.state, images: [{ ...first, path }] };
		const more = await deliverer.deliverMore({ ...job, state }, delivered.uri);
		assert.ok(more.kind === 'saved' && more.link === 'notAsked', JSON.stringify(more));
		assert.equal(basename(more.uri.fsPath), 'a-red-fox-1.jpg');
		assert.equal(await readFile(more.uri.fsPath, 'utf8'), 'another');
		assert.equal(document.getText(), text);
		const hash = createHash('sha256').update('another').digest('hex');
		assert.equal((await recipes.read(more.uri))?.originalHash, hash);
	});
});
