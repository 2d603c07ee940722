import { BlockList, isIP } from 'node:net';
import { GenerationError } from '../failure';
import type { Network } from '../task';

/** No proxy, strict certificates, Node's own certificate store. */
export const directNetwork: Network = { noProxy: [], strictSsl: true, systemCertificates: false };

/** The proxy that leads to `url`, or undefined where it is reached directly. Throws `proxy` for an address that is no URL. */
export function proxyFor(url: URL, network: Network): URL | undefined {
	const address = url.protocol === 'https:' ? network.httpsProxy : network.httpProxy;
	if (!address || isExempt(url, network.noProxy)) {
		return undefined;
	}
	if (!URL.canParse(address)) {
		throw new GenerationError('proxy', { proxy: address, code: 'ERR_INVALID_URL' }, false);
	}
	return new URL(address);
}

/**
 * Whether a host is on the no-proxy list. Understands what curl, Go and VS Code's users write there: `host`, `host:port`,
 * `.domain` and `*.domain` (with all below), addresses, CIDR ranges, and `*`. Loopback is always reached directly.
 */
function isExempt(url: URL, noProxy: readonly string[]): boolean {
	const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
	const port = url.port || (url.protocol === 'https:' ? '443' : '80');
	return (
		host === 'localhost' ||
		isWithin(host, '127.0.0.0/8') ||
		host === '::1' ||
		noProxy.some((entry) => {
			const pattern = entry.trim().toLowerCase();
			const [, name = pattern, onlyPort] = /^(.+?):(\d+)$/.exec(pattern) ?? [];
			if (onlyPort !== undefined && isIP(pattern) === 0) {
				return onlyPort === port && matches(host, name);
			}
			return matches(host, pattern);
		})
	);
}

function matches(host: string, pattern: string): boolean {
	if (pattern === '*') {
		return true;
	}
	if (pattern.includes('/')) {
		return isWithin(host, pattern);
	}
	const name = pattern.replace(/^\*?\./, '').replace(/^\[|\]$/g, '');
	return name !== '' && (host === name || (isIP(host) === 0 && host.endsWith(`.${name}`)));
}

function isWithin(host: string, range: string): boolean {
	const [network = '', bits = ''] = range.split('/');
	const family = isIP(network);
	const prefix = Number(bits);
	if (family === 0 || isIP(host) !== family || !(prefix >= 0 && prefix <= (family === 4 ? 32 : 128))) {
		return false;
	}
	const list = new BlockList();
	const name = family === 4 ? 'ipv4' : 'ipv6';
	list.addSubnet(network, prefix, name);
	return list.check(host, name);
}
