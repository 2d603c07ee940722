import assert from 'node:assert/strict';
import { clockTime, dataSize, roundRange, roundTime } from '../../../src/messages/elapsed';

describe('Times as people read them', () => {
	it('are clock times while something runs', () => {
		assert.deepEqual([0, 999, 47_000, 65_900, 720_000, -5].map(clockTime), [
			'0:00',
			'0:00',
			'0:47',
			'1:05',
			'12:00',
			'0:00',
		]);
	});

	it('are round figures for limits', () => {
		assert.deepEqual([10_000, 90_000, 120_000, 300_000, 601_000, 20].map(roundTime), [
			'10 s',
			'90 s',
			'120 s',
			'5 min',
			'601 s',
			'1 s',
		]);
	});

	it('are ranges for what is usual, unless both ends are the same', () => {
		assert.equal(roundRange(45_000, 90_000), '45–90 s');
		assert.equal(roundRange(100, 200), '1 s');
	});

	it('stand beside amounts of data', () => {
		assert.deepEqual([0, 820_400, 3_140_000].map(dataSize), ['0 KB', '820 KB', '3.1 MB']);
	});
});
