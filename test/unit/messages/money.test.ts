import assert from 'node:assert/strict';
import { dollars } from '../../../src/messages/money';
import { inEnglish, type Translate } from '../../../src/messages/translate';

describe('prices', () => {
	it('have as many digits as tell something', () => {
		assert.deepEqual(
			[0.134, 0.0904, 1.2, 12, 1200, 0.1346].map((amount) => dollars(inEnglish, amount)),
			['$0.134', '$0.09', '$1.20', '$12', '$1,200', '$0.135'],
		);
	});

	it('are in the language of the reader', () => {
		const worded = (language: string): string => {
			const t: Translate = Object.assign((message: string) => message, { ...inEnglish, language });
			return dollars(t, 0.134).replace(/\s/g, ' ');
		};
		assert.deepEqual(['ru', 'de', 'ja', 'zh-cn'].map(worded), ['0,134 $', '0,134 $', '$0.134', 'US$0.134']);
	});
});
