import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Listens, says where, and then never accepts: its thread stands still until it is woken. */
const listener = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer((socket) => socket.destroy());
server.listen({ host: workerData.host, port: 0, backlog: 1 }, () => {
	parentPort.postMessage(server.address().port);
	Atomics.wait(new Int32Array(workerData.gate), 0, 0);
});
`;

/** Connections that a full backlog of one takes in before the kernel stops answering (Linux: one more than it says). */
const room = 2;

/** An address where nobody answers: the kernel drops every SYN, as firewalls do. */
export interface BlackHole extends AsyncDisposable {
	readonly port: number;
	/** Lets in what knocks from now on. */
	open(): void;
}

export async function blackHole(host: string): Promise<BlackHole> {
	const gate = new SharedArrayBuffer(4);
	const worker = new Worker(listener, { eval: true, workerData: { host, gate } });
	const [port] = (await once(worker, 'message')) as [number];
	const fillers: Socket[] = [];
	while (fillers.length < room) {
		const socket = connect({ host, port });
		socket.on('error', () => undefined);
		await once(socket, 'connect');
		fillers.push(socket);
	}
	const open = (): void => {
		Atomics.store(new Int32Array(gate), 0, 1);
		Atomics.notify(new Int32Array(gate), 0);
	};
	return {
		port,
		open,
		async [Symbol.asyncDispose]() {
			fillers.forEach((socket) => socket.destroy());
			open();
			await worker.terminate();
		},
	};
}
