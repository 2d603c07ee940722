import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Anchors } from '../../src/editor/anchors/anchors';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { Settings } from '../../src/editor/settings';
import { claimJob, isSettled } from '../../src/engine/jobs/claim';
import { finishedJob, makeJobsPath } from './support/jobs';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('The delivery of a finished image', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let settings: Settings;
	let deliverer: Deliverer;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		anchors = new Anchors();
		settings = new Settings();
		deliverer = new Deliverer(new ImageFiles(), settings);
	});
	afterEach(async () => {
		await configure('imagegen.destination', undefined);
		await configure('markdown.copyFiles.destination', undefined);
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	async function configure(key: string, value: unknown): Promise<void> {
		await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Workspace);
	}

	it('puts it beside the document and refers to it there', async () => {
		const document = await openFile(folder, 'docs/guide.md', 'See: \n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 5)));
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		assert.equal(delivered.uri.path, `${folder.path}/docs/images/a-red-fox.jpg`);
		assert.equal(document.getText(), 'See: ![A red fox](images/a-red-fox.jpg)\n');
	});

	it('leaves nothing to deliver, and no second copy of the image', async () => {
		const document = await openFile(folder, 'a.md', '');
		const job = await finishedJob(jobsPath, 'generate', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.ok(await isSettled(job.folder));
		assert.equal(existsSync(join(job.folder.path, 'image-1.jpg')), false);
		assert.deepEqual(await deliverer.deliver(job), { kind: 'elsewhere' });
		assert.equal(document.getText(), '');
	});

	it('is not over before the document has the reference', async () => {
		const document = await openFile(folder, 'a.md', '');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		const inserted = Promise.withResolvers<boolean>();
		const listener = vscode.workspace.onDidChangeTextDocument((event) => {
			if (event.document === document) {
				inserted.resolve(existsSync(join(job.folder.path, 'delivered.json')));
			}
		});
		await deliverer.deliver(job);
		listener.dispose();
		assert.deepEqual([await inserted.promise, await isSettled(job.folder)], [false, true]);
	});

	it('is left to the window that claimed it first', async () => {
		const job = await finishedJob(jobsPath, 'generate');
		assert.ok(await claimJob(job.folder));
		assert.deepEqual(await deliverer.deliver(job), { kind: 'elsewhere' });
	});

	it('saves the image although its place in the document is gone', async () => {
		const document = await openFile(folder, 'a.md', 'one two\n');
		const editor = await vscode.window.showTextDocument(document);
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 4)));
		await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 7)));
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'notInserted');
		assert.ok(existsSync(delivered.uri.fsPath));
	});

	it('obeys the setting imagegen.destination', async () => {
		await configure('imagegen.destination', '${documentBaseName}-images/');
		const document = await openFile(folder, 'guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.equal(document.getText(), '![A red fox](guide-images/a-red-fox.jpg)\n');
	});

	it("obeys the person's own rule for files copied into Markdown", async () => {
		await configure('markdown.copyFiles.destination', { '**/other/*': 'x/', '*.md': 'assets/${documentBaseName}/' });
		const document = await openFile(folder, 'guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.equal(document.getText(), '![A red fox](assets/guide/a-red-fox.jpg)\n');
	});

	it('obeys a rule that is anchored to the workspace folder', async () => {
		const name = folder.path.split('/').at(-1) ?? '';
		await configure('markdown.copyFiles.destination', { '/none/**': 'x/', [`/${name}/**/*.md`]: 'anchored/' });
		const document = await openFile(folder, 'docs/guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.equal(document.getText(), '![A red fox](anchored/a-red-fox.jpg)\n');
	});

	it('keeps the image safe when the destination leads out of the workspace', async () => {
		await configure('imagegen.destination', '/../../elsewhere/');
		const document = await openFile(folder, 'guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'refused' && delivered.setting === 'imagegen.destination', JSON.stringify(delivered));
		assert.ok(existsSync(join(job.folder.path, 'image-1.jpg')));
		assert.equal(document.getText(), '\n');

		await configure('imagegen.destination', 'images/');
		assert.equal((await deliverer.deliver(job)).kind, 'saved', 'and delivers it once that is mended');
	});

	it('keeps the image safe when it cannot be written', async () => {
		const document = await openFile(folder, 'guide.md', '\n');
		await openFile(folder, 'images', 'a file where the folder should be');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		const delivered = await deliverer.deliver(job);
		assert.equal(delivered.kind, 'notWritten');
		assert.ok(existsSync(join(job.folder.path, 'image-1.jpg')));
		assert.equal(await isSettled(job.folder), false);
	});
});
