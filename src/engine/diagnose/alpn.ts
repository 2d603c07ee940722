import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** What the server chooses when HTTP/2 is offered beside HTTP/1.1 (`h2`, `http/1.1`); undefined when it cannot be asked. */
export async function offeredProtocol(host: string, port: number, signal: AbortSignal): Promise<string | undefined> {
	const { promise, resolve } = Promise.withResolvers<string | undefined>();
	const socket = connect({
		host,
		port,
		ALPNProtocols: ['h2', 'http/1.1'],
		// Only the protocol is looked at, nothing is sent; the certificate is judged elsewhere.
		rejectUnauthorized: false,
		...(!isIP(host) && { servername: host }),
	});
	const giveUp = (): void => resolve(undefined);
	socket.once('secureConnect', () => resolve(socket.alpnProtocol || 'http/1.1'));
	socket.once('error', giveUp).setTimeout(10_000, giveUp);
	signal.addEventListener('abort', giveUp, { once: true });
	try {
		return await promise;
	} finally {
		signal.removeEventListener('abort', giveUp);
		socket.destroy();
	}
}
