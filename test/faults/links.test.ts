import { type Clock, systemClock } from '../../src/engine/clock';
import { asks, describeFaults, type Ending, type Fault, png, saved } from './run';
import { type Act, asked, fin, inTurn, linking, reply, rst, secure } from './servers';
import { through, tunnelled } from './proxies';

const only = 'openaiImages';

/** The waits between two fetches of a link are seconds; here they are a twentieth of it. */
const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 20, signal) };

/** A reply that links to the image instead of holding it. */
function linkTo(...urls: readonly string[]): Act {
	return asked(reply(JSON.stringify({ data: urls.map((url) => ({ url })) })));
}

const file = asked(reply(png));

/** The link is kept in the failure and in the reply's text, so that the image is not lost. */
function notFetched(link: string, reason?: string, requests = 'POST', files?: string[]): Ending {
	return asks('linkNotFetched', { link, ...(reason && { reason }) }, { requests, ...(files && { files }) });
}

function refused(name: string, link: string, reason: string): Fault {
	return { row: 35, name, only, serve: linkTo(link), ends: notFetched(link, reason, 'POST', ['reply.txt']) };
}

describeFaults('links', [
	{
		...{ row: 35, name: 'host-relative', only, serve: linking(linkTo('/i.png'), file) },
		ends: saved(undefined, { requests: 'POST GET' }),
	},
	{
		...{ row: 35, name: 'data:', only, serve: linkTo(`data:image/png;base64,${png.toString('base64')}`) },
		ends: saved(),
	},
	refused('file:', 'file:///etc/hostname', 'links to file: are not followed'),
	refused('ftp:', 'ftp://127.0.0.1/i.png', 'links to ftp: are not followed'),
	refused('nonsense', 'http://[', 'it is no address'),
	{
		...{ row: 35, name: '410, gone', only, serve: linking(linkTo('/i.png'), asked(reply('', { status: 410 }))) },
		ends: notFetched('/i.png', 'status 410', 'POST GET'),
	},
	{
		row: 35,
		name: '403, expired or not there yet',
		only,
		clock,
		serve: linking(linkTo('/i.png'), asked(reply('', { status: 403 }))),
		ends: notFetched('/i.png', 'status 403', 'POST GET GET GET'),
	},
	{
		row: 35,
		name: '404, not there yet',
		only,
		clock,
		serve: linking(linkTo('/i.png'), inTurn(asked(reply('', { status: 404 })), file)),
		ends: saved(undefined, { requests: 'POST GET GET' }),
	},
	{
		row: 35,
		name: 'a failure that passes',
		only,
		clock,
		serve: linking(linkTo('/i.png'), inTurn(asked(reply('', { status: 503 })), file)),
		ends: saved(undefined, { requests: 'POST GET GET' }),
	},
	{
		row: 35,
		name: 'a truncated download that passes',
		only,
		clock,
		serve: linking(linkTo('/i.png'), inTurn(asked(reply(png, { upTo: 0.5 }), fin), file)),
		ends: saved(undefined, { requests: 'POST GET GET' }),
	},
	{
		row: 35,
		name: 'a truncated download, again and again',
		only,
		clock,
		serve: linking(linkTo('/i.png'), asked(reply(png, { upTo: 0.5 }), rst)),
		ends: notFetched('/i.png', undefined, 'POST GET GET GET', ['image-1.part', 'reply.txt']),
	},
	{
		row: 35,
		name: 'larger than the ceiling',
		only,
		serve: linking(linkTo('/i.png'), file),
		timeouts: { maxReplyBytes: 5000 },
		ends: notFetched('/i.png', 'it is larger than 5000 bytes', 'POST GET'),
	},
	{
		row: 35,
		name: 'a page instead of the image',
		only,
		clock,
		serve: linking(linkTo('/i'), asked(reply('<!doctype html><title>Sign in</title>'))),
		ends: notFetched('/i', 'not an image of a known format', 'POST GET GET GET', ['image-1.part', 'reply.txt']),
	},
	...['<!doctype html><title>Sign in</title>', '', png.subarray(0, 1000)].map((file, index): Fault => ({
		...{ row: 35, name: `${['a page', 'nothing', 'half the image'][index]} at first, with status 200`, only, clock },
		serve: linking(linkTo('/i.png'), inTurn(asked(reply(file)), asked(reply(png)))),
		ends: saved(undefined, { requests: 'POST GET GET' }),
	})),
	{
		row: 35,
		name: 'moved once',
		only,
		serve: linking(linkTo('/a'), inTurn(asked(reply('', { status: 302, headers: { location: '/b' } })), file)),
		ends: saved(undefined, { requests: 'POST GET GET' }),
	},
	{
		row: 35,
		name: 'moved for ever',
		only,
		serve: linking(linkTo('/a'), asked(reply('', { status: 302, headers: { location: '/a' } }))),
		ends: notFetched('/a', 'too many redirects', 'POST GET GET GET GET GET GET'),
	},
	{
		row: 35,
		name: 'moved to another scheme',
		only,
		serve: linking(linkTo('/a'), asked(reply('', { status: 302, headers: { location: 'file:///etc/hostname' } }))),
		ends: notFetched('/a', 'links to file: are not followed', 'POST GET'),
	},
	{
		row: 36,
		name: 'one of two links is dead',
		only,
		serve: linking(linkTo('/gone', '/i.png'), async (line) => {
			const { path } = await line.request;
			await (path === '/gone' ? reply('', { status: 410 }) : reply(png))(line);
		}),
		ends: saved(undefined, { requests: 'POST GET GET', spoiled: ['linkNotFetched'] }),
	},
]);

/** A service on the public internet, as far as its name tells: reached through a proxy. */
const isPublic = through('https://images.test/v1');

/** Nothing more than the tunnel and the request in it: the link was not followed. */
function hidden(name: string, link: string, reason: string): Fault {
	return {
		...{ row: 35, name, only, serve: tunnelled(secure('selfSigned', linkTo(link))), job: isPublic },
		ends: asks('linkNotFetched', { link, reason }, { requests: 'CONNECT POST', endpoints: 1 }),
	};
}

describeFaults('links from a public service', [
	hidden('to loopback', 'https://127.0.0.1/i.png', 'it leads to a private address'),
	hidden('to loopback by name', 'https://localhost/i.png', 'it leads to a private address'),
	hidden('to a private network', 'https://192.168.1.1/i.png', 'it leads to a private address'),
	hidden('to a cloud’s metadata', 'https://169.254.169.254/latest', 'it leads to a private address'),
	{
		row: 35,
		name: 'over plain http, which is tried by https',
		only,
		serve: tunnelled(secure('selfSigned', linking(linkTo('http://images.test/i.png'), file))),
		job: isPublic,
		ends: saved(undefined, { requests: 'CONNECT POST CONNECT GET', endpoints: 2 }),
	},
	{
		row: 35,
		name: 'over https, without the key',
		only,
		serve: tunnelled(secure('selfSigned', linking(linkTo('https://store.test/i.png'), withoutKey(file)))),
		job: isPublic,
		ends: saved(undefined, { requests: 'CONNECT POST CONNECT GET', endpoints: 2 }),
	},
]);

function withoutKey(act: Act): Act {
	return async (line) => {
		const { head } = await line.request;
		await (/authorization|secret/i.test(head) ? rst : act)(line);
	};
}
