import assert from 'node:assert/strict';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { iconMakerAt } from '../../src/editor/delivery/converter';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { IconSets, wordIcons } from '../../src/editor/delivery/iconSets';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import type { Job } from '../../src/editor/jobs/jobs';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { measureImage } from '../../src/engine/decode/imageFile';
import { isSettled } from '../../src/engine/jobs/claim';
import { noisePng } from '../support/images';
import { iconSets, keepFormat, makeIcons } from './support/convert';
import { finishedWith, makeJobsPath, request } from './support/jobs';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

const png = noisePng(600, 600);
const names = ['icon-16.png', 'icon-32.png', 'icon-48.png', 'icon-64.png', 'icon-128.png', 'icon-192.png'];
const all = [...names, 'icon-256.png', 'icon-512.png', 'icon.ico'].toSorted();

describe('A set of icons', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let settings: Settings;
	let links: Links;
	let recipes: Recipes;
	let undone: UndoneImages;
	let document: vscode.TextDocument;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		anchors = new Anchors();
		settings = new Settings(log);
		links = new Links(reader, settings);
		recipes = new Recipes(settings, log);
		undone = new UndoneImages(new ImageFiles(), links, new Library(jobsPath), recipes, log);
		document = await openFile(folder, 'a.md', '\n');
	});
	afterEach(async () => {
		undone.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	const deliverer = (sets = iconSets): Deliverer =>
		new Deliverer(new ImageFiles(), links, undone, settings, log, keepFormat, recipes, sets);
	const job = (file = png): Promise<Job> =>
		finishedWith(jobsPath, file, {
			...{ command: 'insert', anchor: anchors.pin(document, new vscode.Position(0, 0)) },
			image: { width: 600, height: 600, format: 'png' },
			task: { ...request, image: { prompt: 'Icon owl', resolution: '1K', aspectRatio: '1:1', icons: true } },
		});
	const inFolder = (name: string): Promise<string[]> => readdir(join(folder.fsPath, name));

	it('comes beside its image, in a folder that was not there, and one undo takes the link alone', async () => {
		await mkdir(join(folder.fsPath, 'images/icon-owl-icons'), { recursive: true });
		await vscode.window.showTextDocument(document);
		const delivered = await deliverer().deliver(await job());
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		assert.deepEqual((await inFolder('images/icon-owl-icons-1')).toSorted(), all);
		assert.deepEqual(await inFolder('images/icon-owl-icons'), []);
		const { width, height } = (await measureImage(join(folder.fsPath, 'images/icon-owl-icons-1/icon-192.png'))) ?? {};
		assert.deepEqual([width, height], [192, 192]);
		const [sentence = ''] = wordIcons(delivered.icons ?? []);
		assert.match(sentence, /^Its icon set, 16 to 512 pixels and \.ico, is in .*images\/icon-owl-icons-1\.$/);
		assert.equal(document.getText(), '![Icon owl](images/icon-owl.png)\n');
		await vscode.commands.executeCommand('undo');
		await undone.settled();
		assert.equal(document.getText(), '\n');
		assert.deepEqual((await inFolder('images/icon-owl-icons-1')).toSorted(), all);
	});

	it('is none of what is no image, which is told, and the image is there all the same', async () => {
		const asked = await job(Buffer.from('no image'));
		const delivered = await deliverer().deliver(asked);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		assert.deepEqual(wordIcons(delivered.icons ?? []), [
			"Its icon set couldn't be made: image-1.png is not an image in a known format.",
		]);
		assert.deepEqual(
			[await isSettled(asked.folder), (await inFolder('images')).includes('icon-owl.png')],
			[true, true],
		);
		const nowhere = new IconSets(new ImageFiles(), iconMakerAt('/nowhere/cli.js'));
		const other = await deliverer(nowhere).deliver(await job());
		assert.match(wordIcons((other.kind === 'saved' && other.icons) || []).join(), /couldn't be made: .*Cannot find/s);
	});

	/** Places the icons of an image, of which the fourth comes to that. */
	async function placing(fourth: () => Promise<never>) {
		let count = 0;
		const files = new (class extends ImageFiles {
			override add(...args: Parameters<ImageFiles['add']>): ReturnType<ImageFiles['add']> {
				return ++count === 4 ? fourth() : super.add(...args);
			}
		})();
		const [asked, begun] = [await job(), new Map<string, vscode.Uri>()];
		const note = (key: string, uri: vscode.Uri): Promise<void> => Promise.resolve(void begun.set(key, uri));
		const images = asked.state.images.map((original) => ({ original, uri: vscode.Uri.joinPath(folder, 'owl.png') }));
		const place = (sets: IconSets): ReturnType<IconSets['place']> => sets.place(asked, images, { begun, note });
		return { place, refusing: new IconSets(files, makeIcons) };
	}

	it('is completed by the next window where one dies in between', async () => {
		const isReached = Promise.withResolvers<undefined>();
		const dead = new Promise<never>(() => undefined);
		const { place, refusing } = await placing(() => {
			isReached.resolve(undefined);
			return dead;
		});
		void place(refusing);
		await isReached.promise;
		assert.equal((await inFolder('owl-icons')).length, 3);
		await place(iconSets);
		assert.deepEqual((await inFolder('owl-icons')).toSorted(), all);
		assert.deepEqual(await inFolder('.'), ['a.md', 'owl-icons']);
	});

	it('is none where the disk refuses one of its files, until there is room', async () => {
		const { place, refusing } = await placing(() => Promise.reject(new Error('no room')));
		assert.deepEqual(await place(refusing), [{ why: 'no room' }]);
		assert.deepEqual(await inFolder('.'), ['a.md']);
		await place(iconSets);
		assert.deepEqual((await inFolder('owl-icons')).toSorted(), all);
	});
});
