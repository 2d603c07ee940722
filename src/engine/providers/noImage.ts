import type { DecodedReply } from '../decode/decodedReply';
import { GenerationError } from '../failure';
import { firstOf, listIn, memberOf, objectIn, textIn } from './members';
import { nameErrorInReply } from './refusal';
import { errorIn, wordsIn } from './replies';

/**
 * Why a reply of status 200 holds no image, as all services say it: by an error, by being cut, by the receipt of a task, or in words.
 * `known` is what the reply's protocol tells of it beside that.
 */
export function whyNoImage(
	reply: DecodedReply,
	known: { readonly reason?: string | undefined; readonly said?: string | undefined } = {},
): GenerationError {
	const { values, flaw } = reply;
	const error = firstOf(values, errorIn);
	if (error !== undefined) {
		return nameErrorInReply(error);
	}
	if (flaw) {
		return flaw;
	}
	if (values.every((value) => typeof value !== 'object' || value === null)) {
		return new GenerationError('badReply', { detail: 'not what the protocol says: it is no object' }, true);
	}
	const { reason } = known;
	const said = known.said ?? firstOf(values, wordsIn);
	const task = firstOf(values, taskIn);
	return new GenerationError(
		'noImage',
		{
			...(reason !== undefined && { reason }),
			...(said !== undefined && { said }),
			...(task !== undefined && { task }),
		},
		true,
	);
}

/** The receipt may be the value itself, or stand in what gateways wrap it in: `{"code":200,"data":[{"status":"submitted","task_id":…}]}`. */
const wrappers = ['data', 'result', 'output', 'response', 'task'];
const maxWrappers = 3;

/** The id of the task that a value is the receipt of: what was asked for is made later, and has to be asked for again. */
function taskIn(value: unknown, depth = 0): string | undefined {
	const id = idOf(value, 'task_id', 'taskId', 'job_id', 'jobId', 'prediction_id', 'prompt_id');
	const status = textIn(value, 'status', 'state', 'task_status') ?? '';
	if (id !== undefined && !/fail|error|cancel|reject|expire/i.test(status)) {
		return id;
	}
	// An id alone is everybody's.
	const isAskedAgain = ['status_url', 'polling_url', 'poll_url'].some((name) => textIn(value, name) !== undefined);
	if (isAskedAgain || isUnderWay(status) || textIn(objectIn(value, 'urls'), 'get') !== undefined) {
		return idOf(value, 'id', 'request_id', 'uuid') ?? '?';
	}
	return depth < maxWrappers
		? firstOf(
				wrappers.flatMap((name) => listIn(value, name)),
				(inner) => taskIn(inner, depth + 1),
			)
		: undefined;
}

function isUnderWay(status: string): boolean {
	return /^(submitted|accepted|created|queu\w*|in[_ -]?queue|pending|waiting|start\w*|not[_ -]?start\w*|running|processing|in[_ -]?progress|generating)$/i.test(
		status,
	);
}

function idOf(value: unknown, ...names: readonly string[]): string | undefined {
	const ids = names.map((name) => memberOf(value, name));
	const id = ids.find((one) => typeof one === 'number' || (typeof one === 'string' && one !== ''));
	return typeof id === 'number' ? String(id) : typeof id === 'string' ? id.slice(0, 200) : undefined;
}
