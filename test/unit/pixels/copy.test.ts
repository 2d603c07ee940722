import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Codecs } from '../../../src/pixels/codecs';
import { type Copy, copyOf, type CopyWish } from '../../../src/pixels/copy';
import { readImage } from '../../../src/pixels/read';
import { UnreadableImage } from '../../../src/pixels/unreadable';
import { testCodecs } from '../../support/codecs';
import { drawing, veiled } from '../../support/drawings';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';

const codecs = testCodecs();
const formats = ['png', 'jpeg', 'webp'] as const;

/** What people see: as sharp shows it in sRGB, the right way up. */
async function seen(file: Buffer | Sharp): Promise<{ width: number; height: number; data: Buffer }> {
	const image = Buffer.isBuffer(file) ? sharp(file) : file;
	const { data, info } = await image
		.autoOrient()
		.toColourspace('srgb')
		.ensureAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	return { width: info.width, height: info.height, data };
}

async function difference(one: Buffer, other: Buffer): Promise<number> {
	const [a, b] = await Promise.all([seen(one), seen(other)]);
	assert.deepEqual([a.width, a.height], [b.width, b.height]);
	let sum = 0;
	for (let at = 0; at < a.data.length; at += 4) {
		// As on grey: what a transparent pixel's colour is, nobody sees.
		const [left, right] = [a.data, b.data].map((data) => (data[at + 3] ?? 0) / 255) as [number, number];
		for (let colour = at; colour < at + 3; colour++) {
			sum += Math.abs(((a.data[colour] ?? 0) - 128) * left - ((b.data[colour] ?? 0) - 128) * right);
		}
	}
	return sum / ((a.data.length / 4) * 3);
}

async function copied(file: Buffer, wish: CopyWish): Promise<Copy> {
	await using folder = await temporaryFolder();
	const path = join(folder.path, 'image');
	await writeFile(path, file);
	return await copyOf(await readImage(path, codecs), wish, codecs);
}

const aPng = (): Promise<Buffer> => drawing().png().toBuffer();
const aWebp = (): Promise<Buffer> => drawing().webp({ quality: 95 }).toBuffer();

const originals: Readonly<Record<string, () => Promise<Buffer>>> = {
	'a PNG': aPng,
	'an interlaced PNG': () => drawing().png({ progressive: true }).toBuffer(),
	'a PNG of few colours': () => drawing().png({ palette: true, colours: 16, dither: 0 }).toBuffer(),
	'a PNG of 16 bits': () => drawing().toColourspace('rgb16').png().toBuffer(),
	'a grey PNG': () => drawing().toColourspace('b-w').png().toBuffer(),
	'a PNG that is seen through': async () => (await veiled()).png().toBuffer(),
	'a JPEG': () => drawing().jpeg({ quality: 95 }).toBuffer(),
	'a progressive JPEG': () => drawing().jpeg({ quality: 95, progressive: true }).toBuffer(),
	'a grey JPEG': () => drawing().toColourspace('b-w').jpeg({ quality: 95 }).toBuffer(),
	'a WebP': aWebp,
	'a WebP without loss, seen through': async () => (await veiled()).webp({ lossless: true }).toBuffer(),
	'a JPEG of wide colours': () => drawing().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer(),
	'a PNG of wide colours': () => drawing().withIccProfile('p3').png().toBuffer(),
	'a WebP of wide colours': () => drawing().withIccProfile('p3').webp({ quality: 95 }).toBuffer(),
};

describe('a copy of an image', () => {
	for (const [name, make] of Object.entries(originals)) {
		for (const format of formats) {
			it(`looks like ${name} as ${format}`, async () => {
				const original = await make();
				const copy = await copied(original, { format, quality: 90 });
				assert.equal((await sharp(copy.file).metadata()).format, format);
				const isFlat = format === 'jpeg' && !(await sharp(original).stats()).isOpaque;
				assert.equal(copy.isOnWhite, isFlat);
				const expected = isFlat ? await sharp(original).flatten({ background: 'white' }).png().toBuffer() : original;
				const off = await difference(copy.file, expected);
				assert.ok(off < 4, `differs by ${off} of 255`);
			});
		}
	}

	for (let orientation = 1; orientation <= 8; orientation++) {
		it(`stands upright where the original is of orientation ${orientation}`, async () => {
			const original = await drawing().withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
			const copy = await copied(original, { format: 'png' });
			assert.equal((await sharp(copy.file).metadata()).orientation, undefined);
			assert.ok((await difference(copy.file, original)) < 4);
		});
	}

	it('has exactly the pixels that are asked for, cut around the middle or where it is said', async () => {
		const original = await drawing(300, 100).png().toBuffer();
		const left = await copied(original, { format: 'png', size: { width: 50, height: 50 }, focus: { x: 0, y: 0.5 } });
		const expected = await sharp(original)
			.extract({ left: 0, top: 0, width: 100, height: 100 })
			.resize(50, 50)
			.png()
			.toBuffer();
		assert.deepEqual([left.width, left.height, left.isEnlarged], [50, 50, false]);
		assert.ok((await difference(left.file, expected)) < 4);
		const middle = await copied(original, { format: 'png', size: { width: 120, height: 63 } });
		assert.deepEqual([middle.width, middle.height, middle.isEnlarged], [120, 63, false]);
		assert.ok(((await seen(middle.file)).data[0] ?? 255) < 100, 'the red corner is cut away');
		const large = await copied(original, { format: 'webp', size: { width: 1200, height: 630 } });
		assert.deepEqual([large.width, large.height, large.isEnlarged], [1200, 630, true]);
	});

	it('has no longer edge than is asked for, and is never scaled up for it', async () => {
		const original = await drawing(300, 100).png().toBuffer();
		const sizes = [150, 4000].map(async (edge) => {
			const { width, height } = await copied(original, { format: 'png', edge });
			return [width, height];
		});
		assert.deepEqual(await Promise.all(sizes), [
			[150, 50],
			[300, 100],
		]);
	});

	it('has no longer edge than a WebP can have', async () => {
		const { width, height } = await copied(await drawing(20_000, 2).png().toBuffer(), { format: 'webp' });
		assert.deepEqual([width, height], [16_383, 2]);
	});

	it('looks like the original where it has far fewer pixels', async () => {
		for (const image of [drawing(960, 640), await veiled(960, 640)]) {
			const original = await image.png().toBuffer();
			const { width, height } = await sharp(original).metadata();
			const edge = Math.round(width / 5);
			const expected = await sharp(original)
				.resize(edge, Math.round(height / 5))
				.png()
				.toBuffer();
			const copy = await copied(original, { format: 'png', edge });
			const off = await difference(copy.file, expected);
			assert.ok(off < 4, `differs by ${off} of 255`);
		}
	});

	for (const format of formats) {
		it(`finds a budget in few tries as ${format}`, async () => {
			let count = 0;
			const counting = Object.assign(testCodecs(), {
				encode: (...args: Parameters<Codecs['encode']>) => {
					count++;
					return codecs.encode(...args);
				},
			});
			await using folder = await temporaryFolder();
			const path = join(folder.path, 'image');
			await writeFile(path, noisePng(500, 400));
			for (const budget of format === 'png' ? [220_000, 300_000, 500_000] : [20_000, 70_000, 90_000, 200_000]) {
				count = 0;
				const copy = await copyOf(await readImage(path, codecs), { format, budget }, counting);
				assert.ok(copy.isWithinBudget && count <= 6, `${count} for ${budget}`);
			}
		});

		it(`weighs no more than its budget as ${format}, and hardly less`, async () => {
			const original = noisePng(500, 400);
			// Noise as PNG is heavier than it may be scaled down for.
			const budget = format === 'png' ? 250_000 : 60_000;
			const copy = await copied(original, { format, budget });
			assert.ok(copy.isWithinBudget && copy.file.length <= budget);
			assert.ok(copy.file.length > budget * 0.8, `${copy.file.length} bytes`);
			const { width, height } = await sharp(copy.file).metadata();
			assert.deepEqual([width, height], [copy.width, copy.height]);
		});
	}

	it('keeps its pixels where they are asked for exactly, and says that it is too heavy', async () => {
		const copy = await copied(noisePng(300, 300), { format: 'jpeg', budget: 2000, size: { width: 200, height: 200 } });
		assert.deepEqual([copy.width, copy.height, copy.isWithinBudget, copy.quality], [200, 200, false, 50]);
	});

	it('says what it loses of content credentials', async () => {
		const png = await drawing().png().toBuffer();
		const chunk = Buffer.from('\0\0\0\x04caBXjumb\0\0\0\0', 'latin1');
		const signed = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
		assert.equal((await copied(signed, { format: 'webp' })).lostCredentials, true);
		assert.equal((await copied(png, { format: 'webp' })).lostCredentials, false);
	});
});

describe('an image that cannot be read', () => {
	const frames = async (): Promise<Buffer[]> => [
		await drawing().png().toBuffer(),
		await drawing().negate().png().toBuffer(),
	];
	const bad: Readonly<Record<string, [make: () => Promise<Buffer>, kind: string]>> = {
		'nothing at all': [() => Promise.resolve(Buffer.alloc(0)), 'empty'],
		'a text': [() => Promise.resolve(Buffer.from('no image')), 'noImage'],
		'half a PNG': [async () => (await aPng()).subarray(0, 300), 'damaged'],
		'half a JPEG': [async () => (await drawing().jpeg().toBuffer()).subarray(0, -400), 'damaged'],
		'a PNG without its end': [async () => (await aPng()).subarray(0, -12), 'damaged'],
		'half a WebP': [async () => (await aWebp()).subarray(0, 200), 'damaged'],
		'a GIF': [() => drawing().gif().toBuffer(), 'unknownFormat'],
		'an AVIF': [() => drawing().avif().toBuffer(), 'unknownFormat'],
		'an animated WebP': [
			async () =>
				sharp(await frames(), { join: { animated: true } })
					.webp()
					.toBuffer(),
			'animated',
		],
		'a JPEG in CMYK': [() => drawing().toColourspace('cmyk').jpeg().toBuffer(), 'cmyk'],
		'a PNG of 200 megapixels': [
			async () => {
				const png = await aPng();
				png.writeUInt32BE(20_000, 16);
				png.writeUInt32BE(10_000, 20);
				return png;
			},
			'tooLarge',
		],
	};
	for (const [name, [make, kind]] of Object.entries(bad)) {
		it(`is refused as ${kind}: ${name}`, async () => {
			await assert.rejects(
				make().then((file) => copied(file, { format: 'png' })),
				(error) => error instanceof UnreadableImage && error.kind === kind,
			);
		});
	}
});
