import assert from 'node:assert/strict';
import { drawingFirst, modelsIn } from '../../../src/engine/providers/modelList';

/** The ids in a list, and of those that are known to draw an exclamation mark behind it. */
function read(reply: unknown): readonly string[] {
	return modelsIn(reply).models.map(({ id, draws }) => (draws ? `${id}!` : id));
}

describe("a service's list of models", () => {
	const lists: readonly (readonly [whose: string, reply: unknown, ids: readonly string[]])[] = [
		['OpenAI', { object: 'list', data: [{ id: 'gpt-5.5' }, { id: 'gpt-image-2' }] }, ['gpt-5.5', 'gpt-image-2!']],
		[
			'Google',
			{
				models: [
					{ name: 'models/gemini-3-pro-image', supportedGenerationMethods: ['generateContent'] },
					{ name: 'models/gemini-3-pro', supportedGenerationMethods: ['generateContent'] },
					{ name: 'models/gemini-embedding', supportedGenerationMethods: ['embedContent'] },
				],
			},
			['gemini-3-pro-image!', 'gemini-3-pro'],
		],
		[
			'OpenRouter',
			{
				data: [
					{ id: 'a/b', architecture: { output_modalities: ['image', 'text'] } },
					{ id: 'a/c', architecture: { output_modalities: ['text'] } },
				],
			},
			['a/b!'],
		],
		['xAI', { models: [{ id: 'grok-x', output_modalities: ['image'] }] }, ['grok-x!']],
		[
			'Together',
			[
				{ id: 'a/one', type: 'image' },
				{ id: 'a/two', type: 'chat' },
				{ id: 'google/gemini-3-pro-image', type: 'language' },
			],
			['a/one!', 'google/gemini-3-pro-image!'],
		],
		[
			'Pollinations',
			[
				{ name: 'any', output_modalities: ['image'] },
				{ name: 'clip', output_modalities: ['video'] },
			],
			['any!'],
		],
		['the web UI', [{ title: 'one.safetensors [6ce0161689]', model_name: 'one' }], ['one.safetensors [6ce0161689]']],
		['a bare one', ['mine', 'models/yours'], ['mine', 'yours']],
		[
			'one that says nothing',
			{
				data: [
					{ id: 'mine', type: 'model' },
					{ id: 'yours', output_modalities: [] },
				],
			},
			['mine', 'yours'],
		],
	];
	for (const [whose, reply, ids] of lists) {
		it(`is read as ${whose} writes it, without what can't draw where it tells`, () =>
			assert.deepEqual(read(reply), ids));
	}

	it('is none where a reply is something else, and what is spoiled in it spoils nothing else', () => {
		for (const reply of ['<html>', null, 7, true, {}, { data: null }, { data: 'x' }, { models: {} }]) {
			assert.deepEqual(read(reply), []);
		}
		const data = [
			null,
			3,
			[],
			{},
			{ id: null },
			{ id: 7 },
			{ id: '' },
			{ id: ' ' },
			{ id: 'a\u0000b' },
			{ id: 'mine' },
		];
		assert.deepEqual(read({ data }), ['mine']);
		const odd = { id: 'mine', architecture: 7, output_modalities: 'image', type: [], supportedGenerationMethods: null };
		assert.deepEqual(read({ data: [odd] }), ['mine']);
	});

	it('has each model once, so many of them, and names of a length that names have', () => {
		assert.deepEqual(read(['a', 'a', 'x'.repeat(300)]), ['a']);
		assert.equal(modelsIn(Array.from({ length: 9000 }, (_, at) => `m-${at}`)).models.length, 5000);
		assert.deepEqual(modelsIn([{ id: 'a', name: 'x'.repeat(300) }]).models, [{ id: 'a', draws: false }]);
	});

	it('has what the service calls a model, where that is not the id', () => {
		assert.deepEqual(modelsIn({ models: [{ name: 'models/a', displayName: 'A' }] }).models, [
			{ id: 'a', label: 'A', draws: false },
		]);
		assert.deepEqual(modelsIn([{ id: 'a', name: 'a' }]).models, [{ id: 'a', draws: false }]);
	});

	it('tells the next page', () => {
		assert.equal(modelsIn({ models: [], nextPageToken: 't' }).next, 't');
		assert.equal(modelsIn({ models: [], nextPageToken: '' }).next, undefined);
	});

	it('is shown with those first that draw', () => {
		const { models } = modelsIn(['gpt-9', 'gpt-image-2', 'gpt-8']);
		assert.deepEqual(
			drawingFirst(models).map(({ id }) => id),
			['gpt-image-2', 'gpt-9', 'gpt-8'],
		);
	});
});
