import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import type { Convert } from '../../src/editor/delivery/converter';
import { converterAt } from '../../src/editor/delivery/converter';
import { isRemarkable, wordCopying } from '../../src/editor/delivery/copies';
import { Deliverer } from '../../src/editor/delivery/deliverer';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import { type LinkTarget, readDelivery, writeDelivery } from '../../src/editor/jobs/delivery';
import { readJob } from '../../src/editor/jobs/comeback';
import type { Job } from '../../src/editor/jobs/jobs';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { measureImage } from '../../src/engine/decode/imageFile';
import { readDelivered } from '../../src/engine/jobs/claim';
import { keepRecord } from '../../src/engine/jobs/retention';
import type { Output } from '../../src/pixels/output';
import { noisePng } from '../support/images';
import { convert, iconSets } from './support/convert';
import { finishedWith, makeJobsPath, request } from './support/jobs';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

const png = noisePng(640, 400);

describe('An image that is delivered as a copy', () => {
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
		document = await openFile(folder, 'a.html', '<p>\n\n</p>\n');
	});
	afterEach(async () => {
		undone.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	const deliverer = (how: Convert = convert): Deliverer =>
		new Deliverer(new ImageFiles(), links, undone, settings, log, how, recipes, iconSets);
	const job = async (output: Output, file = png, pixels?: { width: number; height: number }): Promise<Job> =>
		finishedWith(jobsPath, file, {
			...{ command: 'insert', anchor: anchors.pin(document, new vscode.Position(1, 0)), output },
			image: { width: 640, height: 400, format: 'png' },
			...(pixels && { task: { ...request, image: { ...request.image, pixels } } }),
		});
	const inWorkspace = async (): Promise<string[]> =>
		(await readdir(join(folder.fsPath, 'images'))).filter((name) => !name.startsWith('.'));

	it('is what is wished, and referred to with its own size', async () => {
		const asked = await job({ format: 'webp', budget: 20_000 }, png, { width: 300, height: 157 });
		const delivered = await deliverer().deliver(asked);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		const { format, width, height } = (await measureImage(delivered.uri.fsPath)) ?? {};
		const { length: bytes } = await readFile(delivered.uri.fsPath);
		assert.deepEqual([format, width, height], ['webp', 300, 157]);
		assert.ok(bytes <= 20_000, `${bytes} bytes`);
		assert.equal(
			document.getText(),
			'<p>\n<img src="images/a-red-fox.webp" alt="A red fox" width="300" height="157">\n</p>\n',
		);
		assert.deepEqual((await readDelivered(asked.folder)).copy, { format: 'webp', width: 300, height: 157, bytes });
		assert.deepEqual(wordCopying(delivered.image), [`Made from PNG, 640 × 400, ${Math.round(png.length / 1000)} KB.`]);
		assert.equal(isRemarkable(delivered.image), false);
	});

	it('leaves its original with the job', async () => {
		const asked = await job({ format: 'jpeg', edge: 100 });
		await deliverer().deliver(asked);
		await keepRecord(asked.folder);
		assert.deepEqual(await readFile(join(asked.folder.path, 'image-1.png')), png);
		assert.equal(existsSync(join(asked.folder.path, 'copy-1.jpg')), false);
		assert.deepEqual(await inWorkspace(), ['a-red-fox.jpg']);
	});

	it('is none where the image is as it is wished', async () => {
		const never: Convert = () => Promise.reject(new Error('nothing is to be converted'));
		const asked = await job({ format: 'png', edge: 640, budget: png.length });
		const delivered = await deliverer(never).deliver(asked);
		assert.ok(delivered.kind === 'saved' && delivered.image.copying === undefined, JSON.stringify(delivered));
		assert.equal((await readDelivered(asked.folder)).copy, undefined);
	});

	it('tells what was reached where the budget cannot be met', async () => {
		const delivered = await deliverer().deliver(await job({ format: 'jpeg', budget: 1000 }));
		assert.ok(delivered.kind === 'saved' && isRemarkable(delivered.image), JSON.stringify(delivered));
		assert.match(wordCopying(delivered.image).join(' '), /\d+ KB is as small as it gets; 1 KB couldn't be reached\.$/);
		assert.deepEqual(await inWorkspace(), ['a-red-fox.jpg']);
	});

	const broken: Readonly<Record<string, readonly [Buffer, Convert, RegExp]>> = {
		'cannot be read': [png.subarray(0, 5000), convert, /image-1\.png is damaged: its PNG breaks off/],
		'is empty': [Buffer.alloc(0), convert, /image-1\.png is empty/],
		'is none': [Buffer.from('no image'), convert, /image-1\.png is not an image/],
		'finds no process': [png, converterAt('/nowhere/cli.js'), /Cannot find module/],
		'takes too long': [png, converterAt('/nowhere/cli.js', 0), /abort/i],
	};
	for (const [name, [file, how, sentence]] of Object.entries(broken)) {
		it(`is the original, and that is told, where that ${name}`, async () => {
			const delivered = await deliverer(how).deliver(await job({ format: 'webp' }, file));
			assert.ok(delivered.kind === 'saved' && isRemarkable(delivered.image), JSON.stringify(delivered));
			assert.match(wordCopying(delivered.image).join(' '), /^It is as it came, since no WEBP could be made of it: /);
			assert.match(wordCopying(delivered.image).join(' '), sentence);
			assert.deepEqual(await readFile(delivered.uri.fsPath), file);
			assert.match(document.getText(), /a-red-fox\.png/);
		});
	}

	it('comes once, also where the window dies in between', async () => {
		const asked = await job({ format: 'webp', quality: 70 });
		let isFirst = true;
		const dying = new (class extends Links {
			override insertAtAnchor(...args: Parameters<Links['insertAtAnchor']>): ReturnType<Links['insertAtAnchor']> {
				if (isFirst) {
					isFirst = false;
					return Promise.reject(new Error('the window dies here'));
				}
				return super.insertAtAnchor(...args);
			}
		})(reader, settings);
		const window = (): Deliverer =>
			new Deliverer(new ImageFiles(), dying, undone, settings, log, convert, recipes, iconSets);
		assert.equal((await window().deliver(asked)).kind, 'notWritten');
		assert.equal((await window().deliver(asked)).kind, 'saved');
		assert.deepEqual(await inWorkspace(), ['a-red-fox.webp']);
		assert.equal(document.getText().match(/a-red-fox/g)?.length, 1);
	});

	it('goes and comes with its link, as it was delivered', async () => {
		const made = await job({ format: 'webp' });
		// Of a name that no other document has.
		const asked = { ...made, task: { ...request, image: { ...request.image, prompt: 'Copied heron' } } };
		await vscode.window.showTextDocument(document);
		await deliverer().deliver(asked);
		const image = join(folder.fsPath, 'images/copied-heron.webp');
		const copy = await readFile(image);
		await vscode.commands.executeCommand('undo');
		await undone.settled();
		assert.equal(existsSync(image), false);
		await vscode.commands.executeCommand('redo');
		await undone.settled();
		assert.deepEqual(await readFile(image), copy);
		assert.equal((await readDelivered(asked.folder)).copy?.format, 'webp');
		assert.deepEqual(await readFile(join(asked.folder.path, 'image-1.png')), png);
	});

	it('is made again of an image that waits because its link was undone', async () => {
		const made = await job({ format: 'webp', edge: 300 });
		const asked = {
			...made,
			alt: 'A heron',
			task: { ...request, image: { ...request.image, prompt: 'Waiting heron' } },
		};
		await vscode.window.showTextDocument(document);
		await deliverer().deliver(asked);
		await keepRecord(asked.folder);
		await vscode.commands.executeCommand('undo');
		await undone.settled();
		await keepRecord(asked.folder);
		assert.equal((await readDelivery(asked.folder))?.workspace, undefined);
		const waiting = (await readJob(asked.folder, { keptPlace: () => undefined })) ?? assert.fail();
		const anchor = anchors.pin(document, new vscode.Position(1, 0));
		const delivered = await deliverer().deliver({ ...waiting, command: 'insert', anchor });
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		assert.deepEqual([delivered.image.format, delivered.image.width], ['webp', 300]);
		assert.match(document.getText(), /\.webp" alt="A heron" width="300"/);
		assert.equal((await readDelivered(asked.folder)).copy?.format, 'webp');
	});

	it('is made as well of another image of its request that is chosen later', async () => {
		const output = { format: 'webp', edge: 200 } as const;
		const [first] = (await job(output)).state.images;
		const asked = await finishedWith(jobsPath, png, {
			...{ command: 'generate', anchor: undefined, output },
			image: { width: 640, height: 400, format: 'png' },
			task: { ...request, set: 'one' },
		});
		assert.ok(first);
		const path = join(asked.folder.path, 'image-2.png');
		await copyFile(first.path, path);
		writeDelivery(asked.folder, { workspace: 'w', command: 'generate', output });
		const delivered = await deliverer().deliver(asked);
		assert.ok(delivered.kind === 'saved', JSON.stringify(delivered));
		await keepRecord(asked.folder);
		const known = (await readJob(asked.folder, { keptPlace: () => undefined })) ?? assert.fail();
		const state = { ...known.state, images: [{ ...first, path }] };
		const more = await deliverer().deliverMore({ ...known, state }, delivered.uri);
		assert.ok(more.kind === 'saved', JSON.stringify(more));
		const { format, width } = (await measureImage(more.uri.fsPath)) ?? {};
		assert.deepEqual([posix.basename(more.uri.path), format, width], ['a-red-fox-1.webp', 'webp', 200]);
		assert.deepEqual([more.image.format, more.image.copying?.original.path], ['webp', path]);
		assert.deepEqual(await readFile(path), png);
	});

	it('is what the link calls it, within the budget', async () => {
		const target: LinkTarget = { uris: [vscode.Uri.joinPath(folder, 'card.jpg')], root: folder };
		const asked = await job({ format: 'webp', edge: 200 });
		const delivered = await deliverer().deliver({ ...asked, command: 'generate', anchor: undefined, target });
		assert.ok(delivered.kind === 'saved' && delivered.disguised === undefined, JSON.stringify(delivered));
		const { format, width } = (await measureImage(join(folder.fsPath, 'card.jpg'))) ?? {};
		assert.deepEqual([format, width], ['jpeg', 200]);
	});

	it('is known to the next window', async () => {
		const { folder: there } = await job({});
		const output = { format: 'webp', quality: 80, budget: 300_000, edge: 1600 } as const;
		writeDelivery(there, { workspace: 'w', command: 'generate', output });
		assert.deepEqual((await readDelivery(there))?.output, output);
	});

	it('takes none of the editor’s own time, however large', async function () {
		this.timeout(90_000);
		const asked = await job({ format: 'webp' }, noisePng(4096, 4096));
		const path = join(jobsPath, 'c.webp');
		const begun = performance.now();
		const before = process.cpuUsage();
		await convert(asked.state.images[0]?.path ?? '', path, { format: 'webp' });
		const { user, system } = process.cpuUsage(before);
		assert.ok(existsSync(path));
		// In microseconds of the processor, so that it doesn't count what else the machine does. By itself it would be busy all the time.
		const share = (user + system) / 1000 / (performance.now() - begun);
		assert.ok(share < 0.25, `busy for ${Math.round(share * 100)} % of the time`);
	});
});
