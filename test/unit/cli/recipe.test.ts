import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folders';
import { httpServer } from '../../support/servers';
import { at, imagegen, inTerminal, jpeg, service } from './cli';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const hash = sha256(jpeg);

async function recipesIn(folder: string): Promise<Record<string, Record<string, unknown>>> {
	const { images } = JSON.parse(await readFile(join(folder, '.imagegen.json'), 'utf8')) as {
		images: Record<string, Record<string, unknown>>;
	};
	return images;
}

describe('imagegen recipe', () => {
	it('tells how an image was made, also under another name', async () => {
		await using home = await temporaryFolder();
		await using server = await httpServer((request, response) => {
			request.resume().on('end', () => {
				response.setHeader('x-request-id', 'req_7');
				response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
			});
		});
		const out = join(home.path, 'images/');
		const wishes = ['--resolution', '2K', '--ratio', '16:9'];
		const { code } = await imagegen(
			['generate', 'A fox\nin the snow', ...at(server), ...wishes, '--out', out],
			home.path,
		);
		assert.equal(code, 0);
		const told = await imagegen(['recipe', join(out, 'a-fox-in-the-snow.jpg')], home.path);
		const { date, ...recipe } = JSON.parse(told.stdout) as Record<string, unknown>;
		assert.ok(Math.abs(Date.parse(String(date)) - Date.now()) < 60_000);
		assert.deepEqual(recipe, {
			...{
				prompt: 'A fox\nin the snow',
				resolution: '2K',
				aspectRatio: '16:9',
				service: 'openaiCompatible',
				model: 'm',
			},
			...{ originalHash: hash, requestId: 'req_7' },
		});
		await rename(join(out, 'a-fox-in-the-snow.jpg'), join(out, 'hero.jpg'));
		assert.deepEqual((await imagegen(['recipe', join(out, 'hero.jpg'), '--json'], home.path)).stdout, told.stdout);
		const { stdout } = await inTerminal(['recipe', join(out, 'hero.jpg')], home.path, /^never/, '');
		assert.match(
			stdout,
			/^A fox\r\nin the snow\r\nMade by m, .+\r\nAsked for: 2K · 16:9\r\nArrived .+\r\nRequest req_7\r\n$/,
		);
	});

	it('says in one sentence where there is none, or nothing that can be read', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'fox.jpg');
		await writeFile(image, jpeg);
		const ask = async (): Promise<readonly [number | null, string]> => {
			const { code, stderr, stdout } = await imagegen(['recipe', image], home.path);
			assert.equal(stdout, '');
			return [code, stderr.replaceAll(home.path, '').trim()];
		};
		assert.deepEqual(await ask(), [1, 'There is no recipe of /fox.jpg in /.imagegen.json.']);
		await writeFile(join(home.path, '.imagegen.json'), '{ "images": { "fox.jpg": "mine" } }');
		const mine = "/.imagegen.json has something that isn't a recipe in the place of one, so it's left alone.";
		assert.deepEqual(await ask(), [1, mine]);
		await writeFile(join(home.path, '.imagegen.json'), 'fox: mine');
		assert.deepEqual(await ask(), [1, "/.imagegen.json isn't JSON, so it's left alone."]);
		const { code, stderr } = await imagegen(['recipe', home.path], home.path);
		assert.deepEqual([code, stderr.includes('is a folder')], [2, true]);
	});

	it('lets no recipe from a clone do anything to the terminal', async () => {
		await using home = await temporaryFolder();
		const recipe = { prompt: '\u001b]0;mine\u0007a fox\u202e', model: '\u001b[2J', service: 'x' };
		await writeFile(join(home.path, '.imagegen.json'), JSON.stringify({ images: { 'fox.jpg': recipe } }));
		const told = await inTerminal(['recipe', join(home.path, 'fox.jpg')], home.path, /^never/, '');
		assert.equal(told.stdout, 'a fox\r\nMade by , x\r\n');
	});
});

describe('a recipe', () => {
	it('is written for an edit with what it came from, and not where nobody wants it', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		await writeFile(join(home.path, 'lake.jpg'), jpeg);
		await writeFile(join(home.path, 'sky.jpg'), jpeg);
		const files = [join(home.path, 'lake.jpg'), 'at night', '--image', join(home.path, 'sky.jpg')];
		const { code, stderr } = await imagegen(['edit', ...files, ...at(server)], home.path);
		assert.equal(code, 0, stderr);
		const { 'lake-1.jpg': { parent, references, prompt } = assert.fail() } = await recipesIn(home.path);
		assert.deepEqual(
			{ parent, references, prompt },
			{ parent: 'lake.jpg', references: ['sky.jpg'], prompt: 'at night' },
		);
		const out = join(home.path, 'without/');
		await imagegen(['generate', 'A fox', ...at(server), '--no-recipe', '--out', out], home.path);
		await assert.rejects(recipesIn(out), { code: 'ENOENT' });
	});

	it('tells the copy that went there from what came, and is found by the bytes of either', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const out = join(home.path, 'images/');
		const wishes = ['--format', 'webp', '--out', out];
		const { code, stderr } = await imagegen(['generate', 'A fox', ...at(server), ...wishes], home.path);
		assert.equal(code, 0, stderr);
		const bytes = await readFile(join(out, 'a-fox.webp'));
		const { 'a-fox.webp': { originalHash, copy } = assert.fail() } = await recipesIn(out);
		const facts = { format: 'webp', width: 32, height: 24, bytes: bytes.length };
		assert.deepEqual([originalHash, copy], [hash, { ...facts, hash: sha256(bytes) }]);
		const told = await imagegen(['recipe', join(out, 'a-fox.webp')], home.path);
		await rename(join(out, 'a-fox.webp'), join(out, 'hero.webp'));
		await writeFile(join(out, 'original.jpg'), jpeg);
		for (const name of ['hero.webp', 'original.jpg']) {
			assert.equal((await imagegen(['recipe', join(out, name)], home.path)).stdout, told.stdout);
		}
	});

	it('stands in the folder of each image that fill makes', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const docs = join(home.path, 'docs');
		await mkdir(docs);
		await writeFile(join(docs, 'a.md'), '![a fox](img/fox.jpg)\n\n![a bear](bear.jpg)\n');
		const { code, stderr } = await imagegen(['fill', docs, '--yes', ...at(server)], home.path, { cwd: home.path });
		assert.equal(code, 0, stderr);
		assert.equal((await recipesIn(join(docs, 'img')))['fox.jpg']?.['prompt'], 'a fox');
		assert.equal((await recipesIn(docs))['bear.jpg']?.['prompt'], 'a bear');
	});

	it('that cannot be written keeps no image back', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const mine = '{ "images": ["mine"] }';
		await writeFile(join(home.path, '.imagegen.json'), mine);
		const args = ['generate', 'A fox', ...at(server), '--out', join(home.path, 'fox.jpg')];
		const { code, stdout, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, stdout.trim()], [0, join(home.path, 'fox.jpg')]);
		assert.match(stderr, /isn't a recipe in the place of one, so it's left alone\.\n$/);
		assert.equal(await readFile(join(home.path, '.imagegen.json'), 'utf8'), mine);
	});
});
