import { GenerationError } from '../failure';
import type { ReplyHeaders } from '../transport/exchange';
import { type Meaning, meaningOf } from './refusalCodes';
import { type Said, said, saidInBody } from './said';
import { headerOf, waitIn } from './waits';

/** A reply whose status is not 200. */
export interface ErrorResponse {
	readonly status: number;
	readonly headers: ReplyHeaders;
	/** The beginning of the body, as text. */
	readonly text: string;
	readonly model: string;
	/** What was asked. */
	readonly url: URL;
	/** What the service's addresses end with, where this one does not: `/v1`. */
	readonly addressEnd?: string | undefined;
	/** Milliseconds since 1970, to measure a date in `Retry-After` against. */
	readonly now: number;
}

/**
 * What a refusal means. Decided by the codes of services and gateways, then by the status, and within it by what is said; a 503 counts as
 * overload only when the service says so in JSON, because a gateway's HTML page says nothing of what the service behind it did.
 * Facts: https://ai.google.dev/gemini-api/docs/troubleshooting, https://platform.openai.com/docs/guides/error-codes.
 */
export function nameRefusal(refusal: ErrorResponse): GenerationError {
	const { status, headers } = refusal;
	if (status >= 300 && status < 400) {
		return new GenerationError('redirected', { status, location: headerOf(headers, 'location') ?? '' }, true);
	}
	const told = saidInBody(refusal.text);
	const by = challengerIn(headers, told);
	if (by !== undefined) {
		return new GenerationError('challenged', { status, by }, true);
	}
	// What another's error within the words says counts only where the status says that nothing was done.
	const meaning = meaningOf(told.codes) ?? (status < 500 ? meaningOf(told.repeatedCodes) : undefined);
	return (
		(meaning && byMeaning(meaning, refusal, told)) ??
		(isFlagged(told) ? blocked('prompt', told, status) : byStatus(refusal, told))
	);
}

function byMeaning(meaning: Meaning, { status, model }: ErrorResponse, told: Said): GenerationError | undefined {
	const facts = { status, ...reasonIn(told) };
	switch (meaning) {
		case 'prompt':
		case 'image':
			return blocked(meaning, told, status);
		case 'content':
			return blocked(stageIn(told) ?? 'prompt', told, status);
		case 'quota':
			return new GenerationError('quotaExhausted', facts, true);
		case 'model':
			// OpenAI's code for a model that there is, but not for that project.
			return status === 401 || status === 403
				? new GenerationError('notAllowed', facts, true)
				: new GenerationError('modelUnavailable', { status, model, ...reasonIn(told) }, true);
		case 'notAllowed':
			return status < 500 ? new GenerationError('notAllowed', facts, true) : undefined;
		case 'key':
			return status < 500 ? new GenerationError('unauthorized', facts, true) : undefined;
	}
}

function byStatus(refusal: ErrorResponse, told: Said): GenerationError {
	const { status, headers, model, now } = refusal;
	const reason = reasonIn(told);
	const wait = waitIn(headers, told, now);
	const waits = wait === undefined ? {} : { retryAfterMs: wait };
	if (told.shape === 'page' && ofAddresses.has(status)) {
		return notFound(refusal, told);
	}
	switch (status) {
		case 401:
			return new GenerationError('unauthorized', { status, ...reason }, true);
		case 402:
			return new GenerationError('quotaExhausted', { status, ...reason }, true);
		case 403:
			return new GenerationError(isAboutKey(told) ? 'unauthorized' : 'notAllowed', { status, ...reason }, true);
		case 404:
		case 410:
			return isAboutModel(refusal, told)
				? new GenerationError('modelUnavailable', { status, model, ...reason }, true)
				: notFound(refusal, told);
		case 405:
			return notFound(refusal, told);
		case 429:
			return isQuota(told)
				? new GenerationError('quotaExhausted', { status, ...reason }, true)
				: new GenerationError('rateLimited', { status, ...reason, ...waits }, true);
		case 503:
		case 529:
			return told.shape === 'error' || status === 529
				? new GenerationError('overloaded', { status, ...reason, ...waits }, true)
				: serverError(refusal, reason);
		case 408:
		case 409:
		case 499:
			return serverError(refusal, reason);
		default:
			return status < 400 || status >= 500
				? serverError(refusal, reason)
				: new GenerationError(isAboutKey(told) ? 'unauthorized' : 'badRequest', { status, ...reason }, true);
	}
}

/**
 * What an error means that came in a reply with status 200, alone or amid a stream. The service had taken the request on by
 * then, so whatever it says, the image may be paid for: nothing here counts as a free refusal (as in gRPC, A6, where a call is
 * committed once the reply's head has come).
 */
export function nameErrorInReply(error: unknown): GenerationError {
	const told = said({ error });
	const meaning = meaningOf(told.codes);
	if (meaning === 'prompt' || meaning === 'image' || meaning === 'content') {
		return blocked(meaning === 'content' ? (stageIn(told) ?? 'image') : meaning, told);
	}
	const codes = told.parts.map((members) => Number(members.get('code') ?? NaN));
	const status = codes.find((code) => Number.isInteger(code));
	return status === undefined
		? new GenerationError('noImage', { ...(told.words !== undefined && { said: told.words }) }, true)
		: new GenerationError('serverError', { status, ...reasonIn(told) }, true);
}

function reasonIn({ words }: Said): { reason?: string } {
	return words === undefined ? {} : { reason: words };
}

function blocked(stage: 'prompt' | 'image', { words }: Said, status?: number): GenerationError {
	const reason = words ?? (status === undefined ? 'moderation' : `refused with ${status}`);
	return new GenerationError('blocked', { stage, reason }, true);
}

/** The statuses with which a page for people answers at an address where there is no API, or another one. */
const ofAddresses: ReadonlySet<number> = new Set([400, 403, 404, 405, 406, 410, 415]);

function notFound({ status, url, addressEnd }: ErrorResponse, told: Said): GenerationError {
	const facts = { status, address: url.origin + url.pathname, ...reasonIn(told) };
	return new GenerationError(
		'notFound',
		{ ...facts, ...(told.shape === 'page' && { isPage: true }), ...(addressEnd !== undefined && { addressEnd }) },
		true,
	);
}

/** The headers by which those who look whether a browser is asking show themselves, and who they are. */
const challengers: readonly (readonly [header: string, by: string])[] = [
	// https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
	['cf-mitigated', 'Cloudflare'],
	// https://vercel.com/docs/vercel-firewall
	['x-vercel-mitigated', 'Vercel'],
];

/** Who has put a check for browsers in between: then the service was never asked. */
function challengerIn(headers: ReplyHeaders, { shape, words = '' }: Said): string | undefined {
	const isCloudflares = shape === 'page' && /^(Just a moment\b|Attention Required! \| Cloudflare)/.test(words);
	return challengers.find(([header, by]) => {
		return headerOf(headers, header) === 'challenge' || (by === 'Cloudflare' && isCloudflares);
	})?.[1];
}

function serverError({ status, headers, text }: ErrorResponse, reason: { reason?: string }): GenerationError {
	// A hop that answers in the service's place shows itself in its headers or on its page.
	const server =
		headerOf(headers, 'server') ?? /<center>([\w.\-/ ]{1,40})<\/center>/i.exec(text)?.[1] ?? haproxyIn(text);
	return new GenerationError('serverError', { status, ...(server && { by: server }), ...reason }, true);
}

/** HAProxy names itself nowhere; its own pages are known by their words (its src/http.c, `http_err_msgs`). */
function haproxyIn(page: string): string | undefined {
	const words =
		/^<html><body><h1>\d{3} [\w -]+<\/h1>\s*(The server didn't respond in time|The server returned an invalid or incomplete response|No server is available to handle this request)\./;
	return words.test(page) ? 'HAProxy' : undefined;
}

/**
 * Whether a 404 says that there is no such model, and not that there is no such path. Pages and frameworks' own words know nothing of
 * models, but some repeat the path, in which there may be one; an error in the services' own shape is about the model, unless it
 * speaks of the address: OpenAI's "Invalid URL (POST /v1/x)", Azure's "Resource not found".
 */
function isAboutModel({ text, model }: ErrorResponse, { shape, words: message = '', parts }: Said): boolean {
	if (/^\s*</.test(text)) {
		return false;
	}
	const words = text.replace(paths, ' ');
	if (/model|deployment/i.test(words) || namesWhole(words, model)) {
		return true;
	}
	const isOfAddress = message.replace(paths, ' ') !== message || addressWords.test(message);
	// Frameworks say `{"detail":"Not Found"}` and `{"error":"Not Found"}`.
	const isServices = shape === 'error' && typeof parts[0]?.get('error') === 'object';
	return isServices && message !== '' && !isOfAddress;
}

const addressWords = /\b(url|uri|path|page|route|resource|endpoint)\b|^\W*(404\W+)?not found\W*$/i;

/** Addresses, and paths from the root. */
const paths = /(?<![\w.-])(?:https?:)?\/[^\s"'`<>]*/g;

function namesWhole(text: string, name: string): boolean {
	const before = text.indexOf(name);
	const around = [text[before - 1], text[before + name.length]];
	return before >= 0 && around.every((character = ' ') => !/[\w-]/.test(character));
}

/** Whether somebody has looked at the prompt and flagged it. https://openrouter.ai/docs/api-reference/errors */
function isFlagged({ parts }: Said): boolean {
	return parts.some((members) => members.has('flaggedinput'));
}

/** What was refused, where the service says it. */
function stageIn({ parts }: Said): 'prompt' | 'image' | undefined {
	const stage = parts.map((members) => members.get('moderationstage')).find((found) => found !== undefined);
	return stage === 'output' ? 'image' : stage === 'input' ? 'prompt' : undefined;
}

/** Whether the words are about the key itself, and not about what may be done with it. */
function isAboutKey({ words = '' }: Said): boolean {
	return keyWords.test(words);
}

const keyWords =
	/\b(?:invalid|incorrect|expired|missing|wrong|unknown|revoked)\b[^.]{0,20}\b(?:api[ _-]?key|credentials?|access token)\b|\bapi[ _-]?key\b[^.]{0,40}\b(?:invalid|incorrect|not valid|expired|missing|wrong|unknown|revoked|leaked|required)\b|\b(?:not |un)authenticated\b/i;

/** A 429 that no wait of minutes will mend: a daily quota, or a quota of nothing. */
function isQuota({ words = '', parts }: Said): boolean {
	const isNothing = parts.some((members) => {
		const [id, value] = [members.get('quotaid'), members.get('quotavalue')];
		return (typeof id === 'string' && id.includes('PerDay')) || value === '0' || value === 0;
	});
	return isNothing || /\blimit: 0\b/.test(words);
}
