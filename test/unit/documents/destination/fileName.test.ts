import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fileNameFor } from '../../../../src/documents/destination/fileName';

describe("An image's file name", () => {
	for (const [prompt, name] of [
		['A red Fox, in the snow!', 'a-red-fox-in-the-snow'],
		['лиса в снегу', 'lisa-v-snegu'],
		["Don't stop: GPT-4o & C++", 'dont-stop-gpt-4o-and-c'],
		['../../etc/passwd', 'etc-passwd'],
		['狐', 'image'],
		['🙂', 'image'],
		['CON', 'con-image'],
		['lpt1', 'lpt1-image'],
	] as const) {
		it(`is ${name} for ${prompt}`, () => assert.equal(fileNameFor(prompt), name));
	}

	it('ends at a word when the prompt is long', () => {
		assert.equal(
			fileNameFor('a watercolour painting of a red fox who jumps over a very lazy dog in the snow'),
			'a-watercolour-painting-of-a-red-fox-who-jumps-over-a-very',
		);
		assert.equal(fileNameFor('x'.repeat(1000)), 'x'.repeat(60));
	});

	it('is fit for every file system, whatever the prompt', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (prompt) =>
				assert.match(fileNameFor(prompt), /^[a-z0-9][a-z0-9-]{0,65}$/),
			),
		);
	});
});
