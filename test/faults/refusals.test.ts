import { type Clock, systemClock } from '../../src/engine/clock';
import { asks, describeFaults, type Fault, final, png, saved } from './run';
import { asked, fin, images, inTurn, refuse, reply, silence } from './servers';

const good = asked(reply(images(png)));
const words = 'In the words of the service.';
const said = { reason: words };
const nginx = '<html><head><title>502</title></head><body><hr><center>nginx/1.27.0</center></body></html>';

/** A status that a hop answered in the service's place, and what it showed of itself. */
function fromHop(status: number, by: string, page: string, headers = {}): Fault {
	const serve = asked(reply(page, { status, headers }));
	return { row: 25, name: `${status} from ${by}`, serve, ends: asks('serverError', { status, by }) };
}

/** The moment at which dates in headers are read. */
const now = Date.parse('2026-11-24T10:00:00Z');

/** Waits no longer than it must, and knows what time it is. */
const hasty: Clock = { ...systemClock, wallTime: () => now, sleep: () => Promise.resolve() };

/** Refused once, and then not: the wait that the service asked for is the whole wait. */
function waiting(name: string, refusal: Parameters<typeof refuse>[2], waitMs: number): Fault {
	const serve = inTurn(refuse(429, 'Slow down.', refusal), good);
	return { row: 23, name, serve, clock: hasty, ends: saved(undefined, { requests: 'POST POST', waits: [waitMs] }) };
}

const redirects = [301, 302, 303, 307, 308];
/** "See other" answers a request that was done. */
const moved = (status: number, location: string): Fault['ends'] =>
	(status === 303 ? asks : final)('redirected', { status, location });
const perDay = [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] }];

describeFaults('refusals', [
	...redirects.map((status) => ({
		row: 18,
		name: `${status} to another origin`,
		serve: asked(reply('', { status, headers: { location: 'https://elsewhere.test/v1' } })),
		ends: moved(status, 'https://elsewhere.test/v1'),
	})),
	...[301, 302, 303].map((status) => ({
		row: 18,
		name: `${status} within the origin`,
		serve: asked(reply('', { status, headers: { location: '/v2' } })),
		ends: moved(status, '/v2'),
	})),
	...[307, 308].flatMap((status) => [
		{
			row: 18,
			name: `${status} within the origin`,
			serve: inTurn(asked(reply('', { status, headers: { location: '/v2' } })), good),
			ends: saved(undefined, { requests: 'POST POST' }),
		},
		{
			row: 18,
			name: `${status} within the origin, for ever`,
			serve: asked(reply('', { status, headers: { location: '/v2' } })),
			ends: final('redirected', { status, location: '/v2' }, { requests: 'POST POST' }),
		},
		{
			row: 18,
			name: `${status} without an address`,
			serve: asked(reply('', { status })),
			ends: final('redirected', { status, location: '' }, { requests: 'POST' }),
		},
	]),
	...[400, 413, 422].map((status) => ({
		row: 19,
		name: String(status),
		serve: refuse(status, words),
		ends: final('badRequest', { status, ...said }),
	})),
	{ row: 20, name: '401', serve: refuse(401, words), ends: final('unauthorized', { status: 401, ...said }) },
	{ row: 20, name: '403', serve: refuse(403, words), ends: final('notAllowed', { status: 403, ...said }) },
	{ row: 21, name: '402', serve: refuse(402, words), ends: final('quotaExhausted', { status: 402, ...said }) },
	{
		row: 21,
		name: '429 insufficient_quota',
		only: 'openaiImages',
		serve: refuse(429, words, { more: { code: 'insufficient_quota' } }),
		ends: final('quotaExhausted', { status: 429, ...said }),
	},
	{
		row: 21,
		name: '429 of a daily quota',
		only: 'geminiNative',
		serve: refuse(429, words, { more: { details: perDay } }),
		ends: final('quotaExhausted', { status: 429, ...said }),
	},
	{
		row: 21,
		name: '429 of a quota of nothing',
		only: 'geminiNative',
		serve: refuse(429, 'Quota exceeded for metric: requests, limit: 0'),
		ends: final('quotaExhausted', { status: 429 }),
	},
	{
		row: 22,
		name: '404, the model is gone',
		serve: refuse(404, words),
		ends: final('modelUnavailable', { status: 404, model: 'm', ...said }),
	},
	{
		row: 22,
		name: '404, with a fallback',
		serve: inTurn(refuse(404, words), good),
		job: (_server, { endpoint }) => ({ fallbacks: [{ ...endpoint, model: 'other' }] }),
		ends: saved(undefined, { requests: 'POST POST' }),
	},
	{
		row: 22,
		name: '404, a page: nothing is there, and no other model is asked for there',
		serve: asked(reply(nginx, { status: 404 })),
		job: (_server, { endpoint }) => ({ fallbacks: [{ ...endpoint, model: 'other' }] }),
		ends: final('notFound', { status: 404 }),
	},
	{
		row: 22,
		name: '404 at an address that the service has moved to',
		serve: inTurn(
			asked(reply('', { status: 308, headers: { location: '/v2?x=1' } })),
			asked(reply('', { status: 404 })),
		),
		ends: final('notFound', { status: 404 }, { requests: 'POST POST' }),
	},
	waiting('429 with Retry-After in seconds', { headers: { 'retry-after': '100' } }, 100_000),
	waiting('429 with retry-after-ms', { headers: { 'retry-after-ms': '150' } }, 150),
	{ ...waiting('429 with RetryInfo', { more: { details: [{ retryDelay: '0.2s' }] } }, 200), only: 'geminiNative' },
	waiting('429 with Retry-After as a date', { headers: { 'retry-after': 'Tue, 24 Nov 2026 10:01:30 GMT' } }, 90_000),
	{
		row: 23,
		name: '429 with a short wait, in real time',
		serve: inTurn(refuse(429, 'Slow down.', { headers: { 'retry-after-ms': '150' } }), good),
		ends: saved(undefined, { requests: 'POST POST', waits: [150], afterMs: 150 }),
	},
	{
		row: 23,
		name: '429 with a wait that does not fit',
		serve: refuse(429, words, { headers: { 'retry-after': '3600' } }),
		timeouts: { runMs: 60_000 },
		ends: final('rateLimited', { status: 429, retryAfterMs: 3_600_000, ...said }),
	},
	{
		row: 23,
		name: '429 with a wait that does not fit, with a fallback',
		serve: inTurn(refuse(429, words, { headers: { 'retry-after': '3600' } }), good),
		timeouts: { runMs: 60_000 },
		job: (_server, { endpoint }) => ({ fallbacks: [{ ...endpoint, model: 'other' }] }),
		ends: saved(undefined, { requests: 'POST POST' }),
	},
	...[503, 529].flatMap((status) => [
		{
			row: 24,
			name: `${status} in the service's words, then a reply`,
			serve: inTurn(refuse(status, words), refuse(status, words), good),
			ends: saved(undefined, { requests: 'POST POST POST' }),
		},
		{
			row: 24,
			name: `${status} in the service's words, for ever`,
			serve: refuse(status, words),
			ends: final('overloaded', { status, ...said }, { requests: 'POST POST POST' }),
		},
	]),
	{
		row: 24,
		name: '503 in the service’s words, for ever, with a fallback',
		serve: inTurn(refuse(503, words), refuse(503, words), refuse(503, words), good),
		job: (_server, { endpoint }) => ({ fallbacks: [{ ...endpoint, model: 'other' }] }),
		ends: saved(undefined, { requests: 'POST POST POST POST' }),
	},
	...[408, 500, 502, 504, 520, 521, 522, 523, 524].map((status) => ({
		row: 25,
		name: `${status} in JSON`,
		serve: refuse(status, words),
		ends: asks('serverError', { status, ...said }),
	})),
	fromHop(524, 'cloudflare', '<html>a timeout occurred</html>', { server: 'cloudflare' }),
	fromHop(504, 'awselb/2.0', '<html>504</html>', { server: 'awselb/2.0' }),
	fromHop(502, 'nginx/1.27.0', nginx),
	fromHop(503, 'nginx/1.27.0', nginx),
	{
		row: 25,
		name: 'a refusal that is cut',
		serve: asked(reply(`{"error":{"message":"${words}"}}`, { status: 500, upTo: 0.5 }), fin),
		ends: asks('serverError', { status: 500 }),
	},
	{
		row: 25,
		name: 'a refusal that stalls',
		serve: asked(reply(`{"error":{"message":"${words}"}}`, { status: 500, upTo: 0.5 }), silence),
		timeouts: { idleMs: 150 },
		ends: asks('serverError', { status: 500 }, { afterMs: 150 }),
	},
]);
