import { join } from 'node:path';
import { root } from '../../test/journeys/harness/paths';
import { type BoxProgram, type Configuration, startBox } from '../../test/faults/middleboxes/box';
import { haproxy, haproxyTo, nginx, nginxTo } from '../../test/faults/middleboxes/programs';

/** What stands between client and service. */
export interface Hop {
	readonly name: string;
	/** What it is, and what it does to a connection. */
	readonly description: string;
	/** The program that it takes; none for the direct way. */
	readonly program?: BoxProgram;
	/** Starts it before a service on loopback; its limits last that share of their real time. */
	readonly open: (serviceUrl: URL, timeScale: number) => Promise<Place>;
}

/** A way to the service that is open. */
export interface Place extends AsyncDisposable {
	/** Without a path. */
	readonly url: string;
}

const tls = join(root, 'test/fixtures/tls');

/** The authority behind the certificate of hops with TLS, as a file. */
export const authority = join(tls, 'authority.pem');

export const hops: readonly Hop[] = [
	{
		name: 'direct',
		description: 'nothing between; plain HTTP/1.1',
		open: ({ origin }) => Promise.resolve({ url: origin, [Symbol.asyncDispose]: () => Promise.resolve() }),
	},
	{
		name: 'nginx, 60 s',
		description: 'a real nginx with its default `proxy_read_timeout 60s`: 504 after 60 s of silence',
		program: nginx,
		open: ({ port }, timeScale) =>
			behind('http', nginx, nginxTo(Number(port), `proxy_read_timeout ${60_000 * timeScale}ms;`)),
	},
	{
		name: 'edge, 100 s',
		description: 'a real HAProxy in the part of Cloudflare: its page with status 524 after 100 s of silence',
		program: haproxy,
		open: ({ port }, timeScale) => behind('http', haproxy, edgeTo(Number(port), 100_000 * timeScale)),
	},
	{
		name: 'HTTP/2 gateway',
		description: 'a real nginx with TLS, HTTP/2 on offer and a `proxy_read_timeout` of 600 s: it cuts nothing',
		program: nginx,
		open: ({ port }, timeScale) => behind('https', nginx, http2To(Number(port), 600_000 * timeScale)),
	},
];

async function behind(scheme: 'http' | 'https', program: BoxProgram, configuration: Configuration): Promise<Place> {
	const box = await startBox(program, configuration);
	return { url: `${scheme}://${box.host}`, [Symbol.asyncDispose]: () => box[Symbol.asyncDispose]() };
}

function edgeTo(servicePort: number, limitMs: number): Configuration {
	const page = '<!doctype html><title>A timeout occurred</title><h1>Error code 524</h1><p>cloudflare</p>';
	return (place) => ({
		...haproxyTo(
			servicePort,
			`timeout server ${limitMs}ms\n\ttimeout client 1h\n\terrorfile 504 ${place.folder}/524.http`,
		)(place),
		'524.http': [
			...['HTTP/1.1 524 A Timeout Occurred', 'server: cloudflare', 'content-type: text/html'],
			...[`content-length: ${page.length}`, '', page],
		].join('\r\n'),
	});
}

function http2To(servicePort: number, limitMs: number): Configuration {
	const key = join(tls, 'key.pem');
	const certificate = join(tls, 'trusted.pem');
	const directives = `ssl_certificate ${certificate}; ssl_certificate_key ${key}; proxy_read_timeout ${limitMs}ms;`;
	return nginxTo(servicePort, directives, 'ssl http2');
}
