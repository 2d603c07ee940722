import { randomUUID } from 'node:crypto';
import { json, type Reply } from '../reply';
import { Refusal } from './protocol';

/** One thing that a model finds wrong, as Pydantic and fal's own checks say it. https://fal.ai/docs/documentation/model-apis/errors */
export interface Finding {
	readonly type: string;
	readonly loc: readonly (string | number)[];
	readonly msg: string;
	readonly input: unknown;
	readonly ctx?: object;
}

/** The headers of every reply of the queue: the one that @fal-ai/client reads the id from. */
export function replyHeaders(id: string = randomUUID()): Record<string, string> {
	return { 'x-fal-request-id': id };
}

/** What the queue itself says, around the models. */
export function error(status: number, detail: string): Reply {
	return json(status, { detail }, replyHeaders());
}

/** The same, to be thrown. */
export function refusal(status: number, detail: string): Refusal {
	return new Refusal(error(status, detail));
}

/** The answer of a model that found something wrong: 422. */
export function found(findings: readonly Finding[], id: string): Reply {
	const detail = findings.map((finding) => ({ ...finding, url: `https://docs.fal.ai/errors#${finding.type}` }));
	return json(422, { detail }, { ...replyHeaders(id), 'x-fal-retryable': 'false' });
}

/** What went wrong around the model. https://fal.ai/docs/documentation/model-apis/request-errors */
export function requestError(status: number, detail: string, type: string, id: string): Reply {
	return json(status, { detail, error_type: type }, { ...replyHeaders(id), 'x-fal-error-type': type });
}

/** What fal's platform says, where the list of requests is. https://fal.ai/docs/platform-apis/v1 */
export function platformRefusal(status: number, type: string, message: string): Refusal {
	return new Refusal(json(status, { error: { type, message, request_id: randomUUID() } }));
}
