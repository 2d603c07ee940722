import assert from 'node:assert/strict';
import { blackForestLabs } from '../../../src/engine/providers/protocols/blackForestLabs';
import { comfyui } from '../../../src/engine/providers/protocols/comfyui';
import { fal } from '../../../src/engine/providers/protocols/fal';
import { replicate } from '../../../src/engine/providers/protocols/replicate';
import { workflowIn } from '../../../src/engine/providers/workflow';

/** What can be read as JSON, and not be written. */
const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));

describe('the id of a task', () => {
	it('is asked for whatever stands in it, also what no address can hold', () => {
		const endpoint = { baseUrl: 'https://h/v1', model: 'a/b', service: 'custom', protocol: 'fal' } as const;
		for (const protocol of [blackForestLabs, comfyui, fal, replicate]) {
			for (const [id, spelled] of [
				['\ud800x', '%EF%BF%BDx'],
				['a/b?c#d', 'a%2Fb%3Fc%23d'],
			] as const) {
				assert.ok(protocol.statusPath({ id }, endpoint).includes(spelled));
				assert.ok(protocol.resultPath?.({ id }, endpoint).includes(spelled) ?? true);
				assert.doesNotThrow(() => protocol.cancel?.({ id }, endpoint));
			}
		}
	});
});

describe('what a service says of a task', () => {
	it('is told apart by what fal says, never by the request that it repeats', () => {
		const refusedFor = (detail: object): string | undefined =>
			fal.refusal?.({ status: 422, headers: {}, value: { detail: [detail] } })?.kind;
		const input = { prompt: 'a poster about content policy and safety, nsfw' };
		assert.equal(refusedFor({ msg: 'field required', type: 'missing', input }), 'badRequest');
		assert.equal(refusedFor({ msg: 'not here', type: 'content_policy_violation', input: {} }), 'blocked');
		assert.equal(refusedFor({ msg: 'flagged as nsfw', type: 'value_error', input: {} }), 'blocked');
	});

	it('is asked of fal where an app lives, which some have a further part for', () => {
		const at = (model: string): string =>
			fal.statusPath({ id: 'x' }, { baseUrl: 'https://h', model, service: 'fal', protocol: 'fal' });
		assert.equal(at('fal-ai/flux/dev'), '/fal-ai/flux/requests/x/status');
		assert.equal(at('workflows/me/mine/again'), '/workflows/me/mine/requests/x/status');
		assert.equal(at('comfy/me/mine'), '/comfy/me/mine/requests/x/status');
	});

	it('is a refusal, however deep its reply is nested', () => {
		assert.throws(() => JSON.stringify(deep), RangeError);
		const reply = { status: 422, headers: {}, times: 1 };
		const refused = fal.refusal?.({ ...reply, value: { detail: 'no', x: deep } });
		assert.deepEqual([refused?.kind, refused?.facts], ['badRequest', { status: 422, reason: 'no' }]);
		assert.equal(fal.refusal?.({ ...reply, value: { detail: 'nsfw', x: deep } })?.kind, 'blocked');
		const state = blackForestLabs.state({ status: 'Error', details: deep }, { id: 'x' });
		assert.ok(state?.is === 'failed');
		assert.equal(state.failure.kind, 'noImage');
	});
});

describe('a workflow', () => {
	it('that is nested too deep to be sent is none', () => {
		const node = (inputs: string): string => `{"1":{"class_type":"KSampler","inputs":{"x":${inputs}}}}`;
		assert.ok(workflowIn(node('[["2",0]]')));
		assert.equal(workflowIn(node('['.repeat(20_000) + ']'.repeat(20_000))), undefined);
	});
});
