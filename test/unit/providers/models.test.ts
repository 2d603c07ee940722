import assert from 'node:assert/strict';
import { presetOf, servicePresets } from '../../../src/engine/providers/catalogue';
import { familyOf } from '../../../src/engine/providers/models';

describe('the families of models', () => {
	it('give the services their names and prices, which an aggregator may change', () => {
		const [own] = presetOf('gemini')?.models ?? [];
		const [resold] = presetOf('apiyi')?.models ?? [];
		assert.deepEqual([own?.label, own?.price?.['4K']], ['Nano Banana Pro', 0.24]);
		assert.deepEqual([resold?.label, resold?.price?.['4K']], ['Nano Banana Pro', 0.09]);
	});

	it('know every model that people can choose by name', () => {
		const unknown = familyOf('a-model-of-nobody');
		const ids = servicePresets.flatMap(({ models }) => models.map(({ id }) => id));
		assert.deepEqual(
			ids.filter((id) => familyOf(id) === unknown),
			[],
		);
	});

	it('tell apart ids that begin alike', () => {
		const sizingOf = (id: string): string => familyOf(id).sizing.by;
		assert.deepEqual(
			['gpt-image-1', 'gpt-image-1-mini', 'gpt-image-1.5', 'gpt-image-2', 'gpt-image-12'].map(sizingOf),
			['shape', 'shape', 'shape', 'pixels', 'pixels'],
		);
		assert.deepEqual(['gemini-2.5-flash-image', 'gemini-3-pro-image'].map(sizingOf), ['nothing', 'resolution']);
		assert.deepEqual(
			['seedream-4-5-251128', 'doubao-seedream-4-5-251128', 'seedream-4-0-250828'].map((id) => familyOf(id).label),
			['Seedream 4.5', 'Seedream 4.5', undefined],
		);
	});
});
