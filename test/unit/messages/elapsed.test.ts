import assert from 'node:assert/strict';
import { clockTime, dataSize, exactTime, roundRange, roundTime, waitTime } from '../../../src/messages/elapsed';
import { inEnglish, type Translate } from '../../../src/messages/translate';

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
		assert.deepEqual(
			[10_000, 90_000, 120_000, 300_000, 601_000, 300].map((ms) => roundTime(inEnglish, ms)),
			['10 s', '90 s', '120 s', '5 min', '601 s', '0.3 s'],
		);
	});

	it('are never too short for waits', () => {
		assert.deepEqual(
			[200, 30_000, 120_000, 120_001, 7_199_000, 7_200_000, 8_639_090, 86_400_000].map((ms) => waitTime(inEnglish, ms)),
			['1 s', '30 s', '120 s', '3 min', '2 h', '2 h', '2 h 24 min', '24 h'],
		);
	});

	it('are ranges for what is usual, unless both ends are the same', () => {
		assert.equal(roundRange(inEnglish, 45_000, 90_000), '45–90 s');
		assert.equal(roundRange(inEnglish, 100, 200), '1 s');
	});

	it('are to a tenth of a second for what was measured', () => {
		assert.deepEqual(
			[60_149, 59_990, 200].map((ms) => exactTime(inEnglish, ms)),
			['60.1 s', '60 s', '0.2 s'],
		);
	});

	it('stand beside amounts of data', () => {
		assert.deepEqual(
			[0, 64, 1200, 820_400, 3_140_000].map((bytes) => dataSize(inEnglish, bytes)),
			['0 B', '64 B', '1 KB', '820 KB', '3.1 MB'],
		);
	});

	it('are in the language of the reader', () => {
		const worded = (language: string): string[] => {
			const t: Translate = Object.assign((message: string) => message, { ...inEnglish, language });
			const times = [roundTime(t, 300), roundTime(t, 300_000), waitTime(t, 8_639_090), roundRange(t, 45_000, 90_000)];
			return [...times, dataSize(t, 820_400), dataSize(t, 3_140_000)].map(withPlainSpaces);
		};
		assert.deepEqual(worded('ru'), ['0,3 с', '5 мин', '2 ч 24 мин', '45–90 с', '820 кБ', '3,1 МБ']);
		assert.deepEqual(worded('de'), ['0,3 Sek.', '5 Min.', '2 Std., 24 Min.', '45–90 Sek.', '820 kB', '3,1 MB']);
		assert.deepEqual(worded('ja'), ['0.3 秒', '5 分', '2 時間24 分', '45～90 秒', '820 KB', '3.1 MB']);
	});
});

/** Languages put narrow and non-breaking spaces before units. */
function withPlainSpaces(text: string): string {
	return text.replace(/\s/g, ' ');
}
