import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readRecipe, writeRecipes } from '../../../src/engine/recipes/recipeFile';
import { maxImagegenFileBytes } from '../../../src/engine/recipes/recipeText';
import { temporaryFolder } from '../../support/folders';

const name = '.imagegen.json';

describe("a folder's file of recipes", () => {
	let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
	let folder: string;
	beforeEach(async () => {
		temporary = await temporaryFolder();
		folder = temporary.path;
	});
	afterEach(() => temporary[Symbol.asyncDispose]());

	it('loses none that several processes write at once', async () => {
		const program = join(import.meta.dirname, 'writingProcess.ts');
		await Promise.all(
			Array.from({ length: 4 }, (_, index) =>
				promisify(execFile)(process.execPath, ['--import', 'tsx', program, folder, String(index)]),
			),
		);
		const { images } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { images: object };
		assert.equal(Object.keys(images).length, 100);
		assert.deepEqual(Object.keys(images), Object.keys(images).sort());
		assert.deepEqual(await readdir(folder), [name]);
	});

	it('is written although a process that wrote it was killed', async () => {
		const lock = join(folder, `${name}.lock`);
		await writeFile(lock, '{ "vers');
		const longAgo = new Date(Date.now() - 60_000);
		await utimes(lock, longAgo, longAgo);
		assert.equal(await writeRecipes(folder, new Map([['fox.png', { prompt: 'a fox' }]])), undefined);
		assert.deepEqual(await readRecipe(join(folder, 'fox.png')), { prompt: 'a fox' });
		assert.deepEqual(await readdir(folder), [name]);
	});

	it('keeps its mode, and goes with its last recipe', async () => {
		const recipes = new Map([['fox.png', { prompt: 'a fox' }]]);
		await writeRecipes(folder, recipes);
		await chmod(join(folder, name), 0o640);
		await writeRecipes(folder, new Map([['bear.png', { prompt: 'a bear' }]]));
		assert.equal((await stat(join(folder, name))).mode & 0o777, 0o640);
		const gone = new Map(['fox.png', 'bear.png'].map((image) => [image, undefined]));
		assert.equal(await writeRecipes(folder, gone), undefined);
		assert.deepEqual(await readdir(folder), []);
	});

	it('is left alone where its bytes would be others when they are written again', async () => {
		const latin1 = Buffer.from('{ "images": { "fox.png": { "prompt": "caf\xe9" } } }', 'latin1');
		await writeFile(join(folder, name), latin1);
		assert.equal(await writeRecipes(folder, new Map([['bear.png', { prompt: 'a bear' }]])), 'noJson');
		assert.equal(await readRecipe(join(folder, 'fox.png')), 'noJson');
		assert.deepEqual(await readFile(join(folder, name)), latin1);
	});

	it('is left alone, and not read, where it is a link, a folder, or too large', async () => {
		const other = join(folder, 'other.json');
		await writeFile(other, '{ "images": { "fox.png": { "prompt": "a secret" } } }');
		const cases: Record<string, (path: string) => Promise<unknown>> = {
			link: (path) => symlink(other, path),
			folder: (path) => mkdir(path),
			large: (path) => writeFile(path, `{}${' '.repeat(maxImagegenFileBytes)}`),
		};
		for (const [what, make] of Object.entries(cases)) {
			const images = join(folder, what);
			await mkdir(images);
			await make(join(images, name));
			const before = await lstat(join(images, name));
			const flaw = what === 'large' ? 'tooLarge' : 'noFile';
			assert.equal(await writeRecipes(images, new Map([['fox.png', { prompt: 'a fox' }]])), flaw);
			assert.equal(await readRecipe(join(images, 'fox.png')), flaw);
			assert.equal((await lstat(join(images, name))).mtimeMs, before.mtimeMs);
			assert.deepEqual(await readdir(images), [name]);
		}
		assert.match(await readFile(other, 'utf8'), /a secret/);
	});
});
