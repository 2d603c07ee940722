import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { MakeSmallerCommand } from '../../src/editor/commands/makeSmaller';
import { type MeantImage, MeantImages } from '../../src/editor/commands/meantImages';
import type { Deliverable } from '../../src/editor/delivery/copies';
import { CopiesBeside } from '../../src/editor/delivery/copiesBeside';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { LinkedImages } from '../../src/editor/delivery/linkedImages';
import { Links } from '../../src/editor/delivery/links';
import { Recipes } from '../../src/editor/delivery/recipes';
import { WeightOffer } from '../../src/editor/delivery/weightOffer';
import { Settings } from '../../src/editor/settings';
import { measureImage } from '../../src/engine/decode/imageFile';
import { noiseJpeg, noisePng } from '../support/images';
import { convert } from './support/convert';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

const png = noisePng(640, 400);

describe('A smaller copy of an image', () => {
	let folder: vscode.Uri;
	let anchors: Anchors;
	let settings: Settings;
	let recipes: Recipes;
	let meant: MeantImages;
	let command: MakeSmallerCommand;

	beforeEach(() => {
		folder = makeFolder();
		anchors = new Anchors();
		settings = new Settings(log);
		recipes = new Recipes(settings, log);
		meant = new MeantImages(new LinkedImages(reader, settings), anchors);
		const links = new Links(reader, settings);
		const beside = new CopiesBeside(anchors, links, new ImageFiles(), recipes);
		command = new MakeSmallerCommand({ meant, beside, settings, convert });
	});
	afterEach(async () => {
		anchors.dispose();
		settings.dispose();
		await tidyUp(folder);
	});

	const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);

	it('stands beside it, and the link leads there, for one step of undo', async () => {
		await writeFile(at('fox.png').fsPath, png);
		await recipes.put(at('fox.png'), { prompt: 'A fox', model: 'm' });
		const before = '# Foxes\n\n![A fox](fox.png)\n';
		const document = await openFile(folder, 'a.md', before);
		const position = document.positionAt(before.indexOf('fox.png'));
		await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
		const image = (await meant.find([])) ?? assert.fail('an image is linked there');
		const told = await command.make(image, { format: 'webp', budget: 20_000 });
		assert.match(
			told.message,
			/^Smaller copy saved: .*fox\.webp \(\d+ × \d+, \d+ KB; the image is \d+ KB\)\. The link/,
		);
		assert.equal(document.getText(), before.replace('fox.png', 'fox.webp'));
		assert.deepEqual(await readFile(at('fox.png').fsPath), png);
		const file = await readFile(at('fox.webp').fsPath);
		assert.ok(file.length <= 20_000, `${file.length} bytes`);
		const { format, width, height } = (await measureImage(at('fox.webp').fsPath)) ?? assert.fail();
		assert.equal(format, 'webp');
		const recipe = await recipes.read(at('fox.webp'));
		assert.deepEqual([recipe?.prompt, recipe?.copy?.width, recipe?.copy?.height], ['A fox', width, height]);
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), before);
	});

	it('takes no other file away, and no link that leads elsewhere by now', async () => {
		await writeFile(at('fox.png').fsPath, png);
		await writeFile(at('fox.webp').fsPath, 'mine');
		const text = '![A fox](fox.png)\n';
		const document = await openFile(folder, 'a.md', text);
		const image: MeantImage = { uri: at('fox.png'), link: { document, position: new vscode.Position(0, 10) } };
		const edit = new vscode.WorkspaceEdit();
		edit.replace(document.uri, new vscode.Range(0, 9, 0, 16), 'owl.png');
		await vscode.workspace.applyEdit(edit);
		const { message } = await command.make(image, { format: 'webp', edge: 100 });
		assert.match(message, /fox-1\.webp \(100 × 63/);
		assert.doesNotMatch(message, /link/);
		assert.equal(document.getText(), text.replace('fox.png', 'owl.png'));
		assert.equal(await readFile(at('fox.webp').fsPath, 'utf8'), 'mine');
	});

	const unmade: Readonly<Record<string, readonly [Buffer | undefined, RegExp]>> = {
		'is none': [Buffer.from('no image'), /fox\.png is not an image in a known format\.$/],
		'is empty': [Buffer.alloc(0), /fox\.png is empty/],
		'is gone': [undefined, /^Couldn't make a smaller copy\. /],
		'is smaller already': [noiseJpeg(64, 40), /^No copy of .*fox\.png was made: it would be \d+ KB/],
	};
	for (const [name, [file, sentence]] of Object.entries(unmade)) {
		it(`is not made of a file that ${name}, and that is told`, async () => {
			await (file && writeFile(at('fox.png').fsPath, file));
			const { message } = await command.make({ uri: at('fox.png') }, { format: 'png' });
			assert.match(message, sentence);
			const names = await readdir(folder.fsPath);
			assert.deepEqual(
				names.filter((one) => one.includes('fox')),
				file ? ['fox.png'] : [],
			);
		});
	}

	it('is offered of the first heavy image, once', () => {
		const memory = new Map<string, unknown>();
		const memento = {
			get: (key: string) => memory.get(key),
			keys: () => [...memory.keys()],
			update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
		} as vscode.Memento;
		const image: Deliverable = { source: join('a', 'b.png'), format: 'png', width: 1, height: 1, bytes: 24e6 };
		const offer = (bytes: number): string | undefined =>
			new WeightOffer(settings, memento).of({ ...image, bytes }, at('fox.png'), undefined)?.title;
		assert.deepEqual([offer(1e6), offer(24e6), offer(24e6)], [undefined, 'Make a Smaller Copy…', undefined]);
	});
});
