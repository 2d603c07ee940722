import { directNetwork } from '../../src/engine/network/proxy';
import { asks, describeFaults, final, png, saved, unsent } from './run';
import { refusing, through, tunnelled } from './proxies';
import { asked, fin, images, inTurn, reply, rst, secure, send, silence, wait } from './servers';

const service = 'https://images.test/v1';
const job = through(service);
const good = asked(reply(images(png)));
const asksAgain = { requests: 'CONNECT CONNECT CONNECT', endpoints: 3 };
const tunnel = { requests: 'CONNECT POST', endpoints: 1 };

describeFaults('proxies', [
	{ row: 38, name: 'a tunnel', serve: tunnelled(secure('selfSigned', good)), job, ends: saved(undefined, tunnel) },
	{
		row: 38,
		name: 'plain http under its whole address',
		serve: good,
		job: through('http://images.test/v1'),
		ends: saved(),
	},
	{
		...{ row: 38, name: 'CONNECT 407', serve: refusing(407), job },
		ends: final('proxy', { status: 407 }, { requests: 'CONNECT' }),
	},
	{
		...{ row: 38, name: '407 for plain http', serve: refusing(407), job: through('http://images.test/v1') },
		ends: final('proxy', { status: 407 }),
	},
	{ row: 38, name: 'CONNECT 502', serve: refusing(502), job, ends: unsent('proxy', { status: 502 }, asksAgain) },
	{
		...{ row: 38, name: 'CONNECT 502, then a tunnel', job },
		serve: inTurn(refusing(502), tunnelled(secure('selfSigned', good))),
		ends: saved(undefined, { requests: 'CONNECT CONNECT POST', endpoints: 2 }),
	},
	{
		...{ row: 38, name: 'down', serve: silence, job: through(service, { httpsProxy: 'http://127.0.0.1:1' }) },
		ends: unsent('proxy', { proxy: '127.0.0.1:1', code: 'ECONNREFUSED' }, { endpoints: 0 }),
	},
	{
		...{ row: 38, name: 'no_proxy', serve: silence, job: through(service, { noProxy: ['.test'] }) },
		ends: unsent('unreachable', { host: 'images.test' }, { endpoints: 0 }),
	},
	{
		...{ row: 38, name: 'no_proxy: loopback goes past the proxy', serve: good },
		job: () => ({ network: { ...directNetwork, httpProxy: 'http://127.0.0.1:1' } }),
		ends: saved(),
	},
	{
		...{ row: 38, name: 'SOCKS', serve: silence, job: through(service, { httpsProxy: 'socks5://127.0.0.1:1080' }) },
		ends: final('proxy', { code: 'EPROXYKIND' }, { requests: '', endpoints: 0 }),
	},
	{
		...{ row: 38, name: 'no address', serve: silence, job: through(service, { httpsProxy: 'http://[' }) },
		ends: final('proxy', { code: 'ERR_INVALID_URL' }, { requests: '', endpoints: 0 }),
	},
	{
		...{ row: 47, name: 'closes after CONNECT', serve: asked(fin), job },
		ends: unsent('proxy', { code: 'ECONNRESET' }, asksAgain),
	},
	{
		...{ row: 47, name: 'resets after CONNECT', serve: asked(rst), job },
		ends: unsent('proxy', { code: 'ECONNRESET' }, asksAgain),
	},
	{
		...{ row: 47, name: 'CONNECT hangs', serve: asked(), job, timeouts: { connectMs: 150 } },
		ends: unsent('timeout', { phase: 'connect', timeoutMs: 150 }, { ...asksAgain, afterMs: 3 * 150 }),
	},
	{
		...{ row: 47, name: 'the tunnel is dropped in the TLS handshake', serve: tunnelled(fin), job },
		ends: unsent('unreachable', { host: 'images.test' }, asksAgain),
	},
	{
		...{ row: 47, name: 'the tunnel is dropped after a silence', job },
		serve: tunnelled(secure('selfSigned', asked(wait(150), fin))),
		ends: asks('interrupted', { receivedBytes: 0 }, { ...tunnel, afterMs: 150 }),
	},
	{
		...{
			row: 47,
			name: 'the service behind it shows no certificate for its name',
			serve: tunnelled(secure('otherName', good)),
		},
		job: through(service, { strictSsl: true }),
		ends: final('certificate', { host: 'images.test' }, { requests: 'CONNECT' }),
	},
	{
		...{ row: 47, name: 'garbage after CONNECT', serve: asked(send('garbage of some length\r\n\r\n')), job },
		ends: unsent('proxy', {}, asksAgain),
	},
]);
