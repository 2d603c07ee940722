import assert from 'node:assert/strict';
import {
	endpointFor,
	familyAt,
	priceAsked,
	priceOf,
	presetOf,
	servicePresets,
} from '../../../src/engine/providers/catalogue';
import { familyOf } from '../../../src/engine/providers/models';
import { successorOf } from '../../../src/engine/providers/retired';

describe('the families of models', () => {
	it('give the services their names and prices, which an aggregator may change', () => {
		const [own] = presetOf('gemini')?.models ?? [];
		const [resold] = presetOf('apiyi')?.models ?? [];
		assert.deepEqual([own?.label, own?.price?.['4K']], ['Nano Banana Pro', 0.24]);
		assert.deepEqual([resold?.label, resold?.price?.['4K']], ['Nano Banana Pro', 0.09]);
	});

	it('know every model that people can choose by name', () => {
		const unknown = familyOf('a-model-of-nobody').sizes;
		const endpoints = servicePresets.flatMap(({ id, models }) =>
			models.map((model) => ({ service: id, model: model.id })),
		);
		assert.deepEqual(
			endpoints.filter((endpoint) => familyAt(endpoint).sizes === unknown),
			[],
		);
	});

	it('tell apart ids that begin alike', () => {
		const sizingOf = (id: string): string => familyOf(id).sizes.by;
		assert.deepEqual(
			['gpt-image-1', 'gpt-image-1-mini', 'gpt-image-1.5', 'gpt-image-2', 'gpt-image-12'].map(sizingOf),
			['list', 'list', 'list', 'pixels', 'pixels'],
		);
		assert.deepEqual(['gemini-2.5-flash-image', 'gemini-3-pro-image'].map(sizingOf), ['ratio', 'name']);
		assert.deepEqual(
			['seedream-4-5-251128', 'doubao-seedream-4-5-251128', 'seedream-4-0-250828'].map((id) => familyOf(id).label),
			['Seedream 4.5', 'Seedream 4.5', 'Seedream 4.0'],
		);
	});
});

describe('the price of an image', () => {
	const priceAt = (service: string, model: string, baseUrl?: string): number | undefined => {
		const endpoint = endpointFor({ service, model, ...(baseUrl !== undefined && { baseUrl }) });
		return priceOf(typeof endpoint === 'object' ? endpoint : assert.fail(endpoint), '4K');
	};

	it('is the model’s at the service’s own address, and unknown at any other', () => {
		assert.equal(priceAt('gemini', 'gemini-3-pro-image'), 0.24);
		assert.equal(priceAt('gemini', 'gemini-3-pro-image', 'https://generativelanguage.googleapis.com/v1beta/'), 0.24);
		assert.equal(priceAt('gemini', 'gemini-3-pro-image', 'https://example.com/v1beta'), undefined);
		assert.equal(priceAt('geminiCompatible', 'gemini-3-pro-image', 'https://example.com/v1beta'), undefined);
		assert.equal(priceAt('apiyi', 'gemini-3-pro-image-preview'), 0.09);
		assert.equal(priceAt('openai', 'gpt-image-2.5-flare'), undefined);
	});

	it('is nothing where nobody is billed', () => {
		assert.equal(priceAt('sandbox', 'gemini-3-pro-image'), 0);
		assert.equal(priceAt('localAI', 'flux'), 0);
		assert.equal(priceAt('localAI', 'flux', 'https://images.example/v1'), undefined);
		assert.equal(priceAt('comfyui', 'workflow'), undefined);
	});

	it('is the same for a request of the past', () => {
		const asked = { service: 'gemini', model: 'gemini-3-pro-image', resolution: '1K' } as const;
		assert.equal(priceAsked({ ...asked, host: 'generativelanguage.googleapis.com' }), 0.134);
		assert.equal(priceAsked({ ...asked, host: 'generativelanguage.googleapis.com:8443' }), undefined);
		assert.equal(priceAsked({ ...asked, service: 'nobody', host: 'generativelanguage.googleapis.com' }), undefined);
		assert.equal(priceAsked({ ...asked, service: 'sandbox', host: '127.0.0.1:4711' }), 0);
		assert.equal(priceAsked({ ...asked, service: 'localAI', host: 'localhost:8080', isFree: true }), 0);
	});
});

describe('a model that is no more', () => {
	const successors: readonly (readonly [retired: string, successor: string | undefined])[] = [
		['gemini-3-pro-image-preview', 'gemini-3-pro-image'],
		['google/gemini-3.1-flash-image-preview', 'google/gemini-nano-banana-2.1'],
		['gemini-2.5-flash-image', 'gemini-nano-banana-2.1'],
		['gemini-2.0-flash-preview-image-generation', 'gemini-nano-banana-2.1'],
		['imagen-4.0-generate-001', 'gemini-3-pro-image'],
		['openai/gpt-image-1', 'openai/gpt-image-2.5-flare'],
		['dall-e-3', 'gpt-image-2.5-flare'],
		['doubao-seedream-3-0-t2i-250415', 'doubao-seedream-4-5-251128'],
		['gpt-image-1-mini', undefined],
		['gpt-image-1.5', undefined],
		['gemini-3-pro-image', undefined],
		['gemini-3.1-flash-lite-image', undefined],
	];
	for (const [retired, successor] of successors) {
		it(`${retired} has ${successor ?? 'no'} successor`, () => assert.equal(successorOf(retired), successor));
	}

	it('is no model that people can choose at its vendor', () => {
		const own = ['gemini', 'vertex', 'openai', 'xai', 'ark', 'volcengine'].flatMap((id) => presetOf(id)?.models ?? []);
		assert.deepEqual(
			own.filter(({ id }) => successorOf(id) !== undefined),
			[],
		);
	});
});
