import type { Socket } from 'node:net';

const version = 'HTTP/1.';

/** A status line as far as its code. */
const statusLineBytes = 'HTTP/1.1 100'.length;

/** What is accepted as a head at most, in bytes: as much as browsers do, since it may stand before an image that is paid for. */
export const maxHeadBytes = 256 * 1024;

const blankLine = '\r\n\r\n';

/**
 * The socket, but whoever reads it sees no `100 Continue`. RFC 9110 §15.2 has clients ignore one that they did not ask for,
 * and servers do send it; undici ends the connection over it, and with it the reply that was to come.
 */
export function ignoringContinue(socket: Socket): Socket {
	const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
	let held: Buffer = Buffer.alloc(0);
	socket.read = (size?: number): Buffer | null => {
		if (size !== undefined) {
			return read(size);
		}
		held = Buffer.concat([held, read() ?? Buffer.alloc(0)]);
		const passed: Buffer[] = [];
		for (;;) {
			const line = held.toString('latin1', 0, statusLineBytes);
			const status = /^HTTP\/1\.. (\d+)/.exec(line)?.[1] ?? '';
			const end = held.indexOf(blankLine);
			const informational = status.startsWith('1') && end >= 0;
			if (!informational) {
				const undecided =
					line.length < statusLineBytes
						? line.startsWith(version.slice(0, line.length))
						: status.startsWith('1') && held.length < maxHeadBytes;
				if (!undecided) {
					// The reply itself begins here; nothing of it needs to be looked at.
					socket.read = read;
					passed.push(held);
				}
				return passed.length > 0 ? Buffer.concat(passed) : null;
			}
			if (status !== '100') {
				passed.push(held.subarray(0, end + blankLine.length));
			}
			held = held.subarray(end + blankLine.length);
		}
	};
	return socket;
}
