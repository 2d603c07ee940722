import * as v from 'valibot';
import { GenerationError } from '../failure';
import type { ReplyHeaders } from '../transport/exchange';
import { type ErrorReply, errorReplySchema, reasonOf } from './replies';

/** A reply whose status is not 200. */
export interface ErrorResponse {
	readonly status: number;
	readonly headers: ReplyHeaders;
	/** The beginning of the body, as text. */
	readonly text: string;
	readonly model: string;
	/** What was asked. */
	readonly url: URL;
	/** Milliseconds since 1970, to measure a date in `Retry-After` against. */
	readonly now: number;
}

/**
 * What a refusal means. Decided by the status, and within it by the services' documented codes; a 503 counts as overload
 * only when the service says so in JSON, because a gateway's HTML page says nothing of what the service behind it did.
 * Facts: https://ai.google.dev/gemini-api/docs/troubleshooting, https://platform.openai.com/docs/guides/error-codes.
 */
export function nameRefusal(refusal: ErrorResponse): GenerationError {
	const { status, headers, model, url } = refusal;
	const error = parseError(refusal.text);
	const text = reasonOf(error);
	const reason = text === undefined ? {} : { reason: text };
	const wait = retryAfterMs(refusal, error);
	const waits = wait === undefined ? {} : { retryAfterMs: wait };
	if (status >= 300 && status < 400) {
		return new GenerationError('redirected', { status, location: one(headers['location']) ?? '' }, true);
	}
	if (isModerated(error)) {
		const stage = stageOf(error, 'prompt');
		return new GenerationError('blocked', { stage, reason: text ?? `refused with ${status}` }, true);
	}
	switch (status) {
		case 401:
		case 403:
			return new GenerationError('unauthorized', { status, ...reason }, true);
		case 402:
			return new GenerationError('quotaExhausted', { status, ...reason }, true);
		case 404:
			return isAboutModel(refusal, error)
				? new GenerationError('modelUnavailable', { status, model, ...reason }, true)
				: new GenerationError('notFound', { status, address: url.origin + url.pathname, ...reason }, true);
		case 429:
			return isQuota(error)
				? new GenerationError('quotaExhausted', { status, ...reason }, true)
				: new GenerationError('rateLimited', { status, ...reason, ...waits }, true);
		case 503:
		case 529:
			if (error !== undefined || status === 529) {
				return new GenerationError('overloaded', { status, ...reason, ...waits }, true);
			}
			return serverError(refusal, reason);
		case 408:
		case 409:
		case 499:
			return serverError(refusal, reason);
		default:
			if (status < 400 || status >= 500) {
				return serverError(refusal, reason);
			}
			return isBadKey(error)
				? new GenerationError('unauthorized', { status, ...reason }, true)
				: new GenerationError('badRequest', { status, ...reason }, true);
	}
}

/**
 * What an error means that came in a reply with status 200, alone or amid a stream. The service had taken the request on by
 * then, so whatever it says, the image may be paid for: nothing here counts as a free refusal (as in gRPC, A6, where a call is
 * committed once the reply's head has come).
 */
export function nameErrorInReply(error: ErrorReply): GenerationError {
	const reason = reasonOf(error);
	if (isModerated(error)) {
		return new GenerationError('blocked', { stage: stageOf(error, 'image'), reason: reason ?? 'moderation' }, true);
	}
	const status = typeof error === 'object' ? Number(error.code ?? NaN) : NaN;
	return Number.isInteger(status)
		? new GenerationError('serverError', { status, ...(reason !== undefined && { reason }) }, true)
		: new GenerationError('noImage', { ...(reason !== undefined && { said: reason }) }, true);
}

function serverError({ status, headers, text }: ErrorResponse, reason: { reason?: string }): GenerationError {
	// A hop that answers in the service's place shows itself in its headers or on its page.
	const server = one(headers['server']) ?? /<center>([\w.\-/ ]{1,40})<\/center>/i.exec(text)?.[1] ?? haproxyIn(text);
	return new GenerationError('serverError', { status, ...(server && { by: server }), ...reason }, true);
}

/** HAProxy names itself nowhere; its own pages are known by their words (its src/http.c, `http_err_msgs`). */
function haproxyIn(page: string): string | undefined {
	const words =
		/^<html><body><h1>\d{3} [\w -]+<\/h1>\s*(The server didn't respond in time|The server returned an invalid or incomplete response|No server is available to handle this request)\./;
	return words.test(page) ? 'HAProxy' : undefined;
}

function parseError(text: string): ErrorReply | undefined {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	// Some gateways wrap Google's errors in a list.
	const parsed = v.safeParse(errorReplySchema, Array.isArray(json) ? json[0] : json);
	return parsed.success ? (parsed.output.error ?? undefined) : undefined;
}

/**
 * Whether a 404 says that there is no such model, and not that there is no such path. Pages and frameworks' own words know nothing of
 * models, but some repeat the path, in which there may be one; an error in the services' own shape is about the model, unless it
 * speaks of the address: OpenAI's "Invalid URL (POST /v1/x)", Azure's "Resource not found".
 */
function isAboutModel({ text, model }: ErrorResponse, error: ErrorReply | undefined): boolean {
	if (/^\s*</.test(text)) {
		return false;
	}
	const words = text.replace(paths, ' ');
	if (/model|deployment/i.test(words) || namesWhole(words, model)) {
		return true;
	}
	const message = typeof error === 'object' ? (error.message ?? '') : '';
	const isOfAddress = message.replace(paths, ' ') !== message || addressWords.test(message);
	return message.trim() !== '' && !isOfAddress;
}

const addressWords = /\b(url|uri|path|page|route|resource|endpoint)\b|^\W*(404\W+)?not found\W*$/i;

/** Addresses, and paths from the root. */
const paths = /(?<![\w.-])(?:https?:)?\/[^\s"'`<>]*/g;

function namesWhole(text: string, name: string): boolean {
	const before = text.indexOf(name);
	const around = [text[before - 1], text[before + name.length]];
	return before >= 0 && around.every((character = ' ') => !/[\w-]/.test(character));
}

function isModerated(error: ErrorReply | undefined): boolean {
	const codes = ['moderation_blocked', 'content_policy_violation'];
	return typeof error === 'object' && codes.includes(String(error.code));
}

/** What was refused as the service says it, or else `likely`. */
function stageOf(error: ErrorReply | undefined, likely: 'prompt' | 'image'): 'prompt' | 'image' {
	const stage = typeof error === 'object' ? error.moderation_details?.moderation_stage : undefined;
	return stage === 'output' ? 'image' : stage === 'input' ? 'prompt' : likely;
}

/** Google answers a malformed key with 400 and says so in the details. */
function isBadKey(error: ErrorReply | undefined): boolean {
	return details(error).some(({ reason }) => reason === 'API_KEY_INVALID');
}

/** A 429 that no wait of minutes will mend: no credit, a daily quota, or a quota of nothing. */
function isQuota(error: ErrorReply | undefined): boolean {
	if (typeof error !== 'object') {
		return false;
	}
	const violations = details(error).flatMap(({ violations }) => v.parse(violationsSchema, violations));
	return (
		[error.code, error.type].includes('insufficient_quota') ||
		violations.some(({ quotaId, quotaValue }) => quotaId?.includes('PerDay') === true || quotaValue === '0') ||
		/\blimit: 0\b/.test(error.message ?? '')
	);
}

const violationsSchema = v.fallback(
	v.array(v.object({ quotaId: v.optional(v.string()), quotaValue: v.optional(v.string()) })),
	[],
);

function details(error: ErrorReply | undefined): readonly Record<string, unknown>[] {
	return typeof error === 'object' ? (error.details ?? []) : [];
}

/** The wait that the server asks for: OpenAI's own header, the standard one, or Google's `RetryInfo`. */
function retryAfterMs({ headers, now }: ErrorResponse, error: ErrorReply | undefined): number | undefined {
	const ms = Number.parseFloat(one(headers['retry-after-ms']) ?? '');
	const header = one(headers['retry-after']) ?? '';
	const delay = details(error).find(({ retryDelay }) => typeof retryDelay === 'string')?.['retryDelay'];
	const seconds = [header, String(delay).replace(/s$/, '')].filter((text) => /^\d+(\.\d+)?$/.test(text)).map(Number)[0];
	const date = Date.parse(header);
	const wait = [ms, (seconds ?? NaN) * 1000, date - now].find((candidate) => Number.isFinite(candidate));
	return wait === undefined ? undefined : Math.max(0, Math.ceil(wait));
}

function one(header: string | readonly string[] | undefined): string | undefined {
	return typeof header === 'object' ? header[0] : header;
}
