import { request as httpRequest } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { GenerationError } from '../errors';
import { isPrivateAddress, privateAddressError, publicLookup } from './addresses';
import { codeOf, connectFailure } from './failures';

export interface ConnectOptions {
	/** Ends the attempt at once and destroys whatever is half open. */
	readonly signal: AbortSignal;
	/** Refuses addresses that only this machine or its own network can reach (code `EPRIVATE`). */
	readonly publicOnly: boolean;
	/** The proxy to go through. */
	readonly proxy: URL | undefined;
	/** The `Proxy-Authorization` header's value. */
	readonly proxyAuthorization: string | undefined;
	/** Which certificates are accepted. */
	readonly trust: Pick<ConnectionOptions, 'ca' | 'rejectUnauthorized'>;
}

/** The first TCP keep-alive probe: home routers forget silent flows after 60 s, and Node's own default probes only then. */
const keepAliveDelayMs = 15_000;

/**
 * How long one address may take before the next is tried as well. Node's 250 ms gives up on a good but slow address when
 * the next one refuses (nodejs/node#54359).
 */
const nextAddressAfterMs = 2_500;

/** HTTP/2 is not offered: a lost packet holds up all its streams, and gateways end silent ones early. */
const alpn = { ALPNProtocols: ['http/1.1'] };

const tcpOptions = {
	autoSelectFamily: true,
	autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
	keepAlive: true,
	keepAliveInitialDelay: keepAliveDelayMs,
	noDelay: true,
};

/**
 * Opens one connection on which a request for `url` can be sent: TCP, then a tunnel where a proxy stands between and the
 * address is https:, then TLS. Nothing of the request has been sent when it throws a `GenerationError`.
 */
export async function connect(url: URL, options: ConnectOptions): Promise<Socket> {
	const { proxy, trust, signal } = options;
	const host = hostOf(url);
	const port = portOf(url);
	const secure = url.protocol === 'https:';
	try {
		if (!proxy) {
			if (options.publicOnly && isIP(host) && isPrivateAddress(host)) {
				throw privateAddressError(host);
			}
			const target = { ...tcpOptions, host, port, ...(options.publicOnly && { lookup: publicLookup }) };
			const socket = secure ? connectTls({ ...target, ...alpn, ...trust, ...serverName(host) }) : connectTcp(target);
			return await ready(socket, secure, signal);
		}
		if (!secure) {
			// Plain http goes through a proxy as it is, under its whole address.
			return await toProxy(proxy, options);
		}
		const tunnel = await openTunnel(proxy, `${url.hostname}:${port}`, options);
		return await ready(connectTls({ socket: tunnel, ...alpn, ...trust, ...serverName(host) }), true, signal);
	} catch (error) {
		throw GenerationError.is(error) ? error : connectFailure(error, host);
	}
}

/** The host name or address of a URL, without the brackets of IPv6. */
export function hostOf(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, '');
}

function portOf(url: URL): number {
	return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}

/** Server name indication is for names only. */
function serverName(host: string): { servername?: string } {
	return isIP(host) ? {} : { servername: host };
}

async function toProxy(proxy: URL, { signal, trust }: ConnectOptions): Promise<Socket> {
	const target = { ...tcpOptions, host: hostOf(proxy), port: portOf(proxy) };
	try {
		if (proxy.protocol === 'http:') {
			return await ready(connectTcp(target), false, signal);
		}
		if (proxy.protocol === 'https:') {
			return await ready(connectTls({ ...target, ...alpn, ...trust, ...serverName(target.host) }), true, signal);
		}
	} catch (error) {
		throw proxyFailure(proxy, { code: codeOf(error) }, error);
	}
	throw proxyFailure(proxy, { code: 'EPROXYKIND' });
}

/** Asks the proxy once for a tunnel to `authority` and gives the socket that then leads there. */
async function openTunnel(proxy: URL, authority: string, options: ConnectOptions): Promise<Socket> {
	const socket = await toProxy(proxy, options);
	const { promise, resolve, reject } = Promise.withResolvers<Socket>();
	const { proxyAuthorization } = options;
	const request = httpRequest({
		createConnection: () => socket,
		method: 'CONNECT',
		path: authority,
		headers: { host: authority, ...(proxyAuthorization && { 'proxy-authorization': proxyAuthorization }) },
		signal: options.signal,
	});
	request.once('connect', ({ statusCode: status = 0 }, tunnel) => {
		if (status >= 200 && status < 300) {
			resolve(tunnel);
		} else {
			tunnel.destroy();
			reject(proxyFailure(proxy, { status }));
		}
	});
	request.once('response', ({ statusCode: status = 0 }) => reject(proxyFailure(proxy, { status })));
	request.once('error', (error) => reject(proxyFailure(proxy, { code: codeOf(error) }, error)));
	request.end();
	try {
		return await promise;
	} catch (error) {
		socket.destroy();
		throw error;
	}
}

function proxyFailure(proxy: URL, facts: { status?: number; code?: string }, cause?: unknown): GenerationError {
	return new GenerationError('proxy', { proxy: proxy.host, ...facts }, false, { cause });
}

/** The socket, once it is connected and its TLS handshake is done. Destroys it on failure, and at once on an abort. */
async function ready(socket: Socket, secure: boolean, signal: AbortSignal): Promise<Socket> {
	const { promise, resolve, reject } = Promise.withResolvers<Socket>();
	const abort = (): void => reject(signal.reason as Error);
	const closed = (): void => reject(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }));
	// TLS sockets take no keep-alive options of their own.
	socket.setKeepAlive(true, keepAliveDelayMs);
	socket
		.once(secure ? 'secureConnect' : 'connect', () => resolve(socket))
		.once('close', closed)
		.on('error', reject);
	signal.addEventListener('abort', abort, { once: true });
	if (signal.aborted) {
		abort();
	}
	try {
		return await promise;
	} catch (error) {
		socket.destroy();
		throw error;
	} finally {
		signal.removeEventListener('abort', abort);
		// The listener for errors stays, deaf: one that comes before undici listens must not end the process.
		socket.off('close', closed);
	}
}
