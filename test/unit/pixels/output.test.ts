import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { Size } from '../../../src/pixels/frame';
import { copyWishOf, type Output, outputSchema } from '../../../src/pixels/output';

const sent = { format: 'png', width: 2048, height: 1024, bytes: 8_000_000 };

describe('What is made of an image that came', () => {
	it('is nothing where nothing is wished', () => {
		assert.equal(copyWishOf(sent, {}), undefined);
	});

	it('is nothing where it is as it is wished', () => {
		assert.equal(
			copyWishOf(sent, { format: 'png', edge: 2048, budget: 8_000_000, quality: 80 }, { width: 2048, height: 1024 }),
			undefined,
		);
	});

	it('is a copy in another format, of a quality', () => {
		const wish = copyWishOf(sent, { format: 'webp', quality: 80 });
		assert.deepEqual(wish, { format: 'webp', quality: 80, budget: undefined, edge: undefined });
	});

	it('is a copy where it is too large, in pixels or in bytes, in its own format', () => {
		assert.deepEqual(copyWishOf(sent, { edge: 1200 }), {
			...{ format: 'png', edge: 1200, quality: undefined, budget: undefined },
		});
		assert.equal(copyWishOf(sent, { budget: 300_000 })?.budget, 300_000);
	});

	it('is a WebP of a PNG that is too heavy for its budget, but where a PNG is wished, or so few pixels of it that they are light', () => {
		const formatOf = (...[output, pixels]: [Output, Size?]): string | undefined =>
			copyWishOf(sent, output, pixels)?.format;
		assert.equal(formatOf({ budget: 300_000 }), 'webp');
		assert.equal(formatOf({ budget: 300_000, format: 'png' }), 'png');
		assert.equal(formatOf({ budget: 300_000, edge: 256 }), 'png');
		assert.equal(formatOf({ budget: 300_000 }, { width: 128, height: 128 }), 'png');
		assert.equal(formatOf({ budget: 300_000 }, { width: 4096, height: 2048 }), 'webp');
		assert.equal(copyWishOf({ ...sent, format: 'jpeg' }, { budget: 300_000 })?.format, 'jpeg');
	});

	it('is exactly of the pixels that are wished, whatever the edge', () => {
		const size = { width: 1200, height: 630 };
		assert.deepEqual(copyWishOf({ ...sent, format: 'jpeg' }, { edge: 600 }, size), {
			...{ format: 'jpeg', size, quality: undefined, budget: undefined },
		});
	});

	it('is a copy of the quality that is wished, but of an image that the service has drawn with it', () => {
		const jpeg = { ...sent, format: 'jpeg' };
		assert.equal(copyWishOf(jpeg, { quality: 60 })?.quality, 60);
		assert.equal(copyWishOf({ ...jpeg, quality: 60 }, { quality: 60 }), undefined);
	});

	it('is a PNG where it came in a format that nobody here writes', () => {
		assert.equal(copyWishOf({ ...sent, format: 'avif' }, {}), undefined);
		assert.equal(copyWishOf({ ...sent, format: 'avif' }, { edge: 100 })?.format, 'png');
	});

	it('is nothing that no copy can be', () => {
		for (const wrong of [{ format: 'gif' }, { quality: 101 }, { quality: 2.5 }, { budget: 0 }, { edge: 20_000 }]) {
			assert.equal(v.is(outputSchema, wrong), false, JSON.stringify(wrong));
		}
		assert.ok(v.is(outputSchema, { format: 'jpeg', quality: 0, budget: 1, edge: 16_384 }));
	});
});
