import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import type { Job } from '../../src/editor/jobs/jobs';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { keepRecord, pruneJobs } from '../../src/engine/jobs/retention';
import { finishedJob, makeJobsPath, request } from './support/jobs';
import { iconSets, keepFormat } from './support/convert';
import { log } from './support/log';
import { reader } from './support/reader';
import { until } from '../support/until';
import { makeFolder, once, openFile, tidyUp } from './support/workspace';
import { temporaryFolder } from '../support/folders';

describe('Undo, once an image is delivered with its link', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let settings: Settings;
	let library: Library;
	let recipes: Recipes;
	let undone: UndoneImages;
	let deliverer: Deliverer;
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
		library = new Library(jobsPath);
		recipes = new Recipes(settings, log);
		undone = new UndoneImages(files, links, library, recipes, log);
		document = await openFile(folder, 'a.md', 'Above.\n\n\n\nBelow.\n');
		await vscode.window.showTextDocument(document);
		name = `heron-${++count}.jpg`;
		job = await jobAt(document, new vscode.Position(2, 0), `Heron ${count}`);
		deliverer = new Deliverer(files, links, undone, settings, log, keepFormat, recipes, iconSets);
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted');
		image = delivered.uri.fsPath;
	});
	afterEach(async () => {
		undone.dispose();
		library.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	/** A job whose image has come, for a place in a document. */
	async function jobAt(
		where: vscode.TextDocument,
		position: vscode.Position,
		prompt: string,
		asked?: Parameters<Anchors['pin']>[2],
	): Promise<Job> {
		const finished = await finishedJob(jobsPath, 'insert', anchors.pin(where, position, asked));
		return { ...finished, task: { ...request, image: { ...request.image, prompt } } };
	}

	function positionOfPath(): vscode.Position {
		return document.positionAt(document.getText().indexOf('images/'));
	}

	/** Where it lies in its job's folder. */
	const kept = (): string => job.state.images[0]?.path ?? assert.fail();

	async function run(command: 'undo' | 'redo'): Promise<void> {
		await vscode.commands.executeCommand(command);
		await undone.settled();
	}

	it('takes the link and the file away together, and redo brings both back, again and again', async () => {
		for (const _time of ['once', 'twice']) {
			await run('undo');
			assert.equal(document.getText(), 'Above.\n\n\n\nBelow.\n');
			assert.equal(existsSync(image), false);
			assert.equal(await recipes.read(vscode.Uri.file(image)), undefined);
			await run('redo');
			assert.equal(document.getText(), `Above.\n\n![Heron ${count}](images/${name})\n\nBelow.\n`);
			assert.equal(await readFile(image, 'utf8'), 'image');
		}
		assert.deepEqual((await readdir(join(folder.fsPath, 'images'))).sort(), ['.imagegen.json', name].sort());
		assert.equal((await recipes.read(vscode.Uri.file(image)))?.prompt, `Heron ${count}`);
	});

	it('has the image wait for the person, whatever is put away meanwhile, until redo brings it back', async () => {
		await keepRecord(job.folder);
		assert.equal(existsSync(kept()), false);
		await run('undo');
		await keepRecord(job.folder);
		await pruneJobs(jobsPath, { count: 0, days: 0, originalDays: 30, bytes: 0 });
		assert.equal(await readFile(kept(), 'utf8'), 'image');
		assert.deepEqual(
			library.waiting.map(({ id, deliveredTo }) => [id, deliveredTo]),
			[[job.folder.id, undefined]],
		);
		await run('redo');
		assert.equal(await readFile(image, 'utf8'), 'image');
		assert.deepEqual(library.waiting, []);
		await keepRecord(job.folder);
		assert.equal(existsSync(kept()), false);
	});

	it('takes the file away only once the document is saved without its link', async () => {
		await document.save();
		await run('undo');
		assert.ok(existsSync(image));
		await document.save();
		await undone.settled();
		assert.equal(existsSync(image), false);
		await run('redo');
		assert.ok(existsSync(image));
	});

	it('leaves the file to the document that is reverted, or closed, with its link', async () => {
		await document.save();
		await run('undo');
		await vscode.commands.executeCommand('workbench.action.files.revert');
		await until(() => document.getText().includes('![Heron'), 'the text on disk');
		await undone.settled();
		assert.ok(existsSync(image));
	});

	it('brings the file back where another program brings back the link', async () => {
		await document.save();
		const withLink = await readFile(document.uri.fsPath);
		await run('undo');
		await document.save();
		await undone.settled();
		assert.equal(existsSync(image), false);
		const isBack = once(vscode.workspace.onDidChangeTextDocument, ({ document: one }) =>
			one.getText().includes('![Heron'),
		);
		await writeFile(document.uri.fsPath, withLink);
		await isBack;
		await undone.settled();
		assert.ok(existsSync(image));
	});

	it('writes nothing through a link that leads out of the workspace by then', async () => {
		await run('undo');
		await using outside = await temporaryFolder();
		await rm(join(folder.fsPath, 'images'), { recursive: true });
		await symlink(outside.path, join(folder.fsPath, 'images'));
		await run('redo');
		assert.deepEqual(await readdir(outside.path), []);
		assert.equal(await readFile(kept(), 'utf8'), 'image');
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

	const references: Readonly<Record<string, () => readonly [name: string, content: string | Buffer]>> = {
		'in a document of 2 MiB': () => ['book.md', `![x](images/${name})\n${'A line of the book.\n'.repeat(100_000)}`],
		'in UTF-16': () => ['page.html', Buffer.from(`\uFEFF<img src="images/${name}">`, 'utf16le')],
		'without its extension': () => ['paper.tex', `\\includegraphics{images/${name.replace('.jpg', '')}}`],
		'in a file that is hidden': () => ['hidden-one.md', `![x](images/${name})`],
	};
	for (const [how, reference] of Object.entries(references)) {
		it(`leaves a file that is referred to ${how}`, async () => {
			const files = vscode.workspace.getConfiguration('files');
			await files.update('exclude', { '**/hidden-*': true }, vscode.ConfigurationTarget.Workspace);
			try {
				const [other, content] = reference();
				await writeFile(join(folder.fsPath, other), content);
				await run('undo');
				assert.ok(existsSync(image));
			} finally {
				await files.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
			}
		});
	}

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
		await undone.watch(job, {
			document: document.uri,
			image: vscode.Uri.joinPath(folder, 'images', 'gone.jpg'),
			source: kept(),
			copy: undefined,
		});
		await run('undo');
		assert.equal(existsSync(image), false);
	});

	it('leaves the file when the link is deleted by hand', async () => {
		await vscode.window.activeTextEditor?.edit((edit) => edit.delete(new vscode.Range(2, 0, 3, 0)));
		await undone.settled();
		assert.ok(existsSync(image));
	});

	it('leaves the file whose link was deleted by hand, whatever is undone after that', async () => {
		const editor = vscode.window.activeTextEditor ?? assert.fail();
		await editor.edit((edit) => edit.delete(new vscode.Range(2, 0, 3, 0)));
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Typed. '));
		await run('undo');
		assert.equal(document.getText(), 'Above.\n\n\nBelow.\n');
		assert.ok(existsSync(image));
	});

	it('leaves the old file when the link goes to another version, is undone, and done again', async () => {
		await document.save();
		const atPath = { isBlock: false, selected: 'path' } as const;
		const version = {
			...(await jobAt(document, positionOfPath(), 'At night', atPath)),
			versionOf: vscode.Uri.file(image),
		};
		const delivered = await deliverer.deliver(version);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted');
		const newer = delivered.uri.fsPath;
		for (const [command, isThere] of [
			['undo', false],
			['redo', true],
		] as const) {
			await run(command);
			await document.save();
			await undone.settled();
			assert.deepEqual([existsSync(image), existsSync(newer)], [true, isThere], command);
		}
	});

	it('does not put the image over another that has its name by then', async () => {
		await run('undo');
		await writeFile(image, 'somebody else’s');
		await run('redo');
		assert.equal(await readFile(image, 'utf8'), 'somebody else’s');
		assert.equal(await readFile(kept(), 'utf8'), 'image');
	});

	it('brings back the file of a link that a template has written', async () => {
		const configuration = vscode.workspace.getConfiguration('imagegen');
		const set = async (key: string, value: unknown): Promise<void> =>
			await configuration.update(key, value, vscode.ConfigurationTarget.Workspace);
		await set('templates', { markdown: '{{< figure src="${path}" >}}' });
		await set('destination', 'My Images');
		try {
			const other = await openFile(folder, 'b.md', 'Above.\n\n');
			await vscode.window.showTextDocument(other);
			const delivered = await deliverer.deliver(await jobAt(other, new vscode.Position(2, 0), `Red heron ${count}`));
			assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted');
			await run('undo');
			assert.equal(existsSync(delivered.uri.fsPath), false);
			await run('redo');
			assert.match(other.getText(), /My%20Images/);
			assert.ok(existsSync(delivered.uri.fsPath));
		} finally {
			await set('templates', undefined);
			await set('destination', undefined);
		}
	});

	it('leaves a file for which another has made room', async () => {
		const copyFiles = vscode.workspace.getConfiguration('markdown.copyFiles');
		const set = async (key: string, value: unknown): Promise<void> =>
			await copyFiles.update(key, value, vscode.ConfigurationTarget.Workspace);
		await set('destination', { '**/*': 'images/logo.png' });
		await set('overwriteBehavior', 'overwrite');
		try {
			const theirs = join(folder.fsPath, 'images/logo.jpg');
			await writeFile(theirs, 'theirs');
			const delivered = await deliverer.deliver(await jobAt(document, new vscode.Position(0, 0), 'Another'));
			assert.ok(delivered.kind === 'saved' && delivered.uri.fsPath === theirs);
			await run('undo');
			assert.equal(await readFile(theirs, 'utf8'), 'image');
			assert.equal(await readFile(join(folder.fsPath, 'images/logo-1.jpg'), 'utf8'), 'theirs');
		} finally {
			await set('destination', undefined);
			await set('overwriteBehavior', undefined);
		}
	});
});
