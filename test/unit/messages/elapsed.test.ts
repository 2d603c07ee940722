import assert from 'node:assert/strict';
import { clockTime, dataSize, exactTime, roundRange, roundTime, waitTime } from '../../../src/messages/elapsed';

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

	it('are round figures for timeouts', () => {
		assert.deepEqual([10_000, 90_000, 120_000, 300_000, 601_000, 300].map(roundTime), [
			'10 s',
			'90 s',
			'120 s',
			'5 min',
			'601 s',
			'0.3 s',
		]);
	});

	it('are never too short for waits', () => {
		assert.deepEqual([200, 30_000, 120_000, 120_001, 7_199_000, 7_200_000, 8_639_090, 86_400_000].map(waitTime), [
			'1 s',
			'30 s',
			'120 s',
			'3 min',
			'2 h',
			'2 h',
			'2 h 24 min',
			'24 h',
		]);
	});

	it('are ranges for what is usual, unless both ends are the same', () => {
		assert.equal(roundRange(45_000, 90_000), '45–90 s');
		assert.equal(roundRange(100, 200), '1 s');
	});

	it('are to a tenth of a second for what was measured', () => {
		assert.deepEqual([60_149, 59_990, 200].map(exactTime), ['60.1 s', '60 s', '0.2 s']);
	});

	it('stand beside amounts of data', () => {
		assert.deepEqual([0, 64, 1200, 820_400, 3_140_000].map(dataSize), ['0 B', '64 B', '1 KB', '820 KB', '3.1 MB']);
	});
});
