import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { connectToAny } from '../../src/engine/transport/happyEyeballs';
import { listening } from '../support/servers';
import { until } from '../support/until';
import { blackHole } from './blackHole';
import { describeFaults, type Ending, type Fault, final, png, runFault, saved, unsent } from './run';
import { sweptProtocols } from './speakers';
import {
	asked,
	type FaultyServer,
	fin,
	images,
	inTurn,
	reply,
	rst,
	secure,
	send,
	silence,
	tlsOptions,
} from './servers';

const scheme = 'https';
const host = '127.0.0.1';
const never = { endpoints: 0 };

/** The failure names the server with its port. */
const factsAt = ({ port }: FaultyServer): object => ({ host: `${host}:${port}` });
const good = asked(reply(images(png)));

/** The job asks another address than the server's. */
function at(baseUrl: string): NonNullable<Fault['job']> {
	return (_server, { endpoint }) => ({ endpoint: { ...endpoint, baseUrl } });
}

describeFaults('connecting', [
	{
		row: 1,
		name: 'connection refused',
		serve: silence,
		job: at('http://127.0.0.1:1/v1'),
		ends: unsent('unreachable', { host: `${host}:1`, code: 'ECONNREFUSED' }, never),
	},
	{
		row: 1,
		name: 'no route',
		serve: silence,
		// Nobody can open a TCP connection to a multicast address.
		job: at('http://224.0.0.1/v1'),
		ends: unsent('unreachable', { host: '224.0.0.1', code: 'ENETUNREACH' }, never),
	},
	{
		row: 1,
		name: 'unknown host',
		serve: silence,
		job: at('http://host.invalid/v1'),
		ends: unsent('unreachable', { host: 'host.invalid' }, never),
	},
	{ row: 4, name: 'TLS cut by FIN', serve: fin, scheme, ends: unsent('unreachable', {}, { factsAt }) },
	{ row: 4, name: 'TLS cut by RST', serve: rst, scheme, ends: unsent('unreachable', {}, { factsAt }) },
	{
		row: 4,
		name: 'TLS handshake stalls',
		serve: silence,
		scheme,
		timeouts: { connectMs: 150 },
		ends: unsent('timeout', { phase: 'connect', timeoutMs: 150 }, { afterMs: 3 * 150 }),
	},
	{
		row: 4,
		name: 'plain HTTP where TLS was expected',
		serve: send('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'),
		scheme,
		ends: unsent('unreachable', {}, { factsAt }),
	},
]);

describe("with the tests' own authority trusted", () => {
	const defaults = getCACertificates('default');
	before(() => setDefaultCACertificates([...defaults, readFileSync('test/fixtures/tls/authority.pem', 'utf8')]));
	after(() => setDefaultCACertificates(defaults));

	const refused = (code: string): Ending => final('certificate', { code }, { factsAt, requests: '', endpoints: 1 });
	describeFaults('certificates', [
		{
			row: 4,
			name: 'TLS cut at first, then not',
			serve: inTurn(rst, secure('trusted', good)),
			scheme,
			ends: saved(undefined, { endpoints: 2 }),
		},
		{ row: 5, name: 'in order', serve: secure('trusted', good), scheme, ends: saved() },
		{
			row: 5,
			name: 'of an unknown authority',
			serve: secure('selfSigned', good),
			scheme,
			ends: refused('DEPTH_ZERO_SELF_SIGNED_CERT'),
		},
		{ row: 5, name: 'expired', serve: secure('expired', good), scheme, ends: refused('CERT_HAS_EXPIRED') },
		{
			row: 5,
			name: 'for another name',
			serve: secure('otherName', good),
			scheme,
			ends: refused('ERR_TLS_CERT_ALTNAME_INVALID'),
		},
	]);
});

describe('faults: a server of its own', () => {
	for (const protocol of sweptProtocols) {
		it(`6 speaks HTTP/2 only: said so, costs nothing (${protocol})`, async () => {
			await using server = await listening(createSecureServer(tlsOptions('selfSigned')));
			await runFault(
				{
					...{ row: 6, name: '', serve: silence, job: at(`https://127.0.0.1:${server.port}/v1`) },
					ends: final('http1Refused', { host: `${host}:${server.port}` }, { requests: '', endpoints: 0 }),
				},
				protocol,
			);
			assert.equal(server.connections(), 1);
		});

		it(`2 SYN black hole: tried again at the connect limit, costs nothing (${protocol})`, async () => {
			await using hole = await blackHole(host);
			await runFault(
				{
					...{ row: 2, name: '', serve: silence, job: at(`http://127.0.0.1:${hole.port}/v1`) },
					timeouts: { connectMs: 200 },
					ends: unsent('timeout', { phase: 'connect', timeoutMs: 200 }, { endpoints: 0, afterMs: 3 * 200 }),
				},
				protocol,
			);
		});
	}
});

describe('faults: several addresses', () => {
	const { signal } = new AbortController();

	/** Longer than any test may take: what does not wait for it is there at once. */
	const forEver = 3_600_000;

	it('3 the first one dead in silence, the second good: connects after the head start, without the first', async () => {
		await using hole = await blackHole('127.0.0.2');
		await using good = await listening(createServer(), hole.port);
		const startedAt = performance.now();
		const socket = await connectToAny(['127.0.0.2', '127.0.0.1'], hole.port, signal);
		assert.equal(socket.remoteAddress, '127.0.0.1');
		assert.ok(performance.now() - startedAt >= 245);
		socket.destroy();
		await until(() => good.sockets.size === 0, 'the socket is closed');
	});

	it('3 the first one refuses, the second is good: connects at once', async () => {
		await using good = await listening(createServer());
		const socket = await connectToAny(['127.0.0.2', '127.0.0.1'], good.port, signal, forEver);
		socket.destroy();
	});

	it('46 the first one good and slow, the second refuses: connects', async () => {
		await using hole = await blackHole('127.0.0.2');
		const connecting = connectToAny(['127.0.0.2', '127.0.0.1'], hole.port, signal);
		// Before the kernel knocks for the second time, after a second.
		hole.open();
		const socket = await connecting;
		assert.equal(socket.remoteAddress, '127.0.0.2');
		socket.destroy();
	});

	it('all of them dead: the first one’s error', async () => {
		await assert.rejects(connectToAny(['127.0.0.2', '127.0.0.1'], 1, signal), { code: 'ECONNREFUSED' });
	});
});
