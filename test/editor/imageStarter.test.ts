import assert from 'node:assert/strict';
import { join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { ImageStarter } from '../../src/editor/commands/imageStarter';
import { Batches } from '../../src/editor/delivery/batches';
import { Links } from '../../src/editor/delivery/links';
import { Jobs } from '../../src/editor/jobs/jobs';
import type { PreparedTask } from '../../src/editor/jobs/preparedTask';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';
import { makeJobsPath, request } from './support/jobs';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('Asking for an image', () => {
	const settings = new Settings(log);
	const links = new Links(reader, settings);
	after(() => settings.dispose());
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let jobs: Jobs;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		const cliPath = join(jobsPath, 'cli.js');
		// A job that takes no time, and brings nothing.
		await writeFile(cliPath, '');
		anchors = new Anchors();
		jobs = new Jobs({
			jobsPath,
			cliPath,
			log,
			timeScale: () => 0.05,
			secretsFor: () => Promise.resolve({ keys: new Map() }),
		});
	});
	afterEach(async () => {
		jobs.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true, force: true, maxRetries: 5 });
		await tidyUp(folder);
	});

	const tasks: readonly PreparedTask[] = [{ request, secrets: { keys: new Map() } }];

	/** Opens a document with that selected, and asks there for an image; `answer` answers for the person. */
	async function ask(
		name: string,
		text: string,
		selection: vscode.Selection,
		answer: () => Promise<readonly PreparedTask[] | undefined>,
	): Promise<vscode.TextEditor> {
		const document = await openFile(folder, name, text);
		const editor = await vscode.window.showTextDocument(document, { selection });
		const starter = new ImageStarter(anchors, links, { ask: answer }, jobs, new Batches(log), log);
		await starter.start('insert', 'Insert Generated Image', editor);
		return editor;
	}

	it('leaves nothing selected that the next key would destroy', async () => {
		const text = 'Second paragraph stands here.\n';
		const selections = { forward: new vscode.Selection(0, 7, 0, 16), backward: new vscode.Selection(0, 16, 0, 7) };
		for (const [name, selection] of Object.entries(selections)) {
			const { document } = await ask(`${name}.md`, text, selection, () => Promise.resolve(tasks));
			await vscode.commands.executeCommand('type', { text: 'Z' });
			assert.equal(document.getText(), 'Second paragraphZ stands here.\n');
		}
	});

	it('leaves the selection to who does not want the image, or has selected something else meanwhile', async () => {
		const text = 'Second paragraph stands here.\n';
		const selection = new vscode.Selection(0, 7, 0, 16);
		const editor = await ask('a.md', text, selection, () => Promise.resolve(undefined));
		assert.equal(editor.document.getText(editor.selection), 'paragraph');
		const other = new vscode.Selection(0, 0, 0, 6);
		await ask('a.md', text, selection, () => {
			editor.selection = other;
			return Promise.resolve(tasks);
		});
		assert.ok(editor.selection.isEqual(other));
	});
});

describe('Whether a place takes an image', () => {
	const settings = new Settings(log);
	const links = new Links(reader, settings);
	after(() => settings.dispose());
	let folder: vscode.Uri;
	let anchors: Anchors;

	beforeEach(() => {
		folder = makeFolder();
		anchors = new Anchors();
	});
	afterEach(async () => {
		anchors.dispose();
		await tidyUp(folder);
	});

	const takes = async (name: string, text: string, line: number, character: number): Promise<boolean> => {
		const document = await openFile(folder, name, text);
		return links.takesImageAt(anchors.pin(document, new vscode.Position(line, character)));
	};

	it('is told before the image is asked for', async () => {
		assert.equal(await takes('a.md', '---\ntitle: x\n---\n', 1, 0), false);
		assert.equal(await takes('b.md', '---\nimage: \n---\n', 1, 7), true);
		assert.equal(await takes('a.css', '\na { color: red }\n', 0, 0), false);
		assert.equal(await takes('b.css', 'a {\n\n}\n', 1, 0), true);
		// It is told by its attribute that no path can lead from there.
		assert.equal(await takes('a.adoc', ':imagesdir: https://example.com/img\n\nText\n', 2, 4), false);
		assert.equal(await takes('a.txt', 'Text\n', 0, 4), true);
	});
});
