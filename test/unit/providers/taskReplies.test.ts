import assert from 'node:assert/strict';
import { blackForestLabs } from '../../../src/engine/providers/protocols/blackForestLabs';
import { fal } from '../../../src/engine/providers/protocols/fal';

/** What can be read as JSON, and not be written. */
const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));

describe('what a service says of a task', () => {
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
