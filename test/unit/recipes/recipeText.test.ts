import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Recipe } from '../../../src/engine/recipes/recipe';
import { recipeIn, recipesIn, withRecipes } from '../../../src/engine/recipes/recipeText';

const fox: Recipe = {
	prompt: 'a fox',
	resolution: '1K',
	model: 'nano',
	service: 'gemini',
	date: '2026-12-02T05:00:00.000Z',
};

function textWith(text: string | undefined, recipes: Record<string, Recipe | undefined>): string | undefined {
	const written = withRecipes(text, new Map(Object.entries(recipes)));
	assert.ok(typeof written === 'object', `is left alone: ${JSON.stringify(written)}`);
	return written.text;
}

describe('the recipes of a folder', () => {
	it('are written in the order of names, a line for each fact', () => {
		const text = textWith(textWith(undefined, { 'fox.png': fox }), { 'bear.png': { prompt: 'a bear' } });
		assert.equal(
			text,
			[
				'{',
				'  "version": 1,',
				'  "images": {',
				'    "bear.png": {',
				'      "prompt": "a bear"',
				'    },',
				'    "fox.png": {',
				'      "date": "2026-12-02T05:00:00.000Z",',
				'      "model": "nano",',
				'      "prompt": "a fox",',
				'      "resolution": "1K",',
				'      "service": "gemini"',
				'    }',
				'  }',
				'}',
				'',
			].join('\n'),
		);
	});

	it('are read as they were written, whatever the prompt says', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ minLength: 1 }), (prompt, name) => {
				// A name that JSON's objects in JavaScript keep to themselves is no file's.
				fc.pre(name !== '__proto__' && !/^\d+$/.test(name));
				const text = textWith(undefined, { [`${name}.png`]: { prompt } });
				assert.deepEqual(recipeIn(text ?? '', `${name}.png`), { prompt });
			}),
			{ numRuns: 30 },
		);
	});

	it('live with a house style, and with whatever else somebody has put there', () => {
		const style = '{\r\n\t"style": "flat",   "palette": ["#aabbcc"],\r\n\t"mine": { "b": 1,"a":2 }\r\n}\r\n';
		const text = textWith(style, { 'fox.png': { prompt: 'a fox' } });
		const images = { 'fox.png': { prompt: 'a fox' } };
		assert.equal(JSON.stringify(JSON.parse(text ?? '')), JSON.stringify({ ...(JSON.parse(style) as object), images }));
		assert.match(text ?? '', /^\{\r\n\t"style": "flat", {3}"palette": \["#aabbcc"\],\r\n/);
		assert.deepEqual(JSON.parse(textWith(text, { 'fox.png': undefined }) ?? ''), {
			...(JSON.parse(style) as object),
			images: {},
		});
	});

	it('are put into a file of one long line within moments', () => {
		const names = Array.from({ length: 20_000 }, (_, index) => `image-${index}.png`);
		const line = JSON.stringify({ images: Object.fromEntries(names.map((name) => [name, fox])) });
		const start = performance.now();
		const text = textWith(line, { 'fox.png': { prompt: 'a fox' } });
		// Formatting it would take ten minutes.
		assert.ok(performance.now() - start < 20_000);
		assert.equal(text?.includes('\n'), false);
		assert.deepEqual(recipeIn(text, 'fox.png'), { prompt: 'a fox' });
		assert.deepEqual(recipeIn(text, 'image-7.png'), fox);
	});

	it('leave nothing where the last one goes, and a file alone that says nothing of the image', () => {
		const text = textWith(undefined, { 'fox.png': fox });
		assert.equal(textWith(text, { 'fox.png': undefined }), undefined);
		assert.equal(textWith('{}', { 'fox.png': undefined }), '{}');
	});

	it('are not put over what somebody wrote by hand, or what is damaged', () => {
		const left: readonly (readonly [text: string, flaw: string])[] = [
			['', 'noJson'],
			['{ "images": {}, }', 'noJson'],
			['{ // mine\n"images": {} }', 'noJson'],
			['[]', 'otherShape'],
			['"fox"', 'otherShape'],
			['null', 'otherShape'],
			['{ "images": [] }', 'otherShape'],
			['{ "images": "none" }', 'otherShape'],
			['{ "images": { "fox.png": "drawn by me" } }', 'otherShape'],
			['{ "images": { "fox.png": { "prompt": 7 } } }', 'otherShape'],
			['{ "version": 2, "images": {} }', 'newer'],
			['{ "images": { "bear.png": { "prompt": "a bear" } }, "images": {} }', 'tangled'],
			['{ "images": {}, "images": { "bear.png": { "prompt": "a bear" } } }', 'tangled'],
			['{ "images": { "fox.png": { "prompt": "a" }, "fox.png": { "prompt": "b" } } }', 'tangled'],
			['{ "images": "none", "images": {} }', 'tangled'],
			[`{ "mine": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "images": {} }`, 'tangled'],
			[`{ "images": {}, "mine": ${'['.repeat(2_000_000)}`, 'tangled'],
			[`{ "images": {}, "mine": ${'{"a":'.repeat(500)}1${'}'.repeat(501)}`, 'tangled'],
		];
		for (const [text, flaw] of left) {
			assert.equal(withRecipes(text, new Map([['fox.png', fox]])), flaw, text.slice(0, 100));
		}
		const twice = '{ "images": { "fox.png": { "prompt": "a" }, "fox.png": { "prompt": "b" } } }';
		assert.equal(withRecipes(twice, new Map([['fox.png', undefined]])), 'tangled');
		const other = textWith('{ "images": { "bear.png": "drawn by me" } }', { 'fox.png': fox });
		assert.deepEqual(
			recipesIn(other ?? '').valueOf(),
			new Map<string, unknown>([
				['bear.png', 'drawn by me'],
				['fox.png', fox],
			]),
		);
	});

	it('stand in the file of another program, or by names that are no file’s, and nothing of these is lost', () => {
		const brackets = '['.repeat(200);
		for (const theirs of [
			{ name: 'a gallery', images: { hero: { src: 'a.png' } }, version: 1 },
			{ images: JSON.parse('{ "__proto__": { "prompt": "x" }, "/etc/passwd": 1, "../up.png": {} }') as object },
			{ images: { 'a.png': { prompt: `\u0000\u001b[31m${brackets}"\\` } } },
		]) {
			const text = textWith(JSON.stringify(theirs), { 'fox.png': { prompt: 'a fox' }, __proto__: undefined });
			const { images } = JSON.parse(text ?? '') as { images: object };
			const { 'fox.png': ours, ...rest } = images as Record<string, unknown>;
			assert.deepEqual(ours, { prompt: 'a fox' });
			assert.equal(JSON.stringify({ ...(JSON.parse(text ?? '') as object), images: rest }), JSON.stringify(theirs));
		}
		assert.equal(recipeIn('{ "images": {} }', '__proto__'), undefined);
	});

	it('are told apart from what is none', () => {
		assert.deepEqual(recipeIn('{ "images": { "a.png": { "prompt": "x", "later": 1 } } }', 'a.png'), { prompt: 'x' });
		assert.equal(recipeIn('{ "images": {} }', 'a.png'), undefined);
		assert.equal(recipeIn('{}', 'toString'), undefined);
		for (const recipe of [
			7,
			[],
			{},
			{ prompt: '' },
			{ prompt: 'x', date: 'today' },
			{ prompt: 'x', resolution: '9K' },
		]) {
			assert.equal(recipeIn(JSON.stringify({ images: { 'a.png': recipe } }), 'a.png'), 'otherShape');
		}
	});
});
