import assert from 'node:assert/strict';
import { apply, newJob } from '../../../src/engine/jobs/state';
import { wordWentAlong } from '../../../src/messages/prepared';
import { inEnglish } from '../../../src/messages/translate';

describe('What went along in another form', () => {
	it('is told of the attempt that made the image, and of no other', () => {
		const endpoint = { service: 'fal', model: 'm', host: 'fal.run', timeoutMs: 1000 };
		const inputs = [{ name: 'fox.png', format: 'jpeg', width: 2048, height: 1024, bytes: 820_000 }] as const;
		const attempt = (number: number) => ({ type: 'attempt', at: number, attempt: number, ...endpoint }) as const;
		const first = apply(apply(newJob, attempt(1)), { type: 'prepared', at: 2, attempt: 1, inputs });
		assert.deepEqual(wordWentAlong(inEnglish, first), ['fox.png went along as JPEG, 2048 × 1024 (820 KB).']);
		assert.deepEqual(wordWentAlong(inEnglish, apply(first, attempt(2))), []);
	});
});
