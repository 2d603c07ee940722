import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Whether only this machine or its own network can reach the address: loopback, private, link-local, unspecified. */
export function isPrivateAddress(address: string): boolean {
	return privateRanges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

const privateRanges = new BlockList();
for (const [network, prefix] of [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
] as const) {
	privateRanges.addSubnet(network, prefix, 'ipv4');
	privateRanges.addSubnet(`::ffff:${network}`, 96 + prefix, 'ipv6');
}
privateRanges.addSubnet('::', 127, 'ipv6');
privateRanges.addSubnet('fc00::', 7, 'ipv6');
privateRanges.addSubnet('fe80::', 10, 'ipv6');

/** Resolves a name and refuses it when any of its addresses is private: what is checked is what is connected to. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
	lookup(hostname, { ...options, all: true }, (error, addresses) => {
		const hidden = error ? undefined : addresses.find(({ address }) => isPrivateAddress(address));
		const failure = error ?? (hidden && privateAddressError(hidden.address));
		const first = error ? undefined : addresses[0];
		if (failure || !first) {
			callback(failure ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), []);
		} else if (options.all) {
			callback(null, addresses);
		} else {
			callback(null, first.address, first.family);
		}
	});
};

export function privateAddressError(address: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`${address} is a private address`), { code: 'EPRIVATE' });
}
