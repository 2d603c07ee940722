import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import { at, imagegen } from './cli';

const png = noisePng(1024, 1024);

/** A service that draws that, and remembers what it was asked. */
async function service(image: Buffer, asked: Readonly<Record<string, unknown>>[] = []): Promise<TestServer> {
	return await httpServer((request, response) => {
		void text(request).then((body) => {
			asked.push(JSON.parse(body) as Readonly<Record<string, unknown>>);
			response.end(JSON.stringify({ data: [{ b64_json: image.toString('base64') }] }));
		});
	});
}

const withModel = (server: TestServer, model: string): string[] => [...at(server).slice(0, -1), model];

describe('what the file of an image is to be', () => {
	it('is made of what the service sends, whose image is kept', async () => {
		await using home = await temporaryFolder();
		await using server = await service(png);
		const wish = ['--pixels', '600x315', '--format', 'webp', '--max-kb', '90'];
		const args = ['generate', 'A fox', ...at(server), ...wish, '--out', join(home.path, 'out/')];
		const { code, stdout, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, stdout.trim()], [0, join(home.path, 'out/a-fox.webp')]);
		const file = await readFile(stdout.trim());
		const { format, width, height } = await sharp(file).metadata();
		assert.deepEqual([format, width, height], ['webp', 600, 315]);
		assert.ok(file.length <= 90_000, `${file.length} bytes`);
		assert.match(stderr, /^600x315, \d+ KB, made from PNG, 1024x1024, [\d.]+ MB\.$/m);
		const [, folder = ''] = /imagegen recover (\S+) --out PATH brings it\.$/m.exec(stderr) ?? [];
		const back = await imagegen(['recover', folder, '--out', join(home.path, 'back.png')], home.path);
		assert.deepEqual([back.code, await readFile(join(home.path, 'back.png'))], [0, png]);
	});

	it('is asked of the service where the model can be told it, and then nothing is made', async () => {
		await using home = await temporaryFolder();
		const asked: Readonly<Record<string, unknown>>[] = [];
		await using server = await service(await sharp(png).webp({ quality: 60 }).toBuffer(), asked);
		const wish = ['--format', 'webp', '--quality', '60'];
		const args = ['generate', 'A fox', ...withModel(server, 'gpt-image-2'), ...wish, '--out', join(home.path, 'out/')];
		const { code, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, stderr], [0, '']);
		const { output_format: format, output_compression: compression } = asked[0] ?? {};
		assert.deepEqual([format, compression], ['webp', 60]);
	});

	it('is saved, and told, where a budget cannot be met', async () => {
		await using home = await temporaryFolder();
		await using server = await service(png);
		const wish = ['--pixels', '600x600', '--format', 'jpeg', '--max-kb', '1'];
		const args = ['generate', 'A fox', ...at(server), ...wish, '--out', join(home.path, 'out/')];
		const { code, stderr } = await imagegen(args, home.path);
		assert.equal(code, 0);
		assert.match(stderr, /\d+ KB is as small as it gets; 1 KB couldn't be reached\./);
		assert.ok((await readdir(join(home.path, 'out'))).includes('a-fox.jpg'));
	});

	it('is as it came where nothing can be made of that, and that is told', async () => {
		await using home = await temporaryFolder();
		const cmyk = await sharp(png).resize(64).toColourspace('cmyk').jpeg().toBuffer();
		await using server = await service(cmyk);
		const args = ['generate', 'A fox', ...at(server), '--format', 'webp', '--out', join(home.path, 'out/')];
		const { code, stdout, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, await readFile(stdout.trim())], [0, cmyk]);
		assert.match(stderr, /^It is as it came, since no WEBP could be made of it: .*\(CMYK\)/m);
	});

	it('is what the link says for fill, within the budget', async () => {
		await using home = await temporaryFolder();
		await using server = await service(png);
		const page = join(home.path, 'page.md');
		await writeFile(page, '![a fox](fox.webp)\n');
		const args = ['fill', page, ...at(server), '--max-kb', '60', '--format', 'png', '--yes'];
		const { code, stderr } = await imagegen(args, home.path);
		assert.equal(code, 0, stderr);
		const path = join(home.path, 'fox.webp');
		assert.equal((await sharp(path).metadata()).format, 'webp');
		assert.ok((await stat(path)).size <= 60_000);
		assert.match(stderr, /made from PNG, 1024x1024/);
	});

	it('is told where it was to be seen through, and came without that', async () => {
		await using home = await temporaryFolder();
		const veil = await sharp(png).resize(64).removeAlpha().ensureAlpha(0.5).png().toBuffer();
		const told = [];
		for (const image of [png, veil]) {
			await using server = await service(image);
			const model = withModel(server, 'gpt-image-1');
			const args = ['generate', 'A fox', ...model, '--transparent', '--out', join(home.path, 'out/')];
			const { code, stderr } = await imagegen(args, home.path);
			assert.equal(code, 0, stderr);
			told.push(/A transparent background was asked for, and it came without one\./.test(stderr));
		}
		assert.deepEqual(told, [true, false]);
	});

	it('is told with --json, as it is', async () => {
		await using home = await temporaryFolder();
		await using server = await service(png);
		const args = ['generate', 'A fox', ...at(server), '--edge', '300', '--json', '--out', join(home.path, 'out/')];
		const { stdout } = await imagegen(args, home.path);
		const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
		const { length } = await readFile(join(home.path, 'out/a-fox.png'));
		assert.deepEqual([last.type, last.width, last.height, last.bytes], ['saved', 300, 300, length]);
	});

	const wrong: readonly (readonly [options: readonly string[], says: RegExp])[] = [
		[['--pixels', '1200'], /^--pixels takes WIDTHxHEIGHT/],
		[['--pixels', '0x20'], /^--pixels takes a whole number from 1/],
		[['--pixels', '100x50', '--ratio', '1:1'], /^--pixels says the shape as well/],
		[['--pixels', '100x50', '--edge', '100'], /^--pixels says the exact size/],
		[['--quality', '101'], /^--quality takes a whole number from 0 to 100/],
		[['--quality', '1.5'], /^--quality takes a whole number from 0 to 100/],
		[['--max-kb', '0'], /^--max-kb takes a whole number from 1/],
		[['--edge', '-3'], /^--edge takes a whole number from 1/],
		[['--transparent', '--background', 'opaque'], /^--transparent and --background opaque/],
	];
	for (const [options, says] of wrong) {
		it(`is refused where it is none: ${options.join(' ')}`, async () => {
			await using home = await temporaryFolder();
			const { code, stderr } = await imagegen(['generate', 'A fox', ...options], home.path);
			assert.equal(code, 2);
			assert.match(stderr, says);
		});
	}
});
