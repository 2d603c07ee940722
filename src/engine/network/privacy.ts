import { BlockList, isIP } from 'node:net';

/** Whether only this machine or its own network can be at the address: loopback, private, link-local, unspecified. */
export function isLocalAddress(address: string): boolean {
	return contains(localRanges, address);
}

/**
 * Whether the address is one of the public internet. Not public is all that the IANA special-purpose registries set apart, and
 * whatever has an IPv4 address within: behind a translator, that may lead to any network.
 */
export function isPublicAddress(address: string): boolean {
	return !contains(localRanges, address) && !contains(specialRanges, address);
}

/**
 * Whether the host of `url` can only be this machine or one in its own network. A name counts only where it cannot be anything
 * else (RFC 6761, RFC 6762, ICANN's `.internal`).
 */
export function isLocal(url: URL): boolean {
	const host = hostOf(url);
	return isIP(host) ? isLocalAddress(host) : /(^|\.)(localhost|local|internal)\.?$/.test(host);
}

/** Whether strangers on the way can read what is sent to `url`, key and all: plain HTTP to anywhere that is not local. */
export function isReadableOnTheWay(url: URL): boolean {
	return url.protocol === 'http:' && !isLocal(url);
}

/**
 * Whether a link in the reply of the service at `service` may be opened: over https, and at a public address as far as the link
 * itself shows. A service of this machine or its network may also link to that, and over plain http.
 */
export function mayLinkTo(link: URL, service: URL): boolean {
	if (isLocal(service)) {
		return link.protocol === 'https:' || link.protocol === 'http:';
	}
	const host = hostOf(link);
	return link.protocol === 'https:' && (isIP(host) ? isPublicAddress(host) : !isLocal(link));
}

function hostOf({ hostname }: URL): string {
	return hostname.replace(/^\[|\]$/g, '');
}

/** One list for each family: Node takes every IPv4 address for one of `::ffff:0:0/96`. */
interface Ranges {
	readonly ipv4: BlockList;
	readonly ipv6: BlockList;
}

function contains(ranges: Ranges, address: string): boolean {
	return isIP(address) === 6 ? ranges.ipv6.check(address, 'ipv6') : ranges.ipv4.check(address, 'ipv4');
}

function blockList(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
	const list = new BlockList();
	for (const range of ranges) {
		const [network = '', prefix = ''] = range.split('/');
		list.addSubnet(network, Number(prefix), family);
	}
	return list;
}

const localIpv4 = [
	...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8'],
	...['169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
];

const localRanges: Ranges = {
	ipv4: blockList('ipv4', localIpv4),
	ipv6: blockList('ipv6', [
		...['::/127', 'fc00::/7', 'fe80::/10'],
		...localIpv4.map((range) => {
			const [network = '', prefix = ''] = range.split('/');
			return `::ffff:${network}/${96 + Number(prefix)}`;
		}),
	]),
};

/**
 * What is set apart beyond the local ranges; of 192.0.0.0/24 and 2001::/23, which hold a few
 * public ones, all. https://www.iana.org/assignments/iana-ipv4-special-registry,
 * https://www.iana.org/assignments/iana-ipv6-special-registry, and the multicast registries beside them. Deprecated, but still
 * routed by some: site-local fec0::/10 (RFC 3879), the IPv4-compatible ::/96 (RFC 4291).
 */
const specialRanges: Ranges = {
	ipv4: blockList('ipv4', [
		...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
		...['224.0.0.0/4', '240.0.0.0/4'],
	]),
	ipv6: blockList('ipv6', [
		...['::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '100:0:0:1::/64', '2001::/23'],
		...['2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fec0::/10', 'ff00::/8'],
	]),
};
