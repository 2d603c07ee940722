import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { directNetwork } from '../../../src/engine/network/proxy';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { exchange } from '../../../src/engine/transport/exchange';
import { httpServer, listening } from '../../support/servers';

const tls = (name: string): Buffer => readFileSync(join('test', 'fixtures', 'tls', name));

async function ask(url: URL): Promise<void> {
	const options = { timeouts: timeoutsFor('1K'), signal: new AbortController().signal };
	const network = { ...directNetwork, strictSsl: false };
	await exchange({ method: 'GET', url, headers: {} }, { ...options, network }, () => Promise.resolve());
}

describe('a connection', () => {
	it('names the host in its TLS handshake, by which front ends choose their certificate; an address is no name', async () => {
		const names: unknown[] = [];
		const server = createTlsServer({ key: tls('key.pem'), cert: tls('certificate.pem') }, (request, response) => {
			names.push('servername' in request.socket && request.socket.servername);
			response.end();
		});
		await using running = await listening(server);
		await ask(new URL(`https://localhost:${running.port}/`));
		await ask(new URL(`https://127.0.0.1:${running.port}/`));
		assert.deepEqual(names, ['localhost', false]);
	});

	if (process.platform === 'linux') {
		it('is probed by the kernel while it is silent, so that no router forgets it', async () => {
			const seen = Promise.withResolvers<string>();
			await using server = await httpServer((request, response) => {
				void timerOf(request.socket.remotePort ?? 0).then((timer) => {
					seen.resolve(timer);
					response.end();
				}, seen.reject);
			});
			await ask(server.url);
			const [kind, when = ''] = (await seen.promise).split(':');
			// 02 is the keep-alive timer; it counts hundredths of a second. https://docs.kernel.org/networking/proc_net_tcp.html
			assert.equal(kind, '02');
			assert.ok(Number.parseInt(when, 16) <= 1_500, `in ${when} hundredths`);
		});
	} else {
		console.log('not run: the kernel’s keep-alive probes (they are read from /proc, which only Linux has)');
	}
});

/** The kernel's timer of the open connection whose own port that is. */
async function timerOf(port: number): Promise<string> {
	const own = port.toString(16).toUpperCase().padStart(4, '0');
	const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
	return lines.find(([, local]) => local?.endsWith(`:${own}`))?.[5] ?? '';
}

describe("undici's client, taken out of its package by itself", () => {
	it('is there, dispatches requests, and leaves every other dispatcher of the process alone', () => {
		const script = `
			const before = Reflect.ownKeys(globalThis).length;
			const Client = require('undici/lib/dispatcher/client.js');
			const client = new Client('http://127.0.0.1:1', { allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
			const dispatcher = globalThis[Symbol.for('undici.globalDispatcher.1')];
			console.log(typeof client.dispatch, typeof client.destroy, dispatcher === undefined, Reflect.ownKeys(globalThis).length - before);
			client.destroy();
		`;
		const said = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
		assert.equal(said.trim(), 'function function true 0');
	});
});
