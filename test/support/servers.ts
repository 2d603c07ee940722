import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** A server on loopback, and the sockets that are open on it now. */
export interface TestServer extends AsyncDisposable {
	readonly url: URL;
	readonly port: number;
	readonly sockets: ReadonlySet<Socket>;
	/** Connections accepted so far. */
	connections(): number;
}

/** A TCP server that does with each connection what `serve` says, whatever HTTP would have it do. */
export async function tcpServer(serve: (socket: Socket) => void): Promise<TestServer> {
	return await listening(
		createTcpServer((socket) => {
			socket.on('error', () => undefined);
			serve(socket);
			// A socket that nobody reads does not notice its end.
			socket.resume();
		}),
	);
}

/** An HTTP/1.1 server. */
export async function httpServer(answer: RequestListener): Promise<TestServer> {
	return await listening(createServer(answer));
}

/** Waits until the whole HTTP request has come (its head and as many bytes as Content-Length says), then calls `then`. */
export function afterRequest(socket: Socket, then: () => void): void {
	let received = '';
	const read = (data: Buffer): void => {
		received += data.toString('latin1');
		const headEnd = received.indexOf('\r\n\r\n');
		if (headEnd < 0) {
			return;
		}
		const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
		if (received.length >= headEnd + 4 + length) {
			socket.off('data', read);
			then();
		}
	};
	socket.on('data', read);
}

/** Lets a server listen on loopback, on a free port where none is given. */
export async function listening(server: Server, wanted = 0): Promise<TestServer> {
	const sockets = new Set<Socket>();
	let connections = 0;
	server.on('connection', (socket: Socket) => {
		connections++;
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(wanted, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: new URL(`http://127.0.0.1:${port}/`),
		port,
		sockets,
		connections: () => connections,
		async [Symbol.asyncDispose]() {
			sockets.forEach((socket) => socket.destroy());
			server.close();
			await once(server, 'close');
		},
	};
}

/** Sends the pieces one after the other, as JSON. */
export function slowly(...pieces: readonly string[]): (response: ServerResponse) => void {
	return (response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		const [piece = '', ...rest] = pieces;
		const next = (text: string, later: readonly string[]): void => {
			if (later.length === 0) {
				response.end(text);
			} else {
				response.write(text, () => setImmediate(() => next(later[0] ?? '', later.slice(1))));
			}
		};
		next(piece, rest);
	};
}
