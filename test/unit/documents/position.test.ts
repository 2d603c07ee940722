import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Positions } from '../../../src/documents/position';

describe('A place in a text', () => {
	it('has a line and a column, from 1, whatever ends the lines', () => {
		const positions = new Positions('a\r\n🦊b\n\rc');
		const places = [0, 1, 3, 5, 6, 7, 8, 9].map((offset) => positions.at(offset));
		assert.deepEqual(
			places.map(({ line, column }) => `${line}:${column}`),
			['1:1', '1:2', '2:1', '2:3', '2:4', '3:1', '4:1', '4:2'],
		);
	});

	it('is none beyond a line or the text', () => {
		const positions = new Positions('ab\r\n');
		const places = ['1:3', '1:4', '1:0', '2:1', '2:2', '3:1', '0:1'].map((place) => {
			const [line = 0, column = 0] = place.split(':').map(Number);
			return positions.offsetOf({ line, column });
		});
		assert.deepEqual(places, [2, undefined, undefined, 4, undefined, undefined, undefined]);
		assert.equal(positions.lineCount, 2);
	});

	it('leads back to its offset', () => {
		const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '🦊') });
		fc.assert(
			fc.property(text, fc.nat(), (of, seed) => {
				const offset = seed % (of.length + 1);
				const positions = new Positions(of);
				const isWithinEnd = offset > 0 && of.startsWith('\r\n', offset - 1);
				assert.equal(positions.offsetOf(positions.at(offset)), isWithinEnd ? undefined : offset);
			}),
		);
	});
});
