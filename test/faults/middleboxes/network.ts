import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { notRun, pathOf } from './box';
import type { ServiceOptions } from './remoteService';

const execute = promisify(execFile);

/** A network of its own on this machine, with a service in it, joined to ours by one cable (network_namespaces(7)). */
export interface RemoteNetwork extends AsyncDisposable {
	/** The other end of the cable. */
	readonly address: string;
	/** Runs a program there. */
	run(command: string, ...args: readonly string[]): Promise<void>;
	/** Starts the service of `remoteService.ts` there. */
	serve(options: ServiceOptions): Promise<RemoteService>;
}

export interface RemoteService extends AsyncDisposable {
	readonly port: number;
	/** How many requests have come. */
	requests(): number;
	/** On how many connections. */
	connections(): number;
}

/** What this machine lacks for such a network; undefined where it has everything. */
export function lacking(): string | undefined {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) {
		return 'network namespaces need Linux and root';
	}
	const packages = { ip: 'iproute2', iptables: 'iptables' };
	const missing = Object.entries(packages).find(([command]) => !pathOf(command));
	return missing && `${missing[0]} is missing; on Debian: apt-get install ${missing[1]}`;
}

/** Tests that need such a network. Where there can be none they do not run, and the last lines of the output say so. */
export function describeNetwork(title: string, tests: () => void): void {
	const why = lacking();
	if (why) {
		notRun(title, why);
	} else {
		describe(title, tests);
	}
}

/** Makes one. Its addresses are those set apart for benchmarks (RFC 2544), so that they are nobody's. */
export async function remoteNetwork(): Promise<RemoteNetwork> {
	const number = randomInt(256 * 64);
	const name = `imagegen-${number}`;
	const cable = `imagegen${number}`;
	const addressOf = (host: number): string => `198.18.${number >> 6}.${4 * (number % 64) + host}`;
	const ours = addressOf(1);
	const address = addressOf(2);
	const run = async (command: string, ...args: readonly string[]): Promise<void> => {
		await ip('netns', 'exec', name, command, ...args);
	};
	const services: RemoteService[] = [];
	await ip('netns', 'add', name);
	try {
		await ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
		await ip('address', 'add', `${ours}/30`, 'dev', cable);
		await run('ip', 'address', 'add', `${address}/30`, 'dev', 'eth0');
		// Packets as they go over a real cable, not up to 64 KiB at once: or one lost would be forty.
		await ip('link', 'set', cable, 'up', 'gso_max_segs', '1');
		await run('ip', 'link', 'set', 'eth0', 'up', 'gso_max_segs', '1');
	} catch (error) {
		await ip('netns', 'delete', name);
		throw error;
	}
	return {
		address,
		run,
		async serve(options) {
			const service = await startService(options, name);
			services.push(service);
			return service;
		},
		async [Symbol.asyncDispose]() {
			await Promise.all(services.map((service) => service[Symbol.asyncDispose]()));
			// Not left to the namespace, which lives on while a connection in it is still being closed.
			await ip('link', 'delete', cable);
			await ip('netns', 'delete', name);
		},
	};
}

/** Loses that part of all packets in both directions, at random. */
export async function losePackets(network: RemoteNetwork, share: number): Promise<void> {
	for (const chain of ['INPUT', 'OUTPUT']) {
		const random = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)];
		await network.run('iptables', '-A', chain, ...random, '-j', 'DROP');
	}
}

async function ip(...args: readonly string[]): Promise<void> {
	await execute(pathOf('ip') ?? 'ip', args);
}

/** Starts the service of `remoteService.ts`, in that network namespace or in our own. */
export async function startService(options: ServiceOptions, namespace?: string): Promise<RemoteService> {
	const there = namespace === undefined ? [] : [pathOf('ip') ?? 'ip', 'netns', 'exec', namespace];
	const script = ['--import', 'tsx', join(__dirname, 'remoteService.ts'), JSON.stringify(options)];
	const [command = '', ...args] = [...there, process.execPath, ...script];
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	const exited = once(child, 'exit');
	const ready = Promise.withResolvers<number>();
	const seen = { request: 0, connection: 0 };
	createInterface(child.stdout).on('line', (line) => {
		if (line.startsWith('listening ')) {
			ready.resolve(Number(line.slice('listening '.length)));
		} else if (line === 'request' || line === 'connection') {
			seen[line]++;
		}
	});
	void exited.then(() => ready.reject(new Error('the service did not start')));
	return {
		port: await ready.promise,
		requests: () => seen.request,
		connections: () => seen.connection,
		async [Symbol.asyncDispose]() {
			child.kill();
			await exited;
		},
	};
}
