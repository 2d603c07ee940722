import { directNetwork } from '../../src/engine/network/proxy';
import type { Network } from '../../src/engine/task';
import type { Fault } from './run';
import { type Act, asked, inOrder, reply, send } from './servers';

/** The job asks a service that only the server, as a proxy, leads to. */
export function through(baseUrl: string, changes: Partial<Network> = {}): NonNullable<Fault['job']> {
	return ({ url }, { endpoint }) => ({
		endpoint: { ...endpoint, baseUrl },
		network: { ...directNetwork, strictSsl: false, httpProxy: url.href, httpsProxy: url.href, ...changes },
	});
}

/** A proxy that opens the tunnel; whatever comes out of it happens on the same connection. */
export function tunnelled(act: Act): Act {
	return asked(send('HTTP/1.1 200 Connection established\r\n\r\n'), act);
}

/** A proxy that refuses. */
export function refusing(status: number): Act {
	return inOrder(asked(reply('', { status, framing: 'close' })), ({ socket }) => void socket.end());
}
