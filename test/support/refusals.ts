import type { FailureKind } from '../../src/engine/failure';

/** How a service refuses a request for an image, and what is to be understood by it. */
export interface Refusal {
	readonly name: string;
	readonly status: number;
	readonly body: object | string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly kind: FailureKind;
	/** What people are told that it said; undefined where it says nothing. */
	readonly words: string | undefined;
	/** What else is known of it. */
	readonly facts?: object;
	/** @default false */
	readonly maybePaid?: boolean;
}

function nested(...messages: readonly string[]): string {
	return messages.reduceRight((inner, message) => JSON.stringify({ error: message, message: inner }));
}

const inner503 = '{"error":{"code":503,"message":"No capacity available","status":"UNAVAILABLE"}}';
const innerQuota = {
	error: { code: 429, message: 'Your quota will reset after 3s.', details: [{ '@type': 't', retryDelay: '3.2s' }] },
};

/** What people report of real services, with values of our own. The numbers are those of the collection that they come from. */
export const reported: readonly Refusal[] = [
	{
		name: '20 New API, no credit',
		status: 403,
		body: {
			error: {
				message: 'user quota is not enough (request id: 1)',
				type: 'new_api_error',
				code: 'insufficient_user_quota',
			},
		},
		kind: 'quotaExhausted',
		words: 'user quota is not enough (request id: 1)',
	},
	{
		name: '21 New API, nobody to do it',
		status: 503,
		body: {
			error: {
				message: 'No available channel for model m under group default',
				type: 'new_api_error',
				code: 'model_not_found',
			},
		},
		kind: 'modelUnavailable',
		words: 'No available channel for model m under group default',
		facts: { model: 'm' },
	},
	{
		name: '22 FastAPI',
		status: 400,
		body: { detail: 'Requested image size 4096x4096 is above the allowed 4194304 pixels.' },
		kind: 'badRequest',
		words: 'Requested image size 4096x4096 is above the allowed 4194304 pixels.',
	},
	{
		name: '23 at the top',
		status: 400,
		body: { code: 20015, message: 'The parameter is invalid: image_size.', data: null },
		kind: 'badRequest',
		words: 'The parameter is invalid: image_size.',
	},
	{
		name: '24 a text',
		status: 400,
		body: 'model x has no image output',
		kind: 'badRequest',
		words: 'model x has no image output',
	},
	{ name: '25 a text in JSON', status: 401, body: '"Invalid token"', kind: 'unauthorized', words: 'Invalid token' },
	{
		name: '26 a challenge',
		status: 403,
		headers: { server: 'cloudflare', 'cf-mitigated': 'challenge', 'content-type': 'text/html' },
		body: '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>',
		kind: 'challenged',
		words: undefined,
		facts: { by: 'Cloudflare' },
	},
	{
		name: '26 a challenge without its header',
		status: 503,
		headers: { server: 'cloudflare' },
		body: '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>',
		kind: 'challenged',
		words: undefined,
		facts: { by: 'Cloudflare' },
	},
	{
		name: '27 OpenAI, its hard limit',
		status: 400,
		body: {
			error: { code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached', param: null },
		},
		kind: 'quotaExhausted',
		words: 'Billing hard limit has been reached',
	},
	{
		name: '28 OpenAI, an organization that is not verified',
		status: 403,
		body: { error: { message: 'Your organization must be verified to use the model.', code: null } },
		kind: 'notAllowed',
		words: 'Your organization must be verified to use the model.',
	},
	{
		name: '29 JSON within JSON within JSON',
		status: 403,
		body: {
			success: false,
			error: {
				code: 'FORBIDDEN',
				message: nested('Forbidden', '{"error":{"message":"It is blocked by our content policy."}}'),
			},
		},
		kind: 'notAllowed',
		words: 'It is blocked by our content policy.',
	},
	{
		name: "30 Azure's filter",
		status: 400,
		body: {
			error: {
				code: 'contentFilter',
				message: 'Your task failed as a result of our safety system.',
				inner_error: {
					code: 'ResponsibleAIPolicyViolation',
					content_filter_results: { violence: { filtered: true, severity: 'high' }, hate: { filtered: false } },
				},
			},
		},
		kind: 'blocked',
		words: 'Your task failed as a result of our safety system. (violence)',
		facts: { stage: 'prompt' },
	},
	{
		name: "31 OpenRouter's moderation",
		status: 403,
		body: {
			error: {
				code: 403,
				message: 'Your input was flagged',
				metadata: { reasons: ['violence', 'hate'], flagged_input: 'a small har…', provider_name: 'OpenAI' },
			},
		},
		kind: 'blocked',
		words: 'Your input was flagged (violence, hate)',
		facts: { stage: 'prompt' },
	},
	{
		name: '33 a wait of hours',
		status: 429,
		body: {
			error: {
				code: 429,
				status: 'RESOURCE_EXHAUSTED',
				message: 'You have exhausted your capacity. Your quota will reset after 2h23m59s.',
				details: [{ reason: 'QUOTA_EXHAUSTED', metadata: { quotaResetDelay: '2h23m59.09s' } }],
			},
		},
		kind: 'rateLimited',
		words: 'You have exhausted your capacity. Your quota will reset after 2h23m59s.',
		facts: { retryAfterMs: 8_639_090 },
	},
	{
		name: '34 no credit, but behind a gateway that failed',
		status: 502,
		body: {
			error: {
				type: 'upstream_error',
				message: 'upstream: 400 {"errorKey":"insufficient_balance","errorMessage":"Insufficient credit balance"}',
			},
		},
		kind: 'serverError',
		words: 'upstream: 400 Insufficient credit balance',
		maybePaid: true,
	},
	{
		name: '70 a method that a gateway has put in',
		status: 404,
		body: { error: { code: 404, status: 'NOT_FOUND', message: 'models/m is not found for API version v1beta.' } },
		kind: 'modelUnavailable',
		words: 'models/m is not found for API version v1beta.',
	},
	{
		name: '81 a gateway that wants a key of its own',
		status: 401,
		body: { success: false, result: [], messages: [], error: [{ code: 2009, message: 'Unauthorized' }] },
		kind: 'unauthorized',
		words: 'Unauthorized',
	},
	{
		name: '84 New API, a key that may not use the model',
		status: 403,
		body: { error: { message: 'This token has no access to model m', type: 'new_api_error', code: '' } },
		kind: 'notAllowed',
		words: 'This token has no access to model m',
	},
	{
		name: '85 New API, not with that model',
		status: 500,
		body: {
			error: { message: 'only imagen models are supported', type: 'new_api_error', code: 'convert_request_failed' },
		},
		kind: 'serverError',
		words: 'only imagen models are supported',
		maybePaid: true,
	},
	{
		name: '86 Ark, the prompt',
		status: 400,
		body: {
			error: {
				code: 'InputTextSensitiveContentDetected',
				message: 'The input text may contain sensitive information.',
			},
		},
		kind: 'blocked',
		words: 'The input text may contain sensitive information.',
		facts: { stage: 'prompt' },
	},
	{
		name: '87 Ark, the image',
		status: 400,
		body: {
			error: {
				code: 'OutputImageSensitiveContentDetected',
				message: 'The output image may contain sensitive information.',
			},
		},
		kind: 'blocked',
		words: 'The output image may contain sensitive information.',
		facts: { stage: 'image' },
		maybePaid: true,
	},
	{
		name: '89 Ark, an overdue account',
		status: 403,
		body: {
			error: { code: 'AccountOverdueError', message: 'Your account has an overdue balance.', type: 'Forbidden' },
		},
		kind: 'quotaExhausted',
		words: 'Your account has an overdue balance.',
	},
	{
		name: "94 Cloudflare's page at its limit",
		status: 524,
		headers: { server: 'cloudflare' },
		body: '<!DOCTYPE html><title>x | 524: A timeout occurred</title>',
		kind: 'serverError',
		words: 'x | 524: A timeout occurred',
		facts: { by: 'cloudflare' },
		maybePaid: true,
	},
	{
		name: '95 LiteLLM around a 503',
		status: 500,
		body: {
			error: {
				message:
					'litellm.InternalServerError: geminiException - {\n  "error": {\n    "code": 503,\n    "message": "The model is overloaded."\n  }\n}\n. Received Model Group=m',
				code: '500',
			},
		},
		kind: 'serverError',
		words: 'litellm.InternalServerError: geminiException - The model is overloaded. . Received Model Group=m',
		maybePaid: true,
	},
	{
		name: '96 a list of errors',
		status: 400,
		body: { success: false, result: null, errors: [{ code: 7003, message: 'User Input Error: size' }], messages: [] },
		kind: 'badRequest',
		words: 'User Input Error: size',
	},
	{
		name: 'A6 for legal reasons',
		status: 451,
		body: { error: { message: 'The prompt names a protected character.', code: 'content_blocked' } },
		kind: 'blocked',
		words: 'The prompt names a protected character.',
		facts: { stage: 'prompt' },
	},
	{ name: 'A7 a method that is not there', status: 405, body: '', kind: 'notFound', words: undefined },
	{
		name: 'A8 a page where an API should be',
		status: 404,
		headers: { 'content-type': 'text/html' },
		body: '<!DOCTYPE html><html><title>Our shop</title></html>',
		kind: 'notFound',
		words: 'Our shop',
		facts: { isPage: true },
	},
	{
		name: 'B1 details that are a text',
		status: 400,
		body: {
			error: { code: 'unsupported_request_value', message: "'width' is too small.", details: "'width' is too small." },
		},
		kind: 'badRequest',
		words: "'width' is too small.",
	},
	{
		name: 'B3 details that are an object',
		status: 429,
		body: {
			error: { message: 'You exceeded your current quota.', code: 'insufficient_quota', details: { plan: 'free' } },
		},
		kind: 'quotaExhausted',
		words: 'You exceeded your current quota.',
	},
	{
		name: 'B6 Bifrost',
		status: 400,
		body: {
			...{ is_bifrost_error: false, status_code: 400, extra_fields: {} },
			error: { type: 'invalid_request_error', code: 'invalid_size', message: 'size is not valid', error: {} },
		},
		kind: 'badRequest',
		words: 'size is not valid',
	},
];

/** Those of them that are repeated, since nothing was made. */
export const repeated: readonly Refusal[] = [
	{
		name: '32 a wait that is told of within a text',
		status: 429,
		body: {
			error: { code: 429, message: `All accounts exhausted. Last error: HTTP 429: ${JSON.stringify(innerQuota)}` },
		},
		kind: 'rateLimited',
		words: 'All accounts exhausted. Last error: HTTP 429: Your quota will reset after 3s.',
		facts: { retryAfterMs: 3200 },
	},
	{
		name: 'B5 a relay that has tried in vain',
		status: 503,
		body: {
			error: { message: `Max retries exhausted. Last error: Upstream error 503: ${inner503}`, type: 'server_error' },
		},
		kind: 'overloaded',
		words: 'Max retries exhausted. Last error: Upstream error 503: No capacity available',
	},
];
