import { BlockList, connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { lookup } from 'node:dns';
import { connect as connectTls } from 'node:tls';

export interface ConnectOptions {
	/** Destroys the half-open socket and rejects with the signal's reason, at once. */
	readonly signal: AbortSignal;
	/** Refuses addresses that only this machine or its own network can reach (code `EPRIVATE`). */
	readonly publicOnly?: boolean;
}

/** The first TCP keep-alive probe: home routers forget silent flows after 60 s, and Node's own default probes only then. */
const keepAliveDelayMs = 15_000;

/**
 * How long one address may take before the next is tried as well. Node's 250 ms gives up on a good but slow address when
 * the next one refuses (nodejs/node#54359).
 */
const nextAddressAfterMs = 2_500;

/**
 * Opens one connection to an http: or https: origin and resolves once TCP and TLS stand. HTTP/1.1 is the only protocol
 * offered: on one HTTP/2 connection a lost packet holds up every stream, and gateways end silent streams early.
 */
export async function connect(origin: URL, { signal, publicOnly = false }: ConnectOptions): Promise<Socket> {
	signal.throwIfAborted();
	const host = hostOf(origin);
	const options = {
		host,
		port: Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80),
		autoSelectFamily: true,
		autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
		keepAlive: true,
		keepAliveInitialDelay: keepAliveDelayMs,
		noDelay: true,
		...(publicOnly && { lookup: publicLookup }),
	};
	if (publicOnly && isIP(host) && isPrivateAddress(host)) {
		throw privateAddressError(host);
	}
	const secure = origin.protocol === 'https:';
	const socket = secure
		? connectTls({ ...options, ALPNProtocols: ['http/1.1'], ...(!isIP(host) && { servername: host }) })
		: connectTcp(options);
	// tls.connect takes no keep-alive options; on a plain socket this repeats them.
	socket.setKeepAlive(true, keepAliveDelayMs);
	const { promise, resolve, reject } = Promise.withResolvers<Socket>();
	const abort = (): void => {
		reject(signal.reason as Error);
		socket.destroy();
	};
	signal.addEventListener('abort', abort, { once: true });
	socket.once(secure ? 'secureConnect' : 'connect', () => resolve(socket)).on('error', reject);
	socket.once('close', () => reject(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' })));
	try {
		return await promise;
	} catch (error) {
		socket.destroy();
		throw error;
	} finally {
		signal.removeEventListener('abort', abort);
		socket.removeAllListeners('close').off('error', reject);
		// An error between here and undici's own listener must not end the process; it shows as a failed write.
		socket.on('error', () => undefined);
	}
}

/** The host name or address of a URL, without the brackets of IPv6. */
export function hostOf(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, '');
}

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
const publicLookup: LookupFunction = (hostname, options, callback) => {
	lookup(hostname, { ...options, all: true }, (error, addresses) => {
		const hidden = addresses.find(({ address }) => isPrivateAddress(address));
		const failure = error ?? (hidden && privateAddressError(hidden.address));
		const first = addresses[0];
		if (failure || !first) {
			callback(failure ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), []);
		} else if (options.all) {
			callback(null, addresses);
		} else {
			callback(null, first.address, first.family);
		}
	});
};

function privateAddressError(address: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`${address} is a private address`), { code: 'EPRIVATE' });
}
