import assert from 'node:assert/strict';
import { taskProtocolOf } from '../../../src/engine/providers/registry';
import { addressOf, mayTakeKey, waitIn } from '../../../src/engine/run/taskWire';
import { listingProtocols, taskProtocols } from '../../../src/engine/task';

const bfl = { service: 'blackForestLabs', baseUrl: 'https://api.bfl.ai/v1' };

describe('what a service says of where its tasks are', () => {
	it('is believed of its own origin and of the vendor’s hosts over https, and of nothing else', () => {
		const good = ['https://api.bfl.ai/x', 'https://api.eu2.bfl.ai/v1/get_result?id=1'];
		const bad = [
			'http://api.eu2.bfl.ai/v1/get_result?id=1',
			'https://bfl.ai.example.com/x',
			'https://evilbfl.ai/x',
			'https://api.eu2.bfl.ai:8443/x',
			'https://user@api.bfl.ai/x',
			'https://127.0.0.1/x',
			'file:///etc/passwd',
			'nonsense',
		];
		assert.deepEqual(
			good.map((address) => mayTakeKey(address, bfl)),
			[true, true],
		);
		assert.deepEqual(
			bad.filter((address) => mayTakeKey(address, bfl)),
			[],
		);
	});

	it('is not believed of the vendor’s hosts where somebody else is asked', () => {
		const gateway = { service: 'fal', baseUrl: 'https://gateway.example/fal' };
		assert.equal(mayTakeKey('https://queue.fal.run/x', gateway), false);
		const endpoint = { ...gateway, protocol: 'fal', model: 'm' } as const;
		assert.equal(addressOf('https://queue.fal.run/x', '/y', endpoint).href, 'https://gateway.example/fal/y');
	});

	it('is a wait in seconds or until a date, five minutes at most', () => {
		const now = Date.parse('2026-11-01T00:00:00Z');
		assert.deepEqual(
			['7', 'Sun, 01 Nov 2026 00:00:09 GMT', '99999', '-1', 'soon', undefined].map((header) => waitIn(header, now)),
			[7000, 9000, 300_000, undefined, undefined, undefined],
		);
	});

	it('is in a list at the services of which that is said', () => {
		const listing = taskProtocols.filter((protocol) => taskProtocolOf({ protocol })?.list);
		assert.deepEqual(listing, [...listingProtocols]);
	});
});
