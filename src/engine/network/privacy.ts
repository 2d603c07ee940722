import { BlockList, isIP } from 'node:net';

/** Whether only this machine or its own network can reach the address: loopback, private, link-local, unspecified. */
export function isPrivateAddress(address: string): boolean {
	return privateRanges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Whether strangers on the way can read what is sent to `url`, key and all: plain HTTP to anywhere but this machine or its
 * own network. A name counts as private only where it cannot be anything else (RFC 6761, RFC 6762, ICANN's `.internal`).
 */
export function isReadableOnTheWay(url: URL): boolean {
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const isPrivate = isIP(host) ? isPrivateAddress(host) : /(^|\.)(localhost|local|internal)$/.test(host);
	return url.protocol === 'http:' && !isPrivate;
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
