import assert from 'node:assert/strict';
import { putSettings, takeSettings } from '../../src/editor/jsonSettings';

const keys = ['imagegen.service', 'imagegen.model'];

describe('settings in a settings file', () => {
	const taken: readonly (readonly [what: string, text: string, rest: string, values: object])[] = [
		[
			'leave with their lines and their commas, and no comment with them',
			'{\n\t// mine\n\t"a": 1, // one\n\t// the service\n\t"imagegen.service": "ark", // cheap\n\t"b": [2],\n\t"imagegen.model": "m" // last\n}\n',
			'{\n\t// mine\n\t"a": 1, // one\n\t// the service\n\t// cheap\n\t"b": [2]\n\t// last\n}\n',
			{ 'imagegen.service': 'ark', 'imagegen.model': 'm' },
		],
		[
			'leave whole lines',
			'{\r\n    "imagegen.service": "ark",\r\n    "b": 1\r\n}',
			'{\r\n    "b": 1\r\n}',
			{ 'imagegen.service': 'ark' },
		],
		[
			'leave a file in one line',
			'{ "imagegen.service": "ark", "b": 1, "imagegen.model": "m" }',
			'{ "b": 1 }',
			{ 'imagegen.service': 'ark', 'imagegen.model': 'm' },
		],
		['leave nothing where there was nothing else', '{"imagegen.model":"m",}', '{}', { 'imagegen.model': 'm' }],
		[
			'count as the editor counts them where they stand there twice',
			'{\n"imagegen.model": "first",\n"b": 1,\n"imagegen.model": "last"\n}',
			'{\n"b": 1\n}',
			{ 'imagegen.model': 'last' },
		],
		['are no parts of others', '{"x": {"imagegen.model": "m"}}', '{"x": {"imagegen.model": "m"}}', {}],
	];
	for (const [what, text, rest, values] of taken) {
		it(what, () => assert.deepEqual(takeSettings(text, keys), { rest, values }));
	}

	it('are not looked for in what is no settings file', () => {
		for (const text of ['', '[]', '{"imagegen.model": "m"', '{"imagegen.model" "m"}', '"imagegen.model"']) {
			assert.equal(takeSettings(text, keys), undefined, text);
		}
	});

	it('come back, but for those that stand there again', () => {
		const text = '{\n\t// mine\n\t"imagegen.model": "new"\n}\n';
		assert.equal(
			putSettings(text, { 'imagegen.model': 'old', 'imagegen.service': 'ark' }),
			'{\n\t// mine\n\t"imagegen.model": "new",\n\t"imagegen.service": "ark"\n}\n',
		);
	});
});
