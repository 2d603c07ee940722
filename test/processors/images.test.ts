import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { copyOf, type CopyWish } from '../../src/pixels/copy';
import { iconSetOf } from '../../src/pixels/iconSet';
import { readImage } from '../../src/pixels/read';
import { testCodecs } from '../support/codecs';
import { drawing, veiled } from '../support/drawings';
import { temporaryFolder } from '../support/folders';
import { describeProcessor } from './support/worker';

const codecs = testCodecs();
const formats = ['png', 'jpeg', 'webp'] as const;

/** The mean difference of a colour that a copy may have, as a share of white: what nobody sees. A PNG has none. */
const mostOff = 4 / 255;

const magick = { name: 'ImageMagick', command: 'identify', debianPackage: 'imagemagick' };
const libwebp = { name: "libwebp's dwebp", command: 'dwebp', debianPackage: 'webp' };
const icotool = { name: 'icotool', command: 'icotool', debianPackage: 'icoutils' };

/** What Debian's program says, on either output: an error of its own is its exit code, which `compare` has also for what differs. */
async function said(command: string, ...args: readonly string[]): Promise<string> {
	const { stdout, stderr } = await promisify(execFile)(join('/usr/bin', command), args).catch((error: unknown) => {
		if (command === 'compare') {
			return error as { stdout: string; stderr: string };
		}
		throw error;
	});
	return `${stdout}${stderr}`.trim();
}

/** The original and its copy, in files. */
async function written(
	folder: string,
	original: Buffer,
	wish: CopyWish,
): Promise<{ readonly original: string; readonly copy: string }> {
	const paths = { original: join(folder, 'original'), copy: join(folder, `copy.${wish.format}`) };
	await writeFile(paths.original, original);
	await writeFile(paths.copy, (await copyOf(await readImage(paths.original, codecs), wish, codecs)).file);
	return paths;
}

/** What ImageMagick shows of a file, the right way up: on grey, since what a transparent pixel's colour is, nobody sees. */
async function shown(path: string): Promise<string> {
	await said('mogrify', '-auto-orient', '-background', '#808080', '-alpha', 'remove', '-format', 'ppm', path);
	return path.replace(/(?:\.\w+)?$/, '.ppm');
}

/** The mean difference of two images, as a share of white. */
async function difference(one: string, other: string): Promise<number> {
	const [, share] = /\(([\d.e-]+)\)/.exec(await said('compare', '-metric', 'MAE', one, other, 'null:')) ?? [];
	return Number(share);
}

const originals = {
	'a PNG': () => drawing().png().toBuffer(),
	'a PNG that is seen through': async () => (await veiled()).png().toBuffer(),
	'a PNG of 16 bits': () => drawing().toColourspace('rgb16').png().toBuffer(),
	'a JPEG that lies on its side': () => drawing().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer(),
	'a WebP that is seen through': async () => (await veiled()).webp({ lossless: true }).toBuffer(),
} as const;

describeProcessor(magick, () => {
	for (const [name, make] of Object.entries(originals)) {
		for (const format of formats) {
			it(`a copy of ${name} as ${format} shows the same, upright, as much seen through`, async () => {
				await using folder = await temporaryFolder();
				const original = await make();
				const isVeiled = !(await sharp(original).stats()).isOpaque;
				const upright = await sharp(original)
					.autoOrient()
					.flatten(isVeiled && format === 'jpeg' ? { background: 'white' } : false)
					.png()
					.toBuffer();
				const { copy } = await written(folder.path, original, { format, quality: 90 });
				const expected = join(folder.path, 'expected.png');
				await writeFile(expected, upright);
				const facts = await said('identify', '-format', '%m %wx%h %[orientation] %[opaque]', copy);
				const [is, size, orientation, isOpaque] = facts.split(' ');
				assert.deepEqual([is, size], [format.toUpperCase(), await said('identify', '-format', '%wx%h', expected)]);
				assert.match(orientation ?? '', /^(?:Undefined|TopLeft)$/);
				assert.equal(isOpaque?.toLowerCase(), String(!isVeiled || format === 'jpeg'));
				const off = await difference(await shown(copy), await shown(expected));
				assert.ok(off <= (format === 'png' ? 0.002 : mostOff), `differs by ${off * 255} of 255`);
			});
		}
	}

	it('a copy of exact pixels has these, and shows the middle of its original', async () => {
		await using folder = await temporaryFolder();
		const original = await drawing(300, 100).png().toBuffer();
		const { copy } = await written(folder.path, original, { format: 'png', size: { width: 100, height: 100 } });
		assert.equal(await said('identify', '-format', '%wx%h', copy), '100x100');
		const expected = join(folder.path, 'expected.png');
		await writeFile(expected, await sharp(original).extract({ left: 100, top: 0, width: 100, height: 100 }).toBuffer());
		assert.equal(await difference(await shown(copy), await shown(expected)), 0);
	});
});

describeProcessor(libwebp, () => {
	for (const [name, make] of Object.entries(originals)) {
		it(`a copy of ${name} is a WebP without an error, and shows the same`, async () => {
			await using folder = await temporaryFolder();
			const original = await make();
			const { copy } = await written(folder.path, original, { format: 'webp', quality: 90 });
			const { width, height } = await sharp(await sharp(original).autoOrient().toBuffer()).metadata();
			const info = await said('webpinfo', copy);
			assert.match(info, /No error detected/);
			assert.match(info, new RegExp(`Width: ${width}\\b[^]*Height: ${height}\\b`));
			const isVeiled = !(await sharp(original).stats()).isOpaque;
			const decoded = join(folder.path, 'decoded.png');
			await said('dwebp', '-quiet', copy, '-o', decoded);
			assert.equal((await sharp(decoded).stats()).isOpaque, !isVeiled);
			const [seen, expected] = await Promise.all(
				[decoded, original].map((image) =>
					sharp(image).autoOrient().toColourspace('srgb').flatten({ background: '#808080' }).raw().toBuffer(),
				),
			);
			assert.ok(seen && expected && seen.length === expected.length);
			const off = seen.reduce((sum, value, at) => sum + Math.abs(value - (expected[at] ?? 0)), 0) / seen.length;
			assert.ok(off / 255 <= mostOff, `differs by ${off} of 255`);
		});
	}
});

describeProcessor(icotool, () => {
	it('a set of icons is an .ico with each of its sizes in all colours, and these are its PNGs', async () => {
		await using folder = await temporaryFolder();
		const path = join(folder.path, 'original');
		await writeFile(path, await (await veiled(600, 400)).png().toBuffer());
		for (const { name, file } of await iconSetOf(await readImage(path, codecs), codecs)) {
			await writeFile(join(folder.path, name), file);
		}
		const listed = await said('icotool', '--list', join(folder.path, 'icon.ico'));
		const edges = [16, 32, 48, 64, 128, 256];
		assert.deepEqual(
			[...listed.matchAll(/--width=(\d+) --height=(\d+) --bit-depth=(\d+)/g)].map(([, ...facts]) => facts.map(Number)),
			edges.map((edge) => [edge, edge, 32]),
		);
		await said('icotool', '--extract', '--output', folder.path, join(folder.path, 'icon.ico'));
		const extracted = (await readdir(folder.path)).filter((name) => /^icon_\d+_/.test(name));
		assert.equal(extracted.length, edges.length);
		for (const edge of edges) {
			const taken = extracted.find((name) => name.includes(`_${edge}x${edge}x`)) ?? '';
			const [one, other] = await Promise.all(
				[taken, `icon-${edge}.png`].map((name) => sharp(join(folder.path, name)).ensureAlpha().raw().toBuffer()),
			);
			assert.ok(one && other?.equals(one), `${edge} pixels`);
		}
	});
});
