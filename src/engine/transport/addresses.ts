import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

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

/**
 * The addresses of a host, in the order in which to try them: the resolver's favourite first, then the families in turn
 * (RFC 8305 §4). With `publicOnly`, throws code `EPRIVATE` when any of them is private: what is checked is what is
 * connected to.
 */
export async function addressesOf(host: string, publicOnly: boolean): Promise<readonly string[]> {
	const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
	const hidden = publicOnly && found.find(({ address }) => isPrivateAddress(address));
	if (hidden) {
		throw Object.assign(new Error(`${hidden.address} is a private address`), { code: 'EPRIVATE' });
	}
	const first = found.filter(({ family }) => family === found[0]?.family);
	const second = found.filter(({ family }) => family !== found[0]?.family);
	return found.flatMap((_, turn) => [first[turn], second[turn]]).flatMap((item) => item?.address ?? []);
}
