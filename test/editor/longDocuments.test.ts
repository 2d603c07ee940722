import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { type LinkInsertion, Links } from '../../src/editor/delivery/links';
import { wordNotInserted } from '../../src/editor/delivery/notInserted';
import { Reader } from '../../src/editor/delivery/reader';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { finishedJob, makeJobsPath } from './support/jobs';
import { iconSets, keepFormat } from './support/convert';
import { log } from './support/log';
import { reader, readerPath } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

/** Elements in elements, as Markdown for MDX is read as a whole: many times as long as the limit. */
const endless = `${'<Tab>\n\nSome *text* {1 + 1}.\n\n</Tab>\n\n'.repeat(30_000)}place: \n`;
const limitMs = 300;

describe('A document that takes long to read', () => {
	const settings = new Settings(log);
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

	const image = (): vscode.Uri => vscode.Uri.joinPath(folder, 'fox.jpg');
	const insert = (
		links: Links,
		document: vscode.TextDocument,
		line: number,
		character: number,
	): Promise<LinkInsertion> =>
		links.insertAtAnchor(anchors.pin(document, new vscode.Position(line, character)), { uri: image(), prompt: 'fox' });

	it('keeps nobody waiting for longer than the limit, and stays as it is', async () => {
		const links = new Links(reader, settings, limitMs);
		const document = await openFile(folder, 'a.mdx', endless);
		assert.equal(await insert(links, document, document.lineCount - 2, 7), 'notRead');
		assert.equal(document.getText(), endless);
		assert.equal(await links.refersTo(document, image()), undefined);
		assert.equal(await links.textFor(document, { uri: image(), prompt: 'fox' }), '![fox](fox.jpg)');
		const next = await openFile(folder, 'next.md', 'See: \n');
		assert.equal(
			await insert(new Links(reader, settings), next, 0, 5),
			'inserted',
			'the next is read by another thread',
		);
		assert.equal(next.getText(), 'See: ![fox](fox.jpg)\n');
	});

	it('has its image saved all the same, and is told as what it is', async () => {
		const jobsPath = await makeJobsPath();
		const links = new Links(reader, settings, limitMs);
		const files = new ImageFiles();
		const undone = new UndoneImages(files, links, new Library(jobsPath), new Recipes(settings, log), log);
		const document = await openFile(folder, 'a.mdx', endless);
		const anchor = anchors.pin(document, new vscode.Position(document.lineCount - 2, 7));
		const job = await finishedJob(jobsPath, 'insert', anchor);
		const delivered = await new Deliverer(
			files,
			links,
			undone,
			settings,
			log,
			keepFormat,
			new Recipes(settings, log),
			iconSets,
		).deliver(job);
		undone.dispose();
		await rm(jobsPath, { recursive: true });
		assert.ok(delivered.kind === 'saved' && delivered.link === 'notInserted');
		assert.ok(existsSync(delivered.uri.fsPath));
		assert.equal(delivered.obstacle, 'notRead');
		assert.match(wordNotInserted(anchor.uri, delivered.obstacle), /takes too long to read, so no image link/);
	});

	it('gets its link where the place is once the text has changed while it was read, in one step of undo', async () => {
		const document = await openFile(folder, 'a.md', 'one\n\nplace: end\n');
		await vscode.window.showTextDocument(document);
		let readings = 0;
		const typedWhileRead: Pick<Reader, 'read'> = {
			read: async (name, asked, ms) => {
				const answer = reader.read(name, asked, ms);
				if (++readings <= 2) {
					await vscode.commands.executeCommand('cursorTop');
					await vscode.commands.executeCommand('type', { text: 'more\n' });
				}
				return answer;
			},
		};
		assert.equal(await insert(new Links(typedWhileRead, settings), document, 2, 7), 'inserted');
		assert.equal(readings, 3);
		assert.equal(document.getText(), 'more\nmore\none\n\nplace: ![fox](fox.jpg)end\n');
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), 'more\nmore\none\n\nplace: end\n');
	});

	it('is left alone where its place is deleted while it is read', async () => {
		const document = await openFile(folder, 'a.md', 'one\n\nplace: end\n');
		const editor = await vscode.window.showTextDocument(document);
		const deletedWhileRead: Pick<Reader, 'read'> = {
			read: async (name, asked, ms) => {
				const answer = reader.read(name, asked, ms);
				await editor.edit((edit) => edit.delete(new vscode.Range(1, 0, 2, 11)));
				return answer;
			},
		};
		assert.equal(await insert(new Links(deletedWhileRead, settings), document, 2, 7), 'notInserted');
		assert.equal(document.getText(), 'one\n\n');
	});

	it('lets the window go on meanwhile', async () => {
		const own = new Reader(readerPath);
		const document = await openFile(folder, 'a.mdx', endless);
		const over = insert(new Links(own, settings, 2000), document, 0, 0);
		const turns = (async () => {
			for (let turn = 0; turn < 500; turn++) {
				await new Promise((resolve) => setImmediate(resolve));
			}
			return 'the window went on';
		})();
		assert.equal(await Promise.race([over, turns]), 'the window went on');
		assert.equal(await over, 'notRead');
		own.dispose();
	});
});
