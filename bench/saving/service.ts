import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Asked, Served } from './server';

/** The bench's image service, running. */
export interface Service extends AsyncDisposable {
	readonly origin: string;
	/** The next so many requests, as soon as all of them have come. */
	asked(count: number): Promise<readonly Asked[]>;
	/** The next so many requests that were answered, as soon as all of them are. */
	served(count: number): Promise<readonly Served[]>;
	/** Lets it answer the requests that it holds. */
	release(): void;
}

/** Starts it in a process of its own, so that its work is not the client's. */
export async function startService(script: string): Promise<Service> {
	const child = fork(script);
	const [port] = (await once(child, 'message')) as [number];
	const asked = inbox<Asked>();
	const served = inbox<Served>();
	child.on('message', (message: Asked | Served) => {
		if ('sentAtMs' in message) {
			served.add(message);
		} else {
			asked.add(message);
		}
	});
	return {
		origin: `http://127.0.0.1:${port}`,
		asked: (count) => asked.take(count),
		served: (count) => served.take(count),
		release: () => void child.send('release'),
		async [Symbol.asyncDispose]() {
			child.disconnect();
			await once(child, 'exit');
		},
	};
}

/** Keeps what comes until it is taken. */
function inbox<T>(): { add(item: T): void; take(count: number): Promise<T[]> } {
	const items: T[] = [];
	const changes = new EventEmitter();
	return {
		add(item) {
			items.push(item);
			changes.emit('added');
		},
		async take(count) {
			while (items.length < count) {
				await once(changes, 'added');
			}
			return items.splice(0, count);
		},
	};
}
