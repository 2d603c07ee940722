import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { chooseTarget, type NewImage, type SaveTarget } from '../../src/editor/delivery/destinations';
import { wordRefusal } from '../../src/editor/delivery/refusals';
import { siteOfDocument } from '../../src/editor/delivery/sites';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';
import { makeFolder, openFile, tidyUp } from './support/workspace';

const { Global, Workspace } = vscode.ConfigurationTarget;
const rules = 'markdown.copyFiles.destination';

describe('Where an image goes', () => {
	let folder: vscode.Uri;
	let jobFolder: string;
	let image: NewImage;
	let settings: Settings;

	beforeEach(async () => {
		folder = makeFolder();
		jobFolder = await mkdtemp(join(tmpdir(), 'imagegen-jobs-'));
		image = { path: join(jobFolder, 'image-1.jpg'), prompt: 'A red fox', resolution: '2K', model: 'org/flux.2' };
		await writeFile(image.path, 'image');
		settings = new Settings(log);
	});
	afterEach(async () => {
		for (const key of [rules, 'imagegen.destination', 'imagegen.siteRoot', 'imagegen.fileNames']) {
			await configure(key, undefined);
		}
		await configure(rules, undefined, Global);
		await configure('markdown.copyFiles.overwriteBehavior', undefined);
		settings.dispose();
		await rm(jobFolder, { recursive: true });
		await tidyUp(folder);
	});

	async function configure(key: string, value: unknown, target = Workspace): Promise<void> {
		await vscode.workspace.getConfiguration().update(key, value, target);
	}

	async function targetIn(name: string, prompt = image.prompt, text = '\n'): Promise<SaveTarget> {
		const { uri } = await openFile(folder, name, text);
		return chooseTarget(settings, { ...image, prompt }, { uri, offsetIn: () => text.length });
	}

	/** From the test's own folder. */
	async function pathIn(name: string, prompt?: string, text?: string): Promise<string> {
		const target = await targetIn(name, prompt, text);
		assert.ok(target.kind === 'file', JSON.stringify(target));
		return target.uri.path.slice(folder.path.length + 1);
	}

	describe('by the rules for files copied into Markdown', () => {
		it('is by those of the person and of the workspace, merged', async () => {
			await configure(rules, { '**/blog/*': 'user-blog/' }, Global);
			await configure(rules, { '**/docs/*': 'ws-docs/' });
			assert.equal(await pathIn('blog/a.md'), 'blog/user-blog/a-red-fox.jpg');
			assert.equal(await pathIn('docs/a.md'), 'docs/ws-docs/a-red-fox.jpg');
			assert.equal(await pathIn('other/a.md'), 'other/images/a-red-fox.jpg');
		});

		it("is by the person's own first", async () => {
			await configure(rules, { '**/*.md': 'user/' }, Global);
			await configure(rules, { '**/docs/*': 'ws-docs/' });
			assert.equal(await pathIn('docs/a.md'), 'docs/user/a-red-fox.jpg');
		});

		it("is by the workspace's where it has a rule for the same glob", async () => {
			await configure(rules, { '**/*.md': 'user/', '**/docs/*': 'user-docs/' }, Global);
			await configure(rules, { '**/*.md': 'ws/', '**/docs/*': 'ws-docs/' });
			assert.equal(await pathIn('docs/a.md'), 'docs/ws/a-red-fox.jpg');
		});

		it('is by no rule that the workspace has dropped, and by all the others', async () => {
			await configure(rules, { '**/*.md': 'user/', '**/docs/*': 'user-docs/' }, Global);
			await configure(rules, { '**/*.md': null });
			assert.equal(await pathIn('docs/a.md'), 'docs/user-docs/a-red-fox.jpg');
			assert.equal(await pathIn('a.md'), 'images/a-red-fox.jpg');
		});

		it('is by them in Markdown alone', async () => {
			await configure(rules, { '*': 'copied/' });
			assert.equal(await pathIn('a.md'), 'copied/a-red-fox.jpg');
			assert.equal(await pathIn('a.html'), 'images/a-red-fox.jpg');
		});

		it('replaces what is called so where they say it', async () => {
			await configure(rules, { '*': '${fileName}' });
			const replaces = async (): Promise<unknown> => {
				const target = await targetIn('a.md');
				return target.kind === 'file' && target.replaces;
			};
			assert.equal(await replaces(), false);
			await configure('markdown.copyFiles.overwriteBehavior', 'overwrite');
			assert.equal(await replaces(), true);
			await configure('imagegen.destination', 'images/');
			assert.equal(await replaces(), false, 'it is about copied files alone');
		});
	});

	it('may have in it what is known of the image', async () => {
		await configure('imagegen.destination', '${model}/${resolution}/${hash}-${slug}.${fileExtName}');
		assert.equal(await pathIn('a.md'), 'org-flux.2/2K/6105d6cc-a-red-fox.jpg');
	});

	it('is said to be refused for what is true', async () => {
		const refusalFor = async (destination: string): Promise<string> => {
			await configure('imagegen.destination', destination);
			const target = await targetIn('a.md');
			assert.ok(target.kind === 'refused', JSON.stringify(target));
			return wordRefusal(target);
		};
		assert.match(await refusalFor('../../'), /imagegen\.destination leads to .*, which is outside the workspace\./);
		assert.match(
			await refusalFor('images\\x'),
			/which has a backslash in it\. Separate folders with forward slashes\./,
		);
		assert.match(
			await refusalFor('/${workspaceFolder}/x'),
			/has \$\{workspaceFolder\} in it, which is not a variable\. There are documentDirName, .*hash\./,
		);
	});

	it('is the public folder of a site whose pages would not find it beside the document', async () => {
		await openFile(folder, 'site/next.config.mjs', "export default { basePath: '/base' };");
		assert.equal(await pathIn('site/content/a.md'), 'site/public/images/a-red-fox.jpg');
		assert.equal(await pathIn('site/README.md'), 'site/images/a-red-fox.jpg');
		const document = await openFile(folder, 'site/content/b.md', '\n');
		assert.deepEqual((await siteOfDocument(settings, document))?.publicRoot, {
			path: `${folder.path}/site/public`,
			prefix: '/base/',
		});

		await configure('imagegen.siteRoot', 'none');
		assert.equal(await pathIn('site/content/a.md'), 'site/content/images/a-red-fox.jpg');
		await configure('imagegen.siteRoot', `${folder.path.split('/').at(-1) ?? ''}/www`);
		assert.equal(await pathIn('site/content/a.md'), 'www/images/a-red-fox.jpg');
		await configure('imagegen.siteRoot', '../elsewhere');
		assert.equal(await pathIn('site/content/a.md'), 'site/public/images/a-red-fox.jpg', 'and is said to be unusable');
		await configure('imagegen.destination', 'here/');
		assert.equal(await pathIn('site/content/a.md'), 'site/content/here/a-red-fox.jpg');
	});

	it('is the folder in which an AsciiDoc document has its images', async () => {
		assert.equal(await pathIn('a.adoc', undefined, ':imagesdir: img\n\nText.\n'), 'img/a-red-fox.jpg');
		assert.equal(await pathIn('b.adoc', undefined, ':imagesdir: ../../../x\n'), 'images/a-red-fox.jpg');
		assert.equal(await pathIn('c.adoc', undefined, ':imagesdir: https://a.org/x\n'), 'images/a-red-fox.jpg');
		await configure('imagegen.destination', 'pics/');
		assert.equal(await pathIn('d.adoc', undefined, ':imagesdir: img\n'), 'pics/a-red-fox.jpg');
	});

	it('is named in the letters of the prompt where the document finds such a file', async () => {
		const prompt = 'Über 一只狐狸';
		assert.equal(await pathIn('a.md', prompt), 'images/über-一只狐狸.jpg');
		assert.equal(await pathIn('book/a.tex', prompt), 'book/images/uber.jpg');
		await openFile(folder, 'book/conf.py', "extensions = ['myst_parser']\n");
		assert.equal(await pathIn('book/a.md', prompt), 'book/images/uber.jpg');
		await configure('imagegen.fileNames', 'ascii');
		assert.equal(await pathIn('a.md', prompt), 'images/uber.jpg');
	});
});
