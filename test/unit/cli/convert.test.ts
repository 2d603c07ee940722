import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg, noisePng } from '../../support/images';
import { imagegen } from './cli';

describe('imagegen convert', () => {
	it('writes an image as what the name of the other file says', async () => {
		await using home = await temporaryFolder();
		const [image, to] = [join(home.path, 'a.jpg'), join(home.path, 'b.png')];
		await writeFile(image, noiseJpeg(33, 20));
		const { code, stdout, stderr } = await imagegen(['convert', image, '--out', to], home.path);
		assert.deepEqual([code, stdout.trim()], [0, to]);
		assert.match(stderr, /^33x20 pixels, \d+ KB\.\n$/);
		const { format, width } = await sharp(to).metadata();
		assert.deepEqual([format, width], ['png', 33]);
	});

	it('writes beside the image without --out, and never over a file', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.png');
		const png = noisePng(64, 48);
		await writeFile(image, png);
		const paths = [];
		for (const format of ['webp', 'webp', 'png']) {
			paths.push((await imagegen(['convert', image, '--format', format], home.path)).stdout.trim());
		}
		assert.deepEqual(
			paths,
			['a.webp', 'a-1.webp', 'a-1.png'].map((name) => join(home.path, name)),
		);
		assert.deepEqual(await readFile(image), png);
	});

	it('gives exactly the pixels, and no more weight, that are asked for, and tells them as JSON', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.png');
		await writeFile(image, noisePng(900, 700));
		const out = join(home.path, 'card.webp');
		const wish = ['--pixels', '600x315', '--max-kb', '120', '--json'];
		const { code, stdout } = await imagegen(['convert', image, '--out', out, ...wish], home.path);
		const told = JSON.parse(stdout) as Record<string, unknown> & { readonly bytes: number };
		const { format, width, height } = await sharp(out).metadata();
		assert.deepEqual([code, format, width, height], [0, 'webp', 600, 315]);
		assert.equal(told.bytes, (await readFile(out)).length);
		assert.ok(told.bytes <= 120_000);
		assert.deepEqual([told.path, told.width, told.height, told.isWithinBudget], [out, 600, 315, true]);
	});

	it('makes a WebP of a PNG that is too heavy for a page, with all of its pixels, unless a format is named', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.png');
		await writeFile(image, noisePng(400, 300));
		const { code, stdout } = await imagegen(['convert', image, '--max-kb', '80', '--json'], home.path);
		const told = JSON.parse(stdout) as Record<string, unknown>;
		assert.deepEqual([code, told.path, told.width], [0, join(home.path, 'a.webp'), 400]);
		await imagegen(['convert', image, '--max-kb', '80', '--out', join(home.path, 'b.png')], home.path);
		const { format, width } = await sharp(join(home.path, 'b.png')).metadata();
		assert.ok(format === 'png' && width < 400);
	});

	it('writes the nearest to a budget that cannot be met, says so, and ends with 3', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.png');
		await writeFile(image, noisePng(300, 300));
		const args = ['convert', image, '--format', 'jpeg', '--pixels', '300x300', '--max-kb', '1'];
		const { code, stderr } = await imagegen(args, home.path);
		assert.equal(code, 3);
		assert.match(stderr, /\d+ KB is as small as it gets; 1 KB couldn't be reached\./);
		assert.deepEqual(await readdir(home.path), ['a.jpg', 'a.png']);
	});

	it('tells what is wrong with an image, in words and as JSON', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.png');
		await writeFile(image, noisePng(64, 48).subarray(0, 900));
		const { code, stdout, stderr } = await imagegen(['convert', image, '--format', 'webp', '--json'], home.path);
		assert.deepEqual([code, JSON.parse(stdout)], [3, { flaw: 'damaged', format: 'png' }]);
		assert.match(stderr, /a\.png is damaged: its PNG breaks off/);
		assert.deepEqual(await readdir(home.path), ['a.png']);
	});

	it('keeps what the focus says of it', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.png');
		const halves = { width: 100, height: 50, channels: 3, background: '#ff0000' } as const;
		const right = await sharp({ create: { ...halves, width: 50, background: '#0000ff' } })
			.png()
			.toBuffer();
		await sharp({ create: halves })
			.composite([{ input: right, left: 50, top: 0 }])
			.png()
			.toFile(image);
		const colours = [];
		for (const focus of ['0,0.5', '1,0.5']) {
			const { stdout } = await imagegen(['convert', image, '--pixels', '50x50', '--focus', focus], home.path);
			const { dominant } = await sharp(stdout.trim()).stats();
			colours.push(dominant.r > dominant.b ? 'red' : 'blue');
		}
		assert.deepEqual(colours, ['red', 'blue']);
	});

	it('makes a set of icons', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.png');
		await writeFile(image, noisePng(600, 300));
		const { code, stdout } = await imagegen(
			['convert', image, '--icons', '--out', join(home.path, 'icons')],
			home.path,
		);
		assert.equal(code, 0);
		const edges = [16, 32, 48, 64, 128, 192, 256, 512];
		const names = [...edges.map((edge) => `icon-${edge}.png`), 'icon.ico'];
		assert.deepEqual(
			stdout.trim().split('\n'),
			names.map((name) => join(home.path, 'icons', name)),
		);
		for (const edge of edges) {
			const { width, height } = await sharp(join(home.path, 'icons', `icon-${edge}.png`)).metadata();
			assert.deepEqual([width, height], [edge, edge]);
		}
	});

	it('shortens a name that would be too long with the other extension', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, `${'a'.repeat(251)}.png`);
		await writeFile(image, noisePng(8, 8));
		const { code, stdout } = await imagegen(['convert', image, '--format', 'webp'], home.path);
		assert.deepEqual([code, stdout], [0, `${join(home.path, 'a'.repeat(240))}.webp\n`]);
	});

	const wrong: [name: string, args: string[], code: number, says: RegExp][] = [
		['what is no image', ['a.txt'], 3, /a\.txt is not an image in a known format\./],
		['what is not there', ['no.png'], 2, /There is no file .*no\.png\./],
		['a folder', ['folder'], 2, /folder is no file\./],
		['another format', ['a.png', '--format', 'tiff'], 2, /--format takes png, jpeg, webp, not "tiff"\./],
		['half a size', ['a.png', '--pixels', '1200'], 2, /--pixels takes WIDTHxHEIGHT, such as 1200x630/],
		['no size at all', ['a.png', '--pixels', '0x5'], 2, /--pixels takes a whole number from 1 to 16383/],
		['more pixels than can be made', ['a.png', '--pixels', '7072x7072'], 2, /--pixels takes 50 megapixels at most/],
		['icons into a file', ['a.png', '--icons', '--out', 'a.txt'], 2, /^Couldn't write .*icon-16\.png \(ENOTDIR\)\.$/m],
		['a focus of no size', ['a.png', '--focus', '0,0'], 2, /give both/],
		['a focus elsewhere', ['a.png', '--pixels', '5x5', '--focus', '0,2'], 2, /two numbers from 0 to 1/],
		['half a focus', ['a.png', '--pixels', '5x5', '--focus', '0'], 2, /two numbers from 0 to 1/],
		['two sizes', ['a.png', '--pixels', '5x5', '--edge', '9'], 2, /give one of them/],
		['two images', ['a.png', 'a.png'], 2, /takes one image/],
		['icons of a weight', ['a.png', '--icons', '--max-kb', '5'], 2, /goes with --out and --json alone/],
		['no budget', ['a.png', '--max-kb', '0'], 2, /--max-kb takes a whole number from 1/],
	];
	for (const [name, [image = '', ...args], code, says] of wrong) {
		it(`writes nothing for ${name}, and says why`, async () => {
			await using home = await temporaryFolder();
			await writeFile(join(home.path, 'a.txt'), 'no image');
			await writeFile(join(home.path, 'a.png'), noisePng(8, 8));
			await mkdir(join(home.path, 'folder'));
			const images = [image, ...args].map((part) => (/^(a\.|no\.|folder)/.test(part) ? join(home.path, part) : part));
			const ended = await imagegen(['convert', ...images], home.path);
			assert.deepEqual([ended.code, ended.stdout], [code, '']);
			assert.match(ended.stderr, says);
			assert.deepEqual(await readdir(home.path), ['a.png', 'a.txt', 'folder']);
		});
	}
});
