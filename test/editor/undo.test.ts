import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Links } from '../../src/editor/delivery/links';
import { UndoneImages } from '../../src/editor/delivery/undo';
import type { Job } from '../../src/editor/jobs/jobs';
import { Settings } from '../../src/editor/settings';
import { keepRecord } from '../../src/engine/jobs/retention';
import { finishedJob, makeJobsPath, request } from './support/jobs';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('Undo, once an image is delivered with its link', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let settings: Settings;
	let undone: UndoneImages;
	let document: vscode.TextDocument;
	let job: Job;
	let image: string;
	/** Of its own each time: documents of other tests may be open for a while. */
	let name: string;
	let count = 0;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		anchors = new Anchors();
		settings = new Settings(log);
		const links = new Links(reader, settings);
		const files = new ImageFiles();
		undone = new UndoneImages(files, links, log);
		document = await openFile(folder, 'a.md', 'Above.\n\n\n\nBelow.\n');
		await vscode.window.showTextDocument(document);
		name = `heron-${++count}.jpg`;
		const finished = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(2, 0)));
		job = { ...finished, task: { ...request, image: { ...request.image, prompt: `Heron ${count}` } } };
		const keepFormat = (): Promise<boolean> => Promise.resolve(false);
		const delivered = await new Deliverer(files, links, undone, settings, log, keepFormat).deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted');
		image = delivered.uri.fsPath;
	});
	afterEach(async () => {
		undone.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	async function run(command: 'undo' | 'redo'): Promise<void> {
		await vscode.commands.executeCommand(command);
		await undone.settled();
	}

	it('takes the link and the file away together, and redo brings both back, again and again', async () => {
		for (const _time of ['once', 'twice']) {
			await run('undo');
			assert.equal(document.getText(), 'Above.\n\n\n\nBelow.\n');
			assert.equal(existsSync(image), false);
			await run('redo');
			assert.equal(document.getText(), `Above.\n\n![Heron ${count}](images/${name})\n\nBelow.\n`);
			assert.equal(await readFile(image, 'utf8'), 'image');
		}
		assert.deepEqual(await readdir(join(folder.fsPath, 'images')), [name]);
	});

	it('keeps the image, whatever is put away meanwhile', async () => {
		await run('undo');
		await keepRecord(job.folder);
		assert.equal(await readFile(join(job.folder.path, `undone-${name}`), 'utf8'), 'image');
		await run('redo');
		assert.equal(await readFile(image, 'utf8'), 'image');
		assert.equal(existsSync(join(job.folder.path, `undone-${name}`)), false);
	});

	it('comes to what was typed since first', async () => {
		await vscode.window.activeTextEditor?.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Typed. '));
		await run('undo');
		assert.ok(existsSync(image));
		await run('undo');
		assert.equal(existsSync(image), false);
	});

	it('leaves a file that was changed meanwhile', async () => {
		await writeFile(image, 'another image');
		await run('undo');
		assert.equal(document.getText(), 'Above.\n\n\n\nBelow.\n');
		assert.equal(await readFile(image, 'utf8'), 'another image');
	});

	it('leaves a file that a saved document refers to', async () => {
		await writeFile(join(folder.fsPath, 'other.html'), `<img src="images/${name}">`);
		await run('undo');
		assert.ok(existsSync(image));
	});

	it('leaves a file that a document refers to which is not saved', async () => {
		const other = await openFile(folder, 'other.md', '\n');
		const edit = new vscode.WorkspaceEdit();
		edit.insert(other.uri, new vscode.Position(0, 0), `![x](images/${name})`);
		await vscode.workspace.applyEdit(edit);
		await vscode.window.showTextDocument(document);
		await run('undo');
		assert.ok(existsSync(image));
	});

	it('does not mind that somebody has taken the image away at once', async () => {
		await undone.watch(job.folder, document.uri, vscode.Uri.joinPath(folder, 'images', 'gone.jpg'));
		await run('undo');
		assert.equal(existsSync(image), false);
	});

	it('leaves the file when the link is deleted by hand', async () => {
		await vscode.window.activeTextEditor?.edit((edit) => edit.delete(new vscode.Range(2, 0, 3, 0)));
		await undone.settled();
		assert.ok(existsSync(image));
	});

	it('does not put the image over another that has its name by then', async () => {
		await run('undo');
		await writeFile(image, 'somebody else’s');
		await run('redo');
		assert.equal(await readFile(image, 'utf8'), 'somebody else’s');
		assert.equal(await readFile(join(job.folder.path, `undone-${name}`), 'utf8'), 'image');
	});
});
