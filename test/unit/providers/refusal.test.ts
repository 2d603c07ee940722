import assert from 'node:assert/strict';
import { nameRefusal, type ErrorResponse } from '../../../src/engine/providers/refusal';

const model = 'gemini-3-pro-image';
const url = new URL(`https://h.example:8443/v1beta/models/${model}:generateContent?key=1`);
const now = Date.parse('2026-11-24T10:00:00Z');

function named(status: number, body: object | string = '', headers: ErrorResponse['headers'] = {}) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const { kind, facts, maybePaid } = nameRefusal({ status, headers, text, model, url, now });
	return { kind, facts: facts as Record<string, unknown>, maybePaid };
}

const google = (code: number, status: string, message: string, details: object[] = []): object => ({
	error: { code, status, message, details },
});

describe('a refusal', () => {
	it('is named by its status', () => {
		const kinds = [400, 401, 402, 403, 404, 405, 408, 409, 413, 422, 429, 499, 500, 502, 503, 504, 524, 529].map(
			(status) => [status, named(status, { error: { message: 'no' } }).kind],
		);
		assert.deepEqual(Object.fromEntries(kinds), {
			400: 'badRequest',
			401: 'unauthorized',
			402: 'quotaExhausted',
			403: 'notAllowed',
			404: 'modelUnavailable',
			405: 'notFound',
			408: 'serverError',
			409: 'serverError',
			413: 'badRequest',
			422: 'badRequest',
			429: 'rateLimited',
			499: 'serverError',
			500: 'serverError',
			502: 'serverError',
			503: 'overloaded',
			504: 'serverError',
			524: 'serverError',
			529: 'overloaded',
		});
	});

	const models: readonly (readonly [who: string, body: object | string])[] = [
		['Google', google(404, 'NOT_FOUND', 'models/x is not found for API version v1beta, or is not supported.')],
		['Google, of an entity', google(404, 'NOT_FOUND', 'Requested entity was not found.')],
		['OpenAI', { error: { message: 'The model `x` does not exist.', code: 'model_not_found' } }],
		['OpenRouter', { error: { message: `No endpoints found for ${model}.`, code: 404 } }],
		[
			'Azure',
			{ error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
		],
		['vLLM', { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 }],
		['Ollama', { error: `"${model}" not found, try pulling it first` }],
		['a plain text', `${model}: unknown`],
	];
	for (const [who, body] of models) {
		it(`404 is of the model where the service speaks of it: ${who}`, () => {
			const { kind, facts } = named(404, body);
			assert.deepEqual([kind, facts['model']], ['modelUnavailable', model]);
		});
	}

	const nothingThere: readonly (readonly [who: string, body: object | string])[] = [
		['nobody', ''],
		['FastAPI', { detail: 'Not Found' }],
		['Go', '404 page not found\n'],
		['Express', `<!DOCTYPE html><html><body><pre>Cannot POST ${url.pathname}</pre></body></html>`],
		['Express, as text', `Cannot POST ${url.pathname}`],
		['NestJS', { message: `Cannot POST ${url.pathname}`, error: 'Not Found', statusCode: 404 }],
		['Fastify', { message: `Route POST:${url.pathname} not found`, error: 'Not Found', statusCode: 404 }],
		['Spring', { status: 404, error: 'Not Found', path: url.pathname }],
		['PHP', JSON.stringify({ error: { message: `Not found: ${url.href}` } }).replaceAll('/', '\\/')],
		['Kong', { message: 'no Route matched with those values' }],
		['OpenAI', { error: { message: 'Invalid URL (POST /v1/images/v1/images)', type: 'invalid_request_error' } }],
		['a server like Google', google(404, 'NOT_FOUND', 'POST /v1/x was not found.')],
		['Azure', { error: { code: '404', message: 'Resource not found' } }],
		['Google', `<html><title>Error 404</title><p>The requested URL <code>${url.pathname}</code> was not found.</html>`],
	];
	for (const [who, body] of nothingThere) {
		it(`404 is of the address, without its query, in the words of ${who}`, () => {
			const { kind, facts, maybePaid } = named(404, body);
			const address = `https://h.example:8443/v1beta/models/${model}:generateContent`;
			assert.deepEqual([kind, facts['status'], facts['address'], maybePaid], ['notFound', 404, address, false]);
		});
	}

	it("carries the service's own words, whichever way they are wrapped", () => {
		for (const body of [
			{ error: { message: 'so\n it is' } },
			{ error: 'so it is' },
			[{ error: { message: 'so it is' } }],
		]) {
			assert.equal(named(400, body).facts['reason'], 'so it is');
		}
	});

	it('503 is overload when the service says it in JSON, and an open question when a page says it', () => {
		assert.equal(named(503, google(503, 'UNAVAILABLE', 'The model is overloaded.')).maybePaid, false);
		const page = named(503, '<html><body><center><h1>503</h1></center><hr><center>nginx/1.22.1</center></body></html>');
		assert.deepEqual(page, { kind: 'serverError', facts: { status: 503, by: 'nginx/1.22.1' }, maybePaid: true });
	});

	it('names the hop that answered in the place of the service', () => {
		assert.equal(named(524, '<html>', { server: 'cloudflare' }).facts['by'], 'cloudflare');
		assert.equal(named(504, '<html>', { server: 'awselb/2.0' }).facts['by'], 'awselb/2.0');
	});

	it('reads the wait from every header and from the reply', () => {
		const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '10.67s' };
		const waits = [
			named(429, '', { 'retry-after': '7' }),
			named(429, '', { 'retry-after': 'Tue, 24 Nov 2026 10:01:30 GMT' }),
			named(429, '', { 'retry-after-ms': '1500', 'retry-after': '2' }),
			named(429, google(429, 'RESOURCE_EXHAUSTED', 'slow down', [retryInfo])),
			named(503, google(503, 'UNAVAILABLE', 'busy'), { 'retry-after': '3' }),
			named(429, '', { 'retry-after': 'Tue, 24 Nov 2026 09:00:00 GMT' }),
			named(429, '', { 'retry-after': 'soon' }),
		].map(({ facts }) => facts['retryAfterMs']);
		assert.deepEqual(waits, [7000, 90_000, 1500, 10_670, 3000, undefined, undefined]);
	});

	it('reads the wait from the words, as whoever says it', () => {
		const waits: readonly (readonly [words: string, ms: number | undefined])[] = [
			['Please retry in 10.67s.', 10_670],
			['Your quota will reset after 2h23m59s.', 8_639_000],
			['Your rate limit resets in ~30s.', 30_000],
			['Please try again in 6m0s.', 360_000],
			['Please try again in 120ms.', 120],
			['Wait for 5 minutes, please.', 300_000],
			['Try again in 1 hour and 20 minutes', 4_800_000],
			['Available again in 2 days', 172_800_000],
			['It took 30s. Try again later.', undefined],
			['Try again with 5 more images.', undefined],
			['Retry after 9999999 days', undefined],
			['Slow down: 10 requests a minute', undefined],
		];
		for (const [words, ms] of waits) {
			assert.equal(named(429, { error: { message: words } }).facts['retryAfterMs'], ms, words);
			assert.equal(named(503, { error: words }).facts['retryAfterMs'], ms, words);
		}
	});

	it('takes no wait that is negative, absurd, or of no type that a wait has', () => {
		const headers: readonly ErrorResponse['headers'][] = [
			{ 'retry-after': '-5' },
			{ 'retry-after': '1e99' },
			{ 'retry-after': '99999999999' },
			{ 'retry-after': 'Tue, 24 Nov 2099 10:00:00 GMT' },
			{ 'retry-after': 'NaN' },
			{ 'retry-after-ms': '-1' },
			{ 'retry-after-ms': 'Infinity' },
		];
		for (const header of headers) {
			assert.equal(named(429, '', header).facts['retryAfterMs'], undefined);
			// Then what else is said counts.
			assert.equal(named(429, { error: { message: 'Retry in 4s.' } }, header).facts['retryAfterMs'], 4000);
		}
		for (const retryDelay of ['-3s', 'soon', 7, null, {}, ['3s']]) {
			assert.equal(named(429, google(429, 'X', 'no', [{ retryDelay }])).facts['retryAfterMs'], undefined);
		}
		assert.equal(named(429, { error: 'no', retry_after: 2.5 }).facts['retryAfterMs'], 2500);
	});

	it('of a bad key is told from one of what a key may do', () => {
		const said = (status: number, message: string): string => named(status, { error: { message } }).kind;
		assert.equal(said(403, 'Invalid API key.'), 'unauthorized');
		assert.equal(said(403, 'Your API key was reported as leaked. Please use another one.'), 'unauthorized');
		assert.equal(said(400, 'API key expired. Please renew it.'), 'unauthorized');
		assert.equal(said(403, 'This API key has no access to images.'), 'notAllowed');
		assert.equal(said(403, 'Your project is missing the right to do this.'), 'notAllowed');
		assert.equal(said(400, 'Invalid max_tokens.'), 'badRequest');
		assert.equal(named(403).kind, 'notAllowed');
	});

	it('by a check for browsers is none of the key, whoever makes it', () => {
		assert.deepEqual(named(403, '', { 'cf-mitigated': 'challenge' }), {
			kind: 'challenged',
			facts: { status: 403, by: 'Cloudflare' },
			maybePaid: false,
		});
		assert.equal(named(429, '', { 'x-vercel-mitigated': 'challenge' }).facts['by'], 'Vercel');
		assert.equal(named(403, '', { 'cf-mitigated': 'other' }).kind, 'notAllowed');
	});

	it('says what addresses of the service end with, where there is nothing', () => {
		const text = '<html><title>Hello</title></html>';
		const { facts } = nameRefusal({ status: 404, headers: {}, text, model, url, addressEnd: '/v1', now });
		assert.deepEqual(facts, {
			status: 404,
			address: `https://h.example:8443/v1beta/models/${model}:generateContent`,
			reason: 'Hello',
			isPage: true,
			addressEnd: '/v1',
		});
	});

	it('tells a quota that no wait will mend from a limit that passes', () => {
		const violation = (quotaId: string, quotaValue: string): object =>
			google(429, 'RESOURCE_EXHAUSTED', 'quota', [{ violations: [{ quotaId, quotaValue }] }]);
		assert.equal(named(429, { error: { message: 'no', code: 'insufficient_quota' } }).kind, 'quotaExhausted');
		assert.equal(named(429, violation('GenerateRequestsPerDayPerProject', '100')).kind, 'quotaExhausted');
		assert.equal(named(429, violation('GenerateRequestsPerMinute', '0')).kind, 'quotaExhausted');
		assert.equal(named(429, google(429, 'RESOURCE_EXHAUSTED', 'exceeded, limit: 0, model: m')).kind, 'quotaExhausted');
		assert.equal(named(429, violation('GenerateRequestsPerMinute', '10')).kind, 'rateLimited');
		assert.equal(named(429, { error: { message: 'no', code: 'rate_limit_exceeded' } }).kind, 'rateLimited');
	});

	it("knows Google's answer to a bad key, which comes as 400", () => {
		const body = google(400, 'INVALID_ARGUMENT', 'API key not valid.', [{ reason: 'API_KEY_INVALID' }]);
		assert.equal(named(400, body).kind, 'unauthorized');
	});

	it('tells a refused prompt, which costs nothing, from a refused image', () => {
		const blocked = (stage: string): object => ({
			error: { message: 'safety', code: 'moderation_blocked', moderation_details: { moderation_stage: stage } },
		});
		assert.deepEqual(named(400, blocked('input')), {
			kind: 'blocked',
			facts: { stage: 'prompt', reason: 'safety' },
			maybePaid: false,
		});
		assert.equal(named(400, blocked('output')).maybePaid, true);
	});

	it('says where a redirect points', () => {
		const { kind, facts } = named(302, '', { location: 'https://elsewhere/' });
		assert.deepEqual({ kind, facts }, { kind: 'redirected', facts: { status: 302, location: 'https://elsewhere/' } });
	});
});
