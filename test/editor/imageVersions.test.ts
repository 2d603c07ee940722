import assert from 'node:assert/strict';
import { existsSync, readdirSync, truncateSync } from 'node:fs';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { EditImageCommand } from '../../src/editor/commands/editImage';
import { ImageStarter } from '../../src/editor/commands/imageStarter';
import { ImageVersions } from '../../src/editor/commands/imageVersions';
import { MeantImages } from '../../src/editor/commands/meantImages';
import { UseAsReferenceCommand } from '../../src/editor/commands/useAsReference';
import { Batches } from '../../src/editor/delivery/batches';
import { type Delivered, Deliverer } from '../../src/editor/delivery/deliverer';
import { Failures } from '../../src/editor/delivery/failures';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { LinkedImages } from '../../src/editor/delivery/linkedImages';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import { Choices } from '../../src/editor/form/choices';
import type { Subject } from '../../src/editor/form/requestForm';
import { readDelivery } from '../../src/editor/jobs/delivery';
import { inputsOf } from '../../src/editor/jobs/inputs';
import { type Job, Jobs } from '../../src/editor/jobs/jobs';
import { Library } from '../../src/editor/jobs/library';
import type { PreparedTask } from '../../src/editor/jobs/preparedTask';
import { MissingImages } from '../../src/editor/missing/missingImages';
import { QuickFixes } from '../../src/editor/missing/quickFixes';
import { Settings } from '../../src/editor/settings';
import { readState } from '../../src/engine/jobs/follow';
import { readTask } from '../../src/engine/jobs/layout';
import { imageOf } from '../../src/engine/task';
import { iconSets, keepFormat } from './support/convert';
import { finish, makeJobsPath, quickJobs, request, writeProgram } from './support/jobs';
import { until } from '../support/until';
import { log } from './support/log';
import { MemoryFileSystem } from './support/memoryFileSystem';
import { reader } from './support/reader';
import { makeFolder, once, openFile, tidyUp } from './support/workspace';

describe('Other versions of images', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let jobs: Jobs;
	let anchors: Anchors;
	let settings: Settings;
	let library: Library;
	let undone: UndoneImages;
	let deliverer: Deliverer;
	let starter: ImageStarter;
	let versions: ImageVersions;
	let edit: EditImageCommand;
	/** What was asked of the person, who answers with a prompt. */
	let asked: Subject[];
	let answer: string | undefined;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		const cliPath = join(jobsPath, 'cli.js');
		// Draws for as long as the test lasts.
		await writeProgram(cliPath, 'setInterval(() => undefined, 1000);');
		jobs = new Jobs({ jobsPath, cliPath, log, ...quickJobs });
		anchors = new Anchors();
		settings = new Settings(log);
		library = new Library(jobsPath);
		const links = new Links(reader, settings);
		const files = new ImageFiles();
		const recipes = new Recipes(settings, log);
		undone = new UndoneImages(files, links, library, recipes, log);
		deliverer = new Deliverer(files, links, undone, settings, log, keepFormat, recipes, iconSets);
		asked = [];
		answer = 'at night';
		const tasks = {
			ask: (subject: Subject): Promise<readonly PreparedTask[] | undefined> => {
				asked.push(subject);
				const { files = [], isEdit = false } = subject.along ?? {};
				const image = { ...request.image, ...subject.like, prompt: answer ?? '', inputs: inputsOf(files), isEdit };
				const { inputs: _inputs, isEdit: _isEdit, ...alone } = image;
				const prepared = {
					request: { ...request, image: files.length > 0 ? image : alone },
					secrets: { keys: new Map<string, string>() },
					files,
				};
				return Promise.resolve(answer === undefined ? undefined : [prepared]);
			},
			again: (task: typeof request): Promise<PreparedTask> =>
				Promise.resolve({ request: task, secrets: { keys: new Map() } }),
			withNewKey: () => Promise.resolve(undefined),
			askKey: () => Promise.resolve(false),
			mayAskOn: () => Promise.resolve(false),
		};
		starter = new ImageStarter(anchors, links, tasks, jobs, new Batches(log), log);
		const failures = new Failures(jobs, anchors, tasks, library, settings, log);
		versions = new ImageVersions(starter, failures, anchors, library, jobs, recipes);
		edit = new EditImageCommand(new MeantImages(new LinkedImages(reader, settings), anchors), versions);
	});
	afterEach(async () => {
		jobs.dispose();
		undone.dispose();
		library.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true, force: true, maxRetries: 5 });
		await tidyUp(folder);
	});

	const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
	const write = (name: string, content = 'old'): Thenable<void> =>
		vscode.workspace.fs.writeFile(at(name), Buffer.from(content));
	const read = (name: string): Promise<string> => readFile(at(name).fsPath, 'utf8');
	const running = (): Job => jobs.running[0] ?? assert.fail('an image is being made');

	/** Shows a document with that text, with the cursor at its `§`. */
	async function show(name: string, text: string): Promise<vscode.TextDocument> {
		const document = await openFile(folder, name, text.replace('§', ''));
		const position = document.positionAt(text.indexOf('§'));
		await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
		return document;
	}

	/** The image has come: it is delivered. */
	async function deliver(job = running()): Promise<Delivered> {
		await finish(job.folder, 'new');
		return deliverer.deliver({ ...job, state: await readState(job.folder) });
	}

	for (const { name, text, expected } of [
		{ name: 'a.md', text: 'A ![ib§ex](img/ibex.png) runs.\n', expected: 'A ![ibex](img/ibex-1.jpg) runs.\n' },
		{
			name: 'a.html',
			text: '<p><img alt="ibex" src="img/ibex.p§ng" width="9"></p>\n',
			expected: '<p><img alt="ibex" src="img/ibex-1.jpg" width="9"></p>\n',
		},
		{
			name: 'a.adoc',
			text: 'Look:\n\nimage::im§g/ibex.png[ibex]\n',
			expected: 'Look:\n\nimage::img/ibex-1.jpg[ibex]\n',
		},
		{
			name: 'A.jsx',
			text: 'export const A = () => <img src="img/ibex.png"§ alt="ibex" />;\n',
			expected: 'export const A = () => <img src="img/ibex-1.jpg" alt="ibex" />;\n',
		},
	]) {
		it(`come to where the link in ${name} leads, in one step of undo, and leave the old file`, async function () {
			// The first script that is saved has the editor start all that knows its language.
			this.timeout(60_000);
			await write('img/ibex.png');
			const document = await show(name, text);
			await edit.execute(document.uri);
			const { folder: job, task } = running();
			assert.deepEqual(imageOf(task)?.inputs, [{ file: 'input-1.png', name: 'ibex.png' }]);
			assert.equal(imageOf(await readTask(job))?.isEdit, true);
			assert.equal(await readFile(join(job.path, 'input-1.png'), 'utf8'), 'old');
			// People go on typing meanwhile.
			assert.equal((await readDelivery(job))?.versionOf?.toString(), at('img/ibex.png').toString());
			const typing = new vscode.WorkspaceEdit();
			typing.insert(document.uri, new vscode.Position(0, 0), '\n');
			await vscode.workspace.applyEdit(typing);
			const delivered = await deliver();
			assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
			assert.equal(document.getText(), `\n${expected}`);
			assert.deepEqual([await read('img/ibex.png'), await read('img/ibex-1.jpg')], ['old', 'new']);
			await vscode.commands.executeCommand('undo');
			assert.equal(document.getText(), `\n${text.replace('§', '')}`);
			// The editor may have saved it with the new link by itself.
			await document.save();
			await until(() => !existsSync(at('img/ibex-1.jpg').fsPath), 'the new image to go');
		});
	}

	it('are saved beside the old one for a document that is not saved yet', async () => {
		const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
		await write('fox.png');
		const path = `${basename(folder.path)}/fox.png`;
		const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: `![](${path})\n` });
		await vscode.window.showTextDocument(document, { selection: new vscode.Range(0, 5, 0, 5) });
		await edit.execute();
		const delivered = await deliver();
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		assert.equal(delivered.uri.toString(), vscode.Uri.joinPath(root, path, '..', 'fox-1.jpg').toString());
		assert.equal(document.getText(), `![](${path.replace('fox.png', 'fox-1.jpg')})\n`);
	});

	for (const [what, change] of [
		['leads elsewhere', '![fox](wolf.png)\n'],
		['is gone', 'Nothing.\n'],
	] as const) {
		it(`leave a link alone that ${what} by now, and that is told`, async () => {
			await write('fox.png');
			await write('wolf.png');
			const document = await show('a.md', '![fox](fo§x.png)\n');
			await edit.execute();
			const typing = new vscode.WorkspaceEdit();
			typing.replace(document.uri, new vscode.Range(0, 7, 0, 14), 'wolf.png');
			if (change === 'Nothing.\n') {
				typing.replace(document.uri, new vscode.Range(0, 0, 1, 0), change);
			}
			const wanted = new vscode.WorkspaceEdit();
			wanted.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), change);
			await vscode.workspace.applyEdit(what === 'is gone' ? wanted : typing);
			const delivered = await deliver();
			assert.ok(delivered.kind === 'saved' && delivered.link === 'notInserted', JSON.stringify(delivered));
			assert.equal(delivered.obstacle, what === 'is gone' ? 'noPlace' : 'otherLink');
			assert.equal(document.getText(), change);
			assert.equal(await read('fox-1.jpg'), 'new');
		});
	}

	it('of the explorer touch no document', async () => {
		await write('img/fox.png');
		const document = await show('a.md', '![fox](img/fox.png)§\n');
		await edit.execute(at('img/fox.png'), [at('img/fox.png')]);
		assert.deepEqual([running().anchor, running().command], [undefined, 'generate']);
		const delivered = await deliver();
		assert.ok(delivered.kind === 'saved' && delivered.link === 'notAsked', JSON.stringify(delivered));
		assert.equal(delivered.uri.toString(), at('img/fox-1.jpg').toString());
		assert.equal(document.getText(), '![fox](img/fox.png)\n');
	});

	it('go to the link that a command names by its document, and where the offset is no link’s, to the first', async () => {
		await write('fox.png');
		const document = await show('a.md', '§![one](fox.png) ![two](fox.png)\n');
		const address = document.uri.toString();
		await edit.execute(at('fox.png').toString(), { document: address, offset: 23 });
		await deliver();
		assert.equal(document.getText(), '![one](fox.png) ![two](fox-1.jpg)\n');
		for (const job of jobs.running) {
			await finish(job.folder);
		}
		await edit.execute(at('fox.png').toString(), { document: address, offset: 1 });
		const last = jobs.running.at(-1);
		assert.equal(last?.anchor?.offsetIn(document), 7);
	});

	it('take an image of any file system along, as it was when it was asked for', async () => {
		const memory = new MemoryFileSystem();
		const provider = vscode.workspace.registerFileSystemProvider('versions', memory);
		try {
			const uri = vscode.Uri.parse('versions:/pictures/fox.webp');
			memory.writeFile(uri, Buffer.from('old'), { create: true, overwrite: true });
			await edit.execute(uri);
			memory.delete(uri);
			const { folder: job } = running();
			assert.equal(await readFile(join(job.path, 'input-1.webp'), 'utf8'), 'old');
			const delivered = await deliver();
			assert.ok(delivered.kind === 'saved', JSON.stringify(delivered));
			// Nothing is written where no workspace is.
			assert.equal(delivered.uri.scheme, 'file');
			await rm(delivered.uri.fsPath);
		} finally {
			provider.dispose();
		}
	});

	it('are offered on a link, those of the same prompt where it is known who made the image', async () => {
		await write('fox.png');
		const document = await show('a.md', '![fox](fo§x.png)\n');
		const linked = new LinkedImages(reader, settings);
		const fixes = new QuickFixes(linked, new MissingImages(jobs), library, new Recipes(settings, log));
		const titlesAt = async (character: number): Promise<readonly string[]> => {
			const position = new vscode.Position(0, character);
			const asked = { triggerKind: vscode.CodeActionTriggerKind.Invoke, only: undefined, diagnostics: [] };
			const actions = await fixes.at(document, new vscode.Range(position, position), asked);
			return actions.map(({ title }) => title);
		};
		assert.deepEqual(await titlesAt(9), ['Edit image fox.png…']);
		await edit.execute();
		await deliver();
		await library.refresh();
		assert.deepEqual(await titlesAt(9), [
			'Edit image fox-1.jpg…',
			'Generate image fox-1.jpg again',
			'Vary image fox-1.jpg…',
		]);
	});

	it('never leave the workspace for where a link on the disk leads, nor are made of what a document names there', async () => {
		const outside = await makeJobsPath();
		await Promise.all([writeFile(join(outside, 'fox.png'), 'old'), symlink(outside, at('img').fsPath)]);
		await edit.execute(at('img/fox.png'));
		const delivered = await deliver();
		assert.ok(delivered.kind === 'saved', JSON.stringify(delivered));
		assert.ok(!delivered.uri.path.startsWith(at('img').path), delivered.uri.path);
		await show('out.md', '![fox](img/f§ox.png)\n');
		const editing = { isOver: false, end: Promise.resolve(edit.execute()).finally(() => (editing.isOver = true)) };
		while (!editing.isOver) {
			// It ends once its refusal is gone.
			await vscode.commands.executeCommand('notifications.clearAll');
		}
		await editing.end;
		assert.deepEqual([asked.length, readdirSync(outside)], [1, ['fox.png']]);
		await Promise.all([rm(outside, { recursive: true }), rm(delivered.uri.fsPath)]);
	});

	it('are not asked for where the image is gone, too large, or no file', async () => {
		await write('large.png');
		truncateSync(at('large.png').fsPath, 200_000_000);
		for (const uri of [at('gone.png'), at('large.png'), folder]) {
			void edit.execute(uri);
		}
		await vscode.commands.executeCommand('notifications.clearAll');
		await new Promise((resolve) => setImmediate(resolve));
		assert.deepEqual([asked, jobs.running], [[], []]);
	});

	it('do not begin where the image is gone by the time of the answer, and no job is left', async () => {
		await write('fox.png');
		const removed = rm(at('fox.png').fsPath);
		answer = 'at night';
		await removed;
		await starter.startVersion(
			{ title: 'Edit', prompt: '', along: { files: [{ uri: at('fox.png'), name: 'fox.png' }], isEdit: true } },
			{ uri: at('fox.png') },
		);
		assert.equal(jobs.running.length, 0);
		assert.deepEqual(readdirSync(join(jobsPath, 'open')), []);
	});

	it('of the same prompt are made once more without a question, with what went along', async () => {
		await write('fox.png');
		await edit.execute(at('fox.png'));
		const first = running();
		const delivered = await deliver(first);
		assert.ok(delivered.kind === 'saved');
		await rm(at('fox.png').fsPath);
		await library.refresh();
		const begun = once(jobs.onDidBegin);
		await versions.again({ uri: delivered.uri });
		const second = await begun;
		assert.equal(asked.length, 1);
		assert.notEqual(second.folder.id, first.folder.id);
		assert.deepEqual(imageOf(second.task), imageOf(first.task));
		assert.equal(await readFile(join(second.folder.path, 'input-1.png'), 'utf8'), 'old');
	});

	it('are varied by what an image was asked for with, and another seed', async () => {
		await write('fox.png');
		await edit.execute(at('fox.png'));
		const delivered = await deliver();
		assert.ok(delivered.kind === 'saved');
		await library.refresh();
		await versions.vary({ uri: delivered.uri });
		const { prompt, like, along } = asked.at(-1) ?? assert.fail();
		assert.deepEqual([prompt, like?.resolution, along?.isEdit], ['at night', '1K', true]);
		assert.deepEqual(
			along?.files.map(({ name }) => name),
			['fox.png'],
		);
		assert.ok(Number.isInteger(like?.seed));
	});

	it('keep the shape of an image that is to be changed, and remember their own choices only where they are for all', async () => {
		const values = new Map<string, unknown>([
			['aspectRatio', '16:9'],
			['size', '2K'],
		]);
		const memory = {
			keys: () => [...values.keys()],
			get: (key: string) => values.get(key) as never,
			update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
		};
		const files = [{ uri: at('fox.png'), name: 'fox.png' }];
		const changed = new Choices(memory, undefined, { files, isEdit: true });
		assert.deepEqual([changed.resolution, changed.aspectRatio], ['2K', undefined]);
		await changed.choose('aspectRatio', '1:1');
		await changed.choose('resolution', '4K');
		assert.deepEqual([changed.aspectRatio, values.get('aspectRatio'), values.get('size')], ['1:1', '16:9', '4K']);
		const varied = new Choices(memory, { resolution: '1K', quality: 'low', seed: 7 });
		assert.deepEqual(
			[varied.resolution, varied.aspectRatio, varied.wishes, varied.seed],
			['1K', undefined, { quality: 'low' }, 7],
		);
		await varied.choose('resolution', '2K');
		assert.deepEqual([varied.resolution, values.get('size')], ['2K', '4K']);
	});

	it('take all images that are selected in the explorer as references', async () => {
		await write('fox.png', 'fox');
		await write('wolf.webp', 'wolf');
		const document = await show('a.md', 'Both:§\n');
		const uris = [document.uri, at('fox.png'), at('wolf.webp')];
		await new UseAsReferenceCommand(starter).execute(uris[1], uris);
		const job = running();
		const inputs = imageOf(job.task)?.inputs ?? [];
		assert.deepEqual(inputs, [
			{ file: 'input-1.png', name: 'fox.png' },
			{ file: 'input-2.webp', name: 'wolf.webp' },
		]);
		const kept = await Promise.all(inputs.map(({ file }) => readFile(join(job.folder.path, file), 'utf8')));
		assert.deepEqual([kept, job.command, job.anchor?.offsetIn(document)], [['fox', 'wolf'], 'insert', 5]);
	});
});
