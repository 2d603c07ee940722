import assert from 'node:assert/strict';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { LinkedImages } from '../../src/editor/delivery/linkedImages';
import { Recipes } from '../../src/editor/delivery/recipes';
import { HouseStyles } from '../../src/editor/form/houseStyles';
import { ImageHover } from '../../src/editor/hover/imageHover';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { noiseJpeg } from '../support/images';
import { makeJobsPath } from './support/jobs';
import { log } from './support/log';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('An image link under the pointer', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let settings: Settings;
	let hover: ImageHover;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		settings = new Settings(log);
		hover = new ImageHover(new LinkedImages(reader, settings), new Recipes(settings, log), new Library(jobsPath));
		await mkdir(join(folder.fsPath, 'images'));
		await writeFile(join(folder.fsPath, 'images/fox.jpg'), noiseJpeg(32, 24));
	});
	afterEach(async () => {
		settings.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	async function at(name: string, text: string, character: number): Promise<string | undefined> {
		const document = await openFile(folder, name, text);
		const [shown] = (await hover.at(document, new vscode.Position(0, character)))?.contents ?? [];
		return shown instanceof vscode.MarkdownString ? shown.value : undefined;
	}

	it('shows the image and how it was made, in which nothing of a clone acts', async () => {
		const recipe = { prompt: 'A fox [x](command:evil) <b>', model: '$(zap) nano', service: 'gemini', resolution: '1K' };
		await writeFile(join(folder.fsPath, 'images/.imagegen.json'), JSON.stringify({ images: { 'fox.jpg': recipe } }));
		for (const [name, text] of [
			['a.md', '![A fox](images/fox.jpg)\n'],
			['a.html', '<img src="images/fox.jpg">\n'],
		] as const) {
			const shown = (await at(name, text, 4)) ?? assert.fail(name);
			assert.match(shown, /^!\[\]\(file:\S+fox\.jpg\|height=80\)/);
			assert.match(shown, /32 × 24 · JPEG · \d+ KB/);
			assert.match(shown, /Asked for\\: 1K/);
			assert.match(shown, /\(command:imagegen\.edit\?/);
			assert.doesNotMatch(shown, /\]\(command:evil\)|<b>|(?<!\\)\$\(zap\)/);
		}
	});

	it('leaves the image to the editor where that shows it itself: at a path in Markdown', async () => {
		await vscode.extensions.getExtension('vscode.markdown-language-features')?.activate();
		const { uri } = await openFile(folder, 'a.md', '![A fox](images/fox.jpg)\n');
		for (const [character, where] of [
			[4, 'at the words'],
			[12, 'at the path'],
		] as const) {
			const shown = await vscode.commands.executeCommand<vscode.Hover[]>(
				'vscode.executeHoverProvider',
				uri,
				new vscode.Position(0, character),
			);
			const texts = shown
				.flatMap(({ contents }) => contents)
				.map((one) => (one instanceof vscode.MarkdownString ? one.value : ''));
			assert.equal(texts.filter((text) => text.includes('](file:')).length, 1, `${where}: ${texts.join('\n---\n')}`);
			assert.equal(texts.filter((text) => text.includes('(command:imagegen.edit?')).length, 1, where);
		}
	});

	it('shows no image that would take long, and nothing where none is', async () => {
		await truncate(join(folder.fsPath, 'images/fox.jpg'), 50_000_000);
		const shown = (await at('a.md', '![A fox](images/fox.jpg) and text\n', 12)) ?? assert.fail();
		assert.match(shown, /^32 × 24 · JPEG · 50000 KB/);
		assert.equal(await at('a.md', '![A fox](images/fox.jpg) and text\n', 30), undefined);
		assert.equal(await at('b.md', '![A fox](images/none.jpg)\n', 12), undefined);
	});
});

describe('The house style of a workspace', () => {
	it('is what is set, without what leads out of it or is none', async () => {
		const settings = new Settings(log);
		const memory = { get: () => undefined, keys: () => [], update: () => Promise.resolve() } as vscode.Memento;
		const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
		const configure = (value: unknown): Thenable<void> =>
			vscode.workspace.getConfiguration().update('imagegen.style', value, vscode.ConfigurationTarget.Workspace);
		const image = vscode.Uri.joinPath(root, 'style-ref.jpg');
		await vscode.workspace.fs.writeFile(image, noiseJpeg(8, 8));
		await configure({ style: 'Flat', ratio: '7:7', service: 'fal', references: ['style-ref.jpg', 'style-none.jpg'] });
		try {
			const found = await new HouseStyles(settings, memory, log).find();
			assert.ok(typeof found === 'object');
			assert.deepEqual(found.style, { style: 'Flat', references: ['style-ref.jpg', 'style-none.jpg'] });
			assert.deepEqual(
				found.references.map(({ name }) => name),
				['style-ref.jpg'],
			);
		} finally {
			await configure(undefined);
			await vscode.workspace.fs.delete(image);
			settings.dispose();
		}
	});
});
