import assert from 'node:assert/strict';
import { withoutPrompt } from '../../../src/messages/withoutPrompt';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';

describe('A text without the prompt', () => {
	const prompt = 'Our (secret) mascot: 100 % [fox] \\ $1 {é}';
	const task: GenerateTask = {
		type: 'generate',
		image: { prompt, resolution: '1K' },
		endpoint: { service: 'x', protocol: 'openaiImages', baseUrl: 'http://127.0.0.1', model: 'm' },
		timeouts: timeoutsFor('1K'),
		retry: defaultRetryRules,
	};

	it('holds it in no case', () => {
		for (const said of [prompt, prompt.toUpperCase(), prompt.toLowerCase()]) {
			assert.equal(withoutPrompt(task)(`refused: "${said}", sorry`), 'refused: "(the prompt)", sorry');
		}
	});

	it('holds it in no form, and of a part nothing', () => {
		const without = withoutPrompt(task);
		for (const said of [encodeURIComponent(prompt), JSON.stringify(prompt), `${prompt.slice(0, 18)}…`]) {
			assert.doesNotMatch(without(`no ${said}`), /mascot|secret/);
		}
	});

	it('knows what a reply was asked for with, and is the text itself where nobody knows', () => {
		const { image, endpoint } = task;
		const recover = { type: 'recover', source: '/reply.txt' } as const;
		assert.equal(withoutPrompt({ ...recover, of: { image, endpoint } })(prompt), '(the prompt)');
		assert.equal(withoutPrompt(recover)(prompt), prompt);
	});
});
