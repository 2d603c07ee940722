import { connect, type Socket } from 'node:net';
import { untilAborted } from './untilAborted';

/** The head start of one address before the next is tried as well (RFC 8305 §5). */
const defaultHeadStartMs = 250;

/** The first TCP keep-alive probe: home routers forget silent flows after 60 s, and Node's own default probes only then. */
const keepAliveDelayMs = 15_000;

const options = { keepAlive: true, keepAliveInitialDelay: keepAliveDelayMs, noDelay: true };

/**
 * Opens a TCP connection to whichever address answers first. None is given up for the sake of the next, as Node's own
 * `autoSelectFamily` does: a good but slow one still wins where the others refuse (nodejs/node#54359).
 *
 * Throws the first error when all of them have failed, and the signal's reason at once on an abort.
 */
export async function connectToAny(
	addresses: readonly string[],
	port: number,
	signal: AbortSignal,
	headStartMs = defaultHeadStartMs,
): Promise<Socket> {
	const { promise, resolve, reject } = Promise.withResolvers<Socket>();
	const sockets: Socket[] = [];
	const errors: Error[] = [];
	let headStart: NodeJS.Timeout | undefined;
	const failed = (error: Error): void => {
		errors.push(error);
		if (errors.length === addresses.length) {
			reject(errors[0] ?? error);
		} else {
			next();
		}
	};
	const next = (): void => {
		clearTimeout(headStart);
		const host = addresses[sockets.length];
		if (host !== undefined) {
			const socket = connect({ ...options, host, port });
			sockets.push(socket);
			// The listener for errors stays, deaf: one that comes before undici listens must not end the process.
			socket.once('connect', () => resolve(socket)).on('error', failed);
			headStart = setTimeout(next, headStartMs);
		}
	};
	let winner: Socket | undefined;
	try {
		signal.throwIfAborted();
		next();
		winner = await untilAborted(promise, signal);
		return winner;
	} finally {
		clearTimeout(headStart);
		sockets.filter((socket) => socket !== winner).forEach((socket) => socket.destroy());
	}
}
