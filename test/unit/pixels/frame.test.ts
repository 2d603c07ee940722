import assert from 'node:assert/strict';
import { focusAt, isCut, partOf } from '../../../src/pixels/frame';

describe('what is kept of an image', () => {
	const wanted = { width: 1200, height: 630 };

	it('lies as far from one end of its room to the other as is said, and anywhere within the image', () => {
		for (const image of [
			{ width: 1024, height: 1024 },
			{ width: 3000, height: 700 },
		]) {
			const room = ({ width, height, left, top }: ReturnType<typeof partOf>): number[] => [
				left === 0 ? 0 : left / (image.width - width),
				top === 0 ? 0 : top / (image.height - height),
			];
			for (const share of [0, 0.25, 0.5, 1]) {
				const [x = NaN, y = NaN] = room(partOf(image, wanted, focusAt(image, wanted, share)));
				assert.ok(Math.abs(Math.max(x, y) - share) < 0.01, `${share} of ${image.width}: ${x}, ${y}`);
				assert.equal(Math.min(x, y), 0);
			}
		}
	});

	it('is in the middle half-way, as without anything said', () => {
		const image = { width: 1024, height: 1024 };
		assert.deepEqual(partOf(image, wanted, focusAt(image, wanted, 0.5)), partOf(image, wanted));
	});

	it('is all of it where it has that shape', () => {
		assert.equal(isCut({ width: 2400, height: 1260 }, wanted), false);
		assert.equal(isCut({ width: 2400, height: 1300 }, wanted), true);
		assert.equal(isCut({ width: 2500, height: 1260 }, wanted), true);
	});
});
