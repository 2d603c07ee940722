import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { ChooseCropCommand } from '../../src/editor/commands/chooseCrop';
import { type MeantImage, MeantImages } from '../../src/editor/commands/meantImages';
import { isCropped } from '../../src/editor/delivery/copies';
import { CopiesBeside } from '../../src/editor/delivery/copiesBeside';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { LinkedImages } from '../../src/editor/delivery/linkedImages';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { measureImage } from '../../src/engine/decode/imageFile';
import { keepRecord } from '../../src/engine/jobs/retention';
import { noisePng } from '../support/images';
import { convert, iconSets } from './support/convert';
import { finishedWith, makeJobsPath, request } from './support/jobs';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

const png = noisePng(640, 400);

describe('What exact pixels keep of an image', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let settings: Settings;
	let library: Library;
	let recipes: Recipes;
	let undone: UndoneImages;
	let links: Links;
	let meant: MeantImages;
	let command: ChooseCropCommand;
	let document: vscode.TextDocument;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		anchors = new Anchors();
		settings = new Settings(log);
		library = new Library(jobsPath);
		recipes = new Recipes(settings, log);
		links = new Links(reader, settings);
		undone = new UndoneImages(new ImageFiles(), links, library, recipes, log);
		meant = new MeantImages(new LinkedImages(reader, settings), anchors);
		const beside = new CopiesBeside(anchors, links, new ImageFiles(), recipes);
		command = new ChooseCropCommand({ meant, beside, recipes, library, settings, convert });
		document = await openFile(folder, 'a.md', '\n');
	});
	afterEach(async () => {
		undone.dispose();
		library.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	/** Delivers an image of exact pixels into the document, and puts its job away. */
	async function deliver(width: number, height: number): Promise<MeantImage> {
		const job = await finishedWith(jobsPath, png, {
			...{ command: 'insert', anchor: anchors.pin(document, new vscode.Position(0, 0)) },
			image: { width: 640, height: 400, format: 'png' },
			task: { ...request, image: { prompt: 'Cropped ibis', resolution: '1K', pixels: { width, height } } },
		});
		const deliverer = new Deliverer(new ImageFiles(), links, undone, settings, log, convert, recipes, iconSets);
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		assert.equal(isCropped(delivered.image), 640 * height !== 400 * width);
		await keepRecord(job.folder);
		await library.refresh();
		return (await meant.find([delivered.uri, { document: document.uri.toString() }])) ?? assert.fail();
	}
	const at = (name: string): string => join(folder.fsPath, 'images', name);

	it('is chosen anew as often as one likes: a copy beside, to which the link goes in one step of undo', async () => {
		await vscode.window.showTextDocument(document);
		const image = await deliver(200, 200);
		const before = document.getText();
		const first = await readFile(at('cropped-ibis.png'));
		const uncut = (await command.uncut(image.uri)) ?? assert.fail('the original is kept');
		assert.deepEqual([uncut.image.width, uncut.image.height, uncut.format], [640, 400, 'png']);
		const { message } = await command.crop(image, uncut, 0);
		assert.match(message, /^Cropped copy saved: .*cropped-ibis-1\.png \(200 × 200\)\. The link leads to it\.$/);
		assert.equal(document.getText(), before.replace('cropped-ibis', 'cropped-ibis-1'));
		const { width, height } = (await measureImage(at('cropped-ibis-1.png'))) ?? assert.fail();
		assert.deepEqual([width, height], [200, 200]);
		assert.notDeepEqual(await readFile(at('cropped-ibis-1.png')), first);
		assert.deepEqual(await readFile(at('cropped-ibis.png')), first);
		// The copy's recipe tells what it was made of.
		const again = await command.uncut(vscode.Uri.file(at('cropped-ibis-1.png')));
		assert.equal(again?.path, uncut.path);
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), before);
	});

	it('is not asked where nothing was cut off, or nothing is known of the image', async () => {
		const { uri } = await deliver(320, 200);
		assert.equal(await command.uncut(uri), undefined);
		assert.equal(await command.uncut(vscode.Uri.joinPath(folder, 'other.png')), undefined);
	});
});
