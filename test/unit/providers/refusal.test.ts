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
		const kinds = [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 499, 500, 502, 503, 504, 524, 529].map(
			(status) => [status, named(status, { error: { message: 'no' } }).kind],
		);
		assert.deepEqual(Object.fromEntries(kinds), {
			400: 'badRequest',
			401: 'unauthorized',
			402: 'quotaExhausted',
			403: 'unauthorized',
			404: 'modelUnavailable',
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
		assert.deepEqual(waits, [7000, 90_000, 1500, 10_670, 3000, 0, undefined]);
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
