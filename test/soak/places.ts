import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BoxProgram, type Configuration, startBox } from '../faults/middleboxes/box';
import { losePackets, remoteNetwork, startService } from '../faults/middleboxes/network';
import { haproxy, haproxyTo, nginx, nginxTo } from '../faults/middleboxes/programs';
import type { ServiceOptions } from '../faults/middleboxes/remoteService';

/** A service that can be reached. */
interface Place extends AsyncDisposable {
	readonly baseUrl: string;
	/** Connections that the service itself has seen. */
	readonly endpoints: () => number;
}

/** Starts the service, and what lies before it. */
export type OpenPlace = (service: ServiceOptions) => Promise<Place>;

/** Of the lines, in Mbit/s. */
export const lineMbit = 200;

/** A line of that width with a queue of at most 50 ms, on which packets are lost both ways. */
export function lossyLine(share: number): OpenPlace {
	return async (options) => {
		const network = await remoteNetwork();
		try {
			const bucket = ['root', 'tbf', 'rate', `${lineMbit}mbit`, 'burst', '64k', 'latency', '50ms'];
			await network.run('tc', 'qdisc', 'add', 'dev', 'eth0', ...bucket);
			if (share > 0) {
				await losePackets(network, share);
			}
			const service = await network.serve({ ...options, tls: true });
			return {
				baseUrl: `https://${network.address}:${service.port}`,
				endpoints: () => service.connections(),
				[Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
			};
		} catch (error) {
			await network[Symbol.asyncDispose]();
			throw error;
		}
	};
}

/** nginx with HTTP/2 on offer to its clients; it speaks HTTP/1.1 to the service, as it always does. */
export function behindNginx(directives: string): OpenPlace {
	return behind(nginx, (servicePort) => (place) => {
		const certificate = `ssl_certificate ${place.folder}/server.pem; ssl_certificate_key ${place.folder}/server.pem;`;
		return nginxTo(servicePort, `${certificate} ${directives}`, 'ssl http2')(place);
	});
}

/** HAProxy likewise; `tuning` is a line of its global section. */
export function behindHaproxy(directives: string, tuning = ''): OpenPlace {
	return behind(haproxy, (servicePort) => (place) => {
		const bind = `ssl crt ${place.folder}/server.pem alpn h2,http/1.1`;
		const files = haproxyTo(servicePort, `timeout server 60s\n\t${directives}`, bind)(place);
		return { 'box.conf': `global\n\t${tuning}\n${files['box.conf'] ?? ''}` };
	});
}

function behind(program: BoxProgram, configuration: (servicePort: number) => Configuration): OpenPlace {
	return async (options) => {
		const fixture = (name: string): Promise<string> => readFile(join('test', 'fixtures', 'tls', name), 'utf8');
		const pem = (await fixture('certificate.pem')) + (await fixture('key.pem'));
		const service = await startService(options);
		const box = await startBox(program, (place) => ({
			...configuration(service.port)(place),
			'server.pem': pem,
		}));
		return {
			baseUrl: `https://${box.host}`,
			endpoints: () => service.connections(),
			async [Symbol.asyncDispose]() {
				await box[Symbol.asyncDispose]();
				await service[Symbol.asyncDispose]();
			},
		};
	};
}
