import assert from 'node:assert/strict';
import { houseStyleIn, styleSent } from '../../../src/engine/recipes/houseStyle';
import { promptSent } from '../../../src/engine/task';

const whole = {
	style: 'Flat, without text',
	palette: ['#0a7', '#FFFFFF'],
	references: ['images/ref.png', 'a..b/c.png'],
	resolution: '2K',
	ratio: '16:9',
	format: 'webp',
	budget: 300,
};

describe('a house style', () => {
	it('is what its file says, beside the recipes in it', () => {
		const file = { $schema: 'x', version: 1, images: { 'a.png': { prompt: 'a' } }, ...whole };
		assert.deepEqual(houseStyleIn(file), { style: whole, flaws: [] });
		for (const none of [{}, { images: {} }, [], null, 'flat', 7]) {
			assert.equal(houseStyleIn(none), undefined);
		}
	});

	it('is without what is none, and says so of each', () => {
		const bad: Readonly<Record<string, readonly unknown[]>> = {
			style: ['', '  ', 7, 'x'.repeat(2001)],
			palette: [[], ['red'], ['#12'], '#aabbcc', Array.from({ length: 33 }, () => '#fff')],
			references: [
				[],
				[''],
				['/etc/passwd'],
				['../x.png'],
				['a/../../x.png'],
				['C:x.png'],
				['a\\b.png'],
				['https://x/y.png'],
				['.git/x.png'],
				['a\0.png'],
			],
			resolution: ['8K', 2],
			ratio: ['16:10', 1.5],
			format: ['gif', 'JPEG'],
			budget: [0, -1, 1.5, '300', 1e9],
		};
		for (const [member, values] of Object.entries(bad)) {
			for (const value of values) {
				const { [member as keyof typeof whole]: _gone, ...rest } = whole;
				assert.deepEqual(
					houseStyleIn({ ...whole, [member]: value }),
					{ style: rest, flaws: [{ member, why: 'value' }] },
					`${member}: ${JSON.stringify(value)}`,
				);
			}
		}
		for (const member of ['service', 'baseUrl', 'model', 'keyCommand', 'headers', 'toString']) {
			assert.deepEqual(houseStyleIn({ [member]: 'https://x' }), { style: {}, flaws: [{ member, why: 'unknown' }] });
		}
	});

	it('comes behind the prompt that is sent', () => {
		const style = styleSent({ style: whole.style, palette: whole.palette });
		assert.equal(style, 'Flat, without text\nColours: #0a7, #FFFFFF.');
		assert.equal(promptSent({ prompt: 'a fox', style }), 'a fox\n\nFlat, without text\nColours: #0a7, #FFFFFF.');
		assert.equal(styleSent({ ratio: '1:1' }), undefined);
	});
});
