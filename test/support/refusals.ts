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

const google = (code: number, status: string, message: string, details?: readonly object[]): object => ({
	error: { code, status, message, ...(details && { details }) },
});

/** How each service says no, by its own documents. */
export const documented: readonly Refusal[] = [
	{
		name: 'Google, a quota of a day',
		status: 429,
		body: google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota… Please retry in 10.67s.', [
			{
				'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
				violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '0' }],
			},
			{ '@type': 'type.googleapis.com/google.rpc.Help', links: [{ description: '…', url: 'https://ai.google.dev/' }] },
			{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '10s' },
		]),
		kind: 'quotaExhausted',
		words: 'You exceeded your current quota… Please retry in 10.67s.',
	},
	{
		name: 'Google, a limit of a minute',
		status: 429,
		body: google(429, 'RESOURCE_EXHAUSTED', 'Slow down.', [
			{ '@type': 't/google.rpc.RetryInfo', retryDelay: '10.67s' },
		]),
		kind: 'rateLimited',
		words: 'Slow down.',
		facts: { retryAfterMs: 10_670 },
	},
	{
		name: 'Google, in a list',
		status: 400,
		body: [google(400, 'INVALID_ARGUMENT', 'Invalid value at image_size.')],
		kind: 'badRequest',
		words: 'Invalid value at image_size.',
	},
	{
		name: 'Google, a country without a free tier',
		status: 400,
		body: google(400, 'FAILED_PRECONDITION', 'Please enable billing.'),
		kind: 'badRequest',
		words: 'Please enable billing.',
	},
	{
		name: 'Google, a bad key',
		status: 400,
		body: google(400, 'INVALID_ARGUMENT', 'API key not valid.', [{ reason: 'API_KEY_INVALID' }]),
		kind: 'unauthorized',
		words: 'API key not valid.',
	},
	{
		name: 'Google, a project',
		status: 403,
		body: google(403, 'PERMISSION_DENIED', 'The API has not been used in this project before.'),
		kind: 'notAllowed',
		words: 'The API has not been used in this project before.',
	},
	{
		name: 'Google, its own limit of time',
		status: 504,
		body: google(504, 'DEADLINE_EXCEEDED', 'Deadline expired.'),
		kind: 'serverError',
		words: 'Deadline expired.',
		maybePaid: true,
	},
	{
		name: "Google's interactions",
		status: 400,
		body: { error: { code: 'invalid_request', message: 'It does not support background.' } },
		kind: 'badRequest',
		words: 'It does not support background.',
	},
	{
		name: 'OpenAI, the prompt',
		status: 400,
		body: {
			error: {
				message: 'Your request was rejected by the safety system.',
				type: 'image_generation_user_error',
				code: 'moderation_blocked',
				moderation_details: { moderation_stage: 'input', categories: ['violence'] },
			},
		},
		kind: 'blocked',
		words: 'Your request was rejected by the safety system. (violence)',
		facts: { stage: 'prompt' },
	},
	{
		name: 'OpenAI, the image',
		status: 400,
		body: {
			error: {
				message: 'Your request was rejected by the safety system.',
				code: 'moderation_blocked',
				moderation_details: { moderation_stage: 'output', categories: ['violence'] },
			},
		},
		kind: 'blocked',
		words: 'Your request was rejected by the safety system. (violence)',
		facts: { stage: 'image' },
		maybePaid: true,
	},
	{
		name: 'OpenAI, as it was before',
		status: 400,
		body: { error: { message: 'No.', type: 'invalid_request_error', code: 'content_policy_violation' } },
		kind: 'blocked',
		words: 'No.',
		facts: { stage: 'prompt' },
	},
	{
		name: 'OpenAI, its limit of requests',
		status: 429,
		body: { error: { message: 'Please try again in 120ms.', code: 'rate_limit_exceeded' } },
		kind: 'rateLimited',
		words: 'Please try again in 120ms.',
		facts: { retryAfterMs: 120 },
	},
	{
		name: 'OpenAI, a bad key',
		status: 401,
		body: { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } },
		kind: 'unauthorized',
		words: 'Incorrect API key provided.',
	},
	{
		name: 'OpenAI, a model of others',
		status: 403,
		body: { error: { message: 'Project `p` does not have access to model `m`', code: 'model_not_found' } },
		kind: 'notAllowed',
		words: 'Project `p` does not have access to model `m`',
	},
	{
		name: 'xAI, a bad key',
		status: 400,
		body: { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***.' },
		kind: 'unauthorized',
		words: 'Incorrect API key provided: xa***.',
	},
	{
		name: 'OpenRouter, no credits',
		status: 402,
		body: { error: { code: 402, message: 'Insufficient credits', metadata: null } },
		kind: 'quotaExhausted',
		words: 'Insufficient credits',
	},
	{
		name: 'OpenRouter, of another',
		status: 400,
		body: {
			error: {
				code: 400,
				message: 'Provider returned error',
				metadata: { raw: '{"error":{"message":"size: unknown"}}', provider_name: 'X' },
			},
		},
		kind: 'badRequest',
		words: 'Provider returned error: size: unknown',
	},
	{
		name: 'OpenRouter, its edge',
		status: 524,
		body: { error: { code: 524, message: 'Timed out' } },
		kind: 'serverError',
		words: 'Timed out',
		maybePaid: true,
	},
	{
		name: 'One API',
		status: 403,
		body: {
			error: { message: 'token quota is not enough', type: 'one_api_error', code: 'pre_consume_token_quota_failed' },
		},
		kind: 'quotaExhausted',
		words: 'token quota is not enough',
	},
	{
		name: 'Ark, a model that is not activated',
		status: 404,
		body: { error: { code: 'ModelNotOpen', message: 'Your account has not activated the model.', type: 'NotFound' } },
		kind: 'notAllowed',
		words: 'Your account has not activated the model.',
	},
	{
		name: 'Ark, no such model',
		status: 404,
		body: { error: { code: 'InvalidEndpointOrModel.NotFound', message: 'It does not exist.', type: 'NotFound' } },
		kind: 'modelUnavailable',
		words: 'It does not exist.',
	},
	{
		name: 'stable-diffusion.cpp',
		status: 400,
		body: { error: 'prompt required' },
		kind: 'badRequest',
		words: 'prompt required',
	},
	{
		name: 'A1111',
		status: 422,
		body: { error: 'HTTPException', detail: 'Sampler not found', body: '', errors: '' },
		kind: 'badRequest',
		words: 'Sampler not found',
	},
	{
		name: 'FastAPI and fal, of a field',
		status: 422,
		body: { detail: [{ loc: ['body', 'image_size'], msg: 'Input should be valid', type: 'value_error', input: 'x' }] },
		kind: 'badRequest',
		words: 'image_size: Input should be valid',
	},
	{
		name: 'fal, the prompt',
		status: 422,
		body: { detail: [{ loc: ['body', 'prompt'], msg: 'It was flagged.', type: 'content_policy_violation' }] },
		kind: 'blocked',
		words: 'prompt: It was flagged.',
		facts: { stage: 'prompt' },
	},
	{
		name: 'Replicate, too many',
		status: 429,
		body: { detail: 'Request was throttled. Your rate limit resets in ~30s.' },
		kind: 'rateLimited',
		words: 'Request was throttled. Your rate limit resets in ~30s.',
		facts: { retryAfterMs: 30_000 },
	},
	{
		name: 'Replicate, no credit',
		status: 402,
		body: { title: 'Insufficient credit', detail: 'You have insufficient credit to run this model.', status: 402 },
		kind: 'quotaExhausted',
		words: 'You have insufficient credit to run this model.',
	},
	{
		name: 'Black Forest Labs',
		status: 402,
		body: { detail: 'Insufficient credits' },
		kind: 'quotaExhausted',
		words: 'Insufficient credits',
	},
	{
		name: 'Black Forest Labs, without a key',
		status: 403,
		body: { detail: 'Not authenticated' },
		kind: 'unauthorized',
		words: 'Not authenticated',
	},
	{
		name: 'Black Forest Labs, an error of a field',
		status: 422,
		body: {
			detail: [
				{ loc: ['body', 'width'], msg: 'Too large' },
				{ loc: ['body', 'height'], msg: 'Too large' },
			],
		},
		kind: 'badRequest',
		words: 'width: Too large; height: Too large',
	},
	{
		name: 'Portkey',
		status: 400,
		body: { status: 'failure', message: 'stream is not supported' },
		kind: 'badRequest',
		words: 'stream is not supported',
	},
	{
		name: 'Model Studio, an overdue account',
		status: 400,
		body: { code: 'Arrearage', message: 'Make sure your account is in good standing.', request_id: '1' },
		kind: 'quotaExhausted',
		words: 'Make sure your account is in good standing.',
	},
	{
		name: "nginx's own page",
		status: 413,
		body: '<html><head><title>413 Request Entity Too Large</title></head><body></body></html>',
		kind: 'badRequest',
		words: '413 Request Entity Too Large',
	},
	{
		name: 'a firewall',
		status: 403,
		body: '<html><head><title>Access denied</title></head><body>Request blocked.</body></html>',
		kind: 'notFound',
		words: 'Access denied',
		facts: { isPage: true },
	},
	{
		name: "a gateway of Amazon's: nobody knows what was done",
		status: 503,
		body: { message: 'Service Unavailable' },
		kind: 'serverError',
		words: 'Service Unavailable',
		maybePaid: true,
	},
	{
		name: 'a store of files',
		status: 403,
		body: '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
		kind: 'notAllowed',
		words: 'Request has expired',
	},
	{
		name: 'ASP.NET',
		status: 400,
		body: { title: 'One or more validation errors occurred.', status: 400, errors: { size: ['It is too large.'] } },
		kind: 'badRequest',
		words: 'size: It is too large.',
	},
	{
		name: 'a gateway around the error of another',
		status: 400,
		body: { message: 'Bad Request', error: { message: 'size is too large' } },
		kind: 'badRequest',
		words: 'size is too large',
	},
	{
		name: 'a code without any words',
		status: 403,
		body: { error: { code: 'region_not_supported', message: null } },
		kind: 'notAllowed',
		words: 'region_not_supported',
	},
];
