import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { decode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { encode, type PixelFormat } from '../../../src/sandbox/encode';
import { paint } from '../../../src/sandbox/painting';

const formats: readonly PixelFormat[] = ['png', 'jpeg'];

function draw(prompt: string, width: number, height: number, format: PixelFormat): Uint8Array {
	return encode(paint({ prompt, width, height }), format);
}

describe("the sandbox's images", () => {
	for (const format of formats) {
		for (const [width, height] of [
			[512, 512],
			[688, 384],
			[424, 632],
			[192, 1536],
			[1536, 192],
			[457, 301],
		] as const) {
			it(`are ${format} files of exactly ${width} × ${height} pixels`, () => {
				const file = draw('a red fox', width, height, format);
				assert.deepEqual(imageDimensionsFromData(file), { width, height, type: format });
				const decoded =
					format === 'png' ? PNG.sync.read(Buffer.from(file)) : decode(file, { useTArray: true, formatAsRGBA: true });
				assert.deepEqual([decoded.width, decoded.height], [width, height]);
			});
		}

		it(`are the same ${format} bytes for the same prompt`, () => {
			assert.deepEqual(draw('a red fox', 320, 320, format), draw('a red fox', 320, 320, format));
		});
	}

	it('keep every pixel of the canvas in a PNG', () => {
		const canvas = paint({ prompt: 'a red fox', width: 320, height: 200 });
		const decoded = PNG.sync.read(Buffer.from(encode(canvas, 'png')));
		assert.deepEqual(new Uint8Array(decoded.data), new Uint8Array(canvas.pixels));
	});

	it('differ by their prompts', () => {
		assert.notDeepEqual(draw('a red fox', 320, 320, 'png'), draw('a blue fox', 320, 320, 'png'));
	});

	it('show the same scene in every size', () => {
		const [small, large] = [
			paint({ prompt: 'a red fox', width: 256, height: 256 }),
			paint({ prompt: 'a red fox', width: 1024, height: 1024 }),
		];
		const lightness = (canvas: typeof small, x: number, y: number): number =>
			averageOf(canvas, Math.round(x * canvas.width), Math.round(y * canvas.height), canvas.width / 16);
		for (const x of [0.2, 0.5, 0.8]) {
			for (const y of [0.15, 0.4, 0.65]) {
				assert.ok(Math.abs(lightness(small, x, y) - lightness(large, x, y)) < 6, `at ${x}, ${y}`);
			}
		}
	});

	it('bear a label in the lower left corner, bright on dark', () => {
		const canvas = paint({ prompt: 'a red fox', width: 1024, height: 1024 });
		const bright = countBright(canvas, { left: 25, top: 940, right: 180, bottom: 1000 });
		assert.ok(bright > 300, `${bright} bright pixels`);
	});

	it('are drawn from prompts that the lettering cannot write', () => {
		for (const prompt of ['湖と山', '🦊', '   ', 'x'.repeat(32_000), 'É à ß — “quoted”']) {
			assert.deepEqual(imageDimensionsFromData(draw(prompt, 64, 64, 'png')), { width: 64, height: 64, type: 'png' });
		}
	});
});

type Canvas = ReturnType<typeof paint>;

function averageOf({ width, pixels }: Canvas, left: number, top: number, edge: number): number {
	let sum = 0;
	for (let y = top; y < top + edge; y++) {
		for (let x = left; x < left + edge; x++) {
			sum += pixels[(y * width + x) * 4 + 1] ?? 0;
		}
	}
	return sum / edge ** 2;
}

function countBright(
	{ width, pixels }: Canvas,
	{ left, top, right, bottom }: { left: number; top: number; right: number; bottom: number },
): number {
	let count = 0;
	for (let y = top; y < bottom; y++) {
		for (let x = left; x < right; x++) {
			count += Number((pixels[(y * width + x) * 4] ?? 0) > 220);
		}
	}
	return count;
}
