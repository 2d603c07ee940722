import { request as httpRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { GenerationError } from '../failure';
import { addressesOf } from './addresses';
import { codeOf, connectCodeOf, connectFailure } from './failures';
import { connectToAny } from './happyEyeballs';
import { untilAborted } from './untilAborted';

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
	/** Called when bytes can pass to the other end, before TLS. */
	readonly onOpen?: () => void;
}

/** HTTP/2 is not offered: a lost packet holds up all its streams, and gateways end silent ones early. */
const alpn = { ALPNProtocols: ['http/1.1'] };

/**
 * Opens one connection on which a request for `url` can be sent: TCP, then a tunnel where a proxy stands between and the
 * address is https:, then TLS. Nothing of the request has been sent when it throws a `GenerationError`.
 */
export async function connect(url: URL, options: ConnectOptions): Promise<Socket> {
	const { proxy, publicOnly } = options;
	const host = hostOf(url);
	const secure = url.protocol === 'https:';
	try {
		const socket = proxy ? await throughProxy(proxy, url, options) : await toHost(url, publicOnly, options);
		options.onOpen?.();
		return secure ? await withTls(socket, host, options) : socket;
	} catch (error) {
		throw GenerationError.is(error) ? error : connectFailure(error, url);
	}
}

/** The host name or address of a URL, without the brackets of IPv6. */
export function hostOf(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, '');
}

function portOf(url: URL): number {
	return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}

async function toHost(url: URL, publicOnly: boolean, { signal }: ConnectOptions): Promise<Socket> {
	const addresses = await untilAborted(addressesOf(hostOf(url), publicOnly), signal);
	return await connectToAny(addresses, portOf(url), signal);
}

/** The socket with TLS on it, its handshake done. Destroys it on failure, and at once on an abort. */
async function withTls(socket: Socket, host: string, { trust, signal }: ConnectOptions): Promise<Socket> {
	const { promise, resolve, reject } = Promise.withResolvers<Socket>();
	const closed = (): void => reject(Object.assign(new Error('closed in the handshake'), { code: 'ECONNRESET' }));
	// Server name indication is for names only; the certificate is compared with either.
	const secure = connectTls({ socket, host, ...(!isIP(host) && { servername: host }), ...alpn, ...trust });
	secure
		.once('secureConnect', () => resolve(secure))
		.once('close', closed)
		.on('error', reject);
	try {
		return await untilAborted(promise, signal);
	} catch (error) {
		secure.destroy();
		throw error;
	} finally {
		// The listener for errors stays, deaf: one that comes before undici listens must not end the process.
		secure.off('close', closed);
	}
}

/** Plain http goes through a proxy as it is, under its whole address; https: through a tunnel. */
function throughProxy(proxy: URL, url: URL, options: ConnectOptions): Promise<Socket> {
	return url.protocol === 'https:' ? openTunnel(proxy, url, options) : toProxy(proxy, options);
}

async function toProxy(proxy: URL, options: ConnectOptions): Promise<Socket> {
	if (!['http:', 'https:'].includes(proxy.protocol)) {
		throw proxyFailure(proxy, { code: 'EPROXYKIND' });
	}
	try {
		const socket = await toHost(proxy, false, options);
		return proxy.protocol === 'https:' ? await withTls(socket, hostOf(proxy), options) : socket;
	} catch (error) {
		throw GenerationError.is(error) ? error : proxyFailure(proxy, { code: connectCodeOf(error) }, error);
	}
}

/** Asks the proxy once for a tunnel to where `url` points, and gives the socket that then leads there. */
async function openTunnel(proxy: URL, url: URL, options: ConnectOptions): Promise<Socket> {
	const authority = `${url.hostname}:${portOf(url)}`;
	const socket = await toProxy(proxy, options);
	const { promise, resolve, reject } = Promise.withResolvers<Socket>();
	const { proxyAuthorization } = options;
	const request = httpRequest({
		createConnection: () => socket,
		method: 'CONNECT',
		path: authority,
		headers: { host: authority, ...(proxyAuthorization && { 'proxy-authorization': proxyAuthorization }) },
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
		return await untilAborted(promise, options.signal);
	} catch (error) {
		socket.destroy();
		throw error;
	}
}

/** A failure of the proxy itself, before anything of the request reached the service. */
export function proxyFailure(proxy: URL, facts: { status?: number; code?: string }, cause?: unknown): GenerationError {
	return new GenerationError('proxy', { proxy: proxy.host, ...facts }, false, { cause });
}
