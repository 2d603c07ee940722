import { randomUUID } from 'node:crypto';
import { json, type Reply } from '../reply';
import type { Fault } from './checked';
import { Refusal } from './protocol';

interface ErrorFacts {
	readonly param?: string | undefined;
	readonly code?: string;
}

/** The headers of every OpenAI reply that a client may want to quote. */
export function replyHeaders(): Record<string, string> {
	return { 'x-request-id': `req_${randomUUID().replaceAll('-', '')}`, 'openai-version': '2020-10-01' };
}

/** Any error, in OpenAI's form. */
export function error(status: number, message: string, { param, code }: ErrorFacts = {}): Reply {
	const type = status >= 500 ? 'server_error' : 'invalid_request_error';
	return json(status, { error: { message, type, param: param ?? null, code: code ?? null } }, replyHeaders());
}

/** Any error, to be thrown. */
export function refusal(status: number, message: string, facts?: ErrorFacts): Refusal {
	return new Refusal(error(status, message, facts));
}

/** 400 for a parameter's value. */
export function invalidValue(param: string, message: string): Refusal {
	return refusal(400, message, { param, code: 'invalid_value' });
}

/** A parameter that is not what it should be. */
export function refuseFault({ kind, path, received, expected }: Fault): Refusal {
	const param = path.join('.');
	switch (kind) {
		case 'unknown':
			return refusal(400, `Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
		case 'missing':
			return refusal(400, `Missing required parameter: '${param}'.`, { param, code: 'missing_required_parameter' });
		case 'invalid':
			return invalidValue(param, `Invalid value for '${param}': expected ${expected}, but got ${received} instead.`);
	}
}
