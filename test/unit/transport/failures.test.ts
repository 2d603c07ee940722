import assert from 'node:assert/strict';
import type { networkInterfaces } from 'node:os';
import { isOffline } from '../../../src/engine/transport/failures';

type Interface = NonNullable<ReturnType<typeof networkInterfaces>[string]>[number];

function at(address: string, internal = false): Interface {
	const common = { address, internal, netmask: '', mac: '', cidr: null };
	return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}

const loopback = { lo: [at('127.0.0.1', true), at('::1', true)] };

describe('a machine is offline', () => {
	const cases: readonly (readonly [name: string, interfaces: Parameters<typeof isOffline>[0], offline: boolean])[] = [
		['that has no interface', {}, true],
		['that reaches only itself', loopback, true],
		['whose interfaces have no address', { ...loopback, eth0: [], eth1: undefined }, true],
		['with link-local addresses only', { ...loopback, awdl0: [at('fe80::1')], en0: [at('169.254.7.7')] }, true],
		['with an address in a network', { ...loopback, en0: [at('fe80::1'), at('192.168.1.7')] }, false],
		['with an address of IPv6 only', { ...loopback, en0: [at('2001:db8::7')] }, false],
	];
	for (const [name, interfaces, offline] of cases) {
		it(`${name}: ${offline ? 'yes' : 'no'}`, () => assert.equal(isOffline(interfaces), offline));
	}
});
