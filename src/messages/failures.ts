import { shorten } from '../documents/shorten';
import type { Failure, FailureFacts } from '../engine/failure';
import { successorOf } from '../engine/providers/retired';
import { wordInability } from './inability';
import { wordInputFlaw } from './inputs';
import { dataSize, roundTime, waitTime } from './elapsed';
import type { Translate } from './translate';
import type { Wording } from './wording';
import { asSentence, joinSentences } from './sentences';

/** Words a failure of `service` (its name, with which a sentence may begin) for people. */
export function wordFailure(t: Translate, failure: Failure, service: string): Wording {
	const { message, help } = word(t, failure, service);
	const cost = failure.maybePaid
		? t('You may have been billed for this image.')
		: isBeforeSending(failure)
			? t('Nothing was sent.')
			: undefined;
	return { message: joinSentences(message, cost), help };
}

function word(t: Translate, { kind, facts }: Failure, service: string): Wording {
	switch (kind) {
		case 'cancelled':
			return { message: t('Cancelled.'), help: [] };
		case 'timeout':
			return { message: wordTimeout(t, facts, service), help: ['retry', 'diagnose', 'setTimeouts'] };
		case 'unreachable':
			return { message: wordUnreachable(t, facts), help: ['retry', 'diagnose'] };
		case 'proxy':
			return wordProxy(t, facts);
		case 'certificate':
			return {
				message: t(
					"The certificate of {0} isn't trusted ({1}). If a company proxy intercepts TLS, install its certificate or name it in NODE_EXTRA_CA_CERTS.",
					facts.host,
					facts.code,
				),
				help: ['diagnose', 'retry'],
			};
		case 'http1Refused':
			return {
				message: t("{0} doesn't support HTTP/1.1, which long silent requests need.", facts.host),
				help: ['selectService', 'diagnose'],
			};
		case 'interrupted':
			return { message: wordInterrupted(t, facts, service), help: ['retry', 'diagnose'] };
		case 'rateLimited':
			return {
				message: because(
					t,
					`${t('{0} is limiting your requests.', service)} ${again(t, facts.retryAfterMs)}`,
					facts.reason,
				),
				help: ['retry', 'selectService'],
			};
		case 'badInput':
			return { message: wordInputFlaw(t, facts.name, facts.why, facts), help: [] };
		case 'unable':
			return { message: wordInability(t, facts), help: ['selectService'] };
		case 'quotaExhausted':
			return {
				message: because(t, t('Your quota or credit at {0} is used up.', service), facts.reason),
				help: ['selectService'],
			};
		case 'overloaded':
			return {
				message: because(
					t,
					`${t('{0} is overloaded and made no image.', service)} ${again(t, facts.retryAfterMs)}`,
					facts.reason,
				),
				help: ['retry', 'selectService'],
			};
		case 'unauthorized':
			return {
				message:
					facts.status === 0
						? t(
								"The API key for {0} can't be sent: it is far too long, or holds a line break or a character that no key has.",
								service,
							)
						: because(t, t('{0} rejected the API key ({1}).', service, facts.status), facts.reason),
				help: ['setKey', 'selectService'],
			};
		case 'notAllowed':
			return {
				message: because(t, t("{0} doesn't allow this with your API key ({1}).", service, facts.status), facts.reason),
				help: ['setKey', 'selectService'],
			};
		case 'challenged':
			return {
				message: t(
					"{0} put a check for browsers in front of {1} ({2}), which no program passes. Your key wasn't looked at. Ask the provider for an address without it.",
					facts.by,
					service,
					facts.status,
				),
				help: ['selectService', 'setBaseUrl'],
			};
		case 'badRequest':
			return {
				message: because(t, t('{0} rejected the request ({1}).', service, facts.status), facts.reason),
				help: ['selectService'],
			};
		case 'modelUnavailable': {
			const successor = successorOf(facts.model);
			return {
				message: because(
					t,
					joinSentences(
						t('{0} has no model {1} at this address ({2}).', service, facts.model, facts.status),
						successor === undefined ? undefined : t('Its successor is {0}.', successor),
					),
					facts.reason,
				),
				help: ['selectService', 'setBaseUrl'],
			};
		}
		case 'notFound':
			return {
				message: because(t, wordNotFound(t, facts), facts.reason),
				help: ['setBaseUrl', 'selectService'],
			};
		case 'redirected':
			return {
				message:
					facts.location === ''
						? t('{0} redirects ({1}), but not to any address. Check the base URL.', service, facts.status)
						: t(
								"{0} redirects to {1}. Your key wasn't sent there. If the address is right, set it as the base URL.",
								service,
								shorten(facts.location, 120),
							),
				help: ['setBaseUrl', 'selectService'],
			};
		case 'serverError':
			return {
				message: because(
					t,
					facts.by === undefined
						? t('{0} failed ({1}).', service, facts.status)
						: t('{0} failed ({1}, reported by {2}).', service, facts.status, facts.by),
					facts.reason,
				),
				help: ['retry', 'diagnose'],
			};
		case 'blocked':
			return {
				message:
					facts.stage === 'prompt'
						? t('{0} refused the prompt ({1}). Try rephrasing the prompt.', service, oneLine(facts.reason))
						: t('{0} made an image and withheld it ({1}). Try rephrasing the prompt.', service, oneLine(facts.reason)),
				help: ['retry'],
			};
		case 'noImage':
			if (facts.task !== undefined) {
				return {
					message: because(
						t,
						t(
							"{0} took the request as task {1} and makes the image later, which isn't supported at this address. Look for it at the service.",
							service,
							oneLine(facts.task),
						),
						facts.said,
					),
					help: ['selectService'],
				};
			}
			return {
				message: because(
					t,
					facts.reason === undefined
						? t('{0} answered without an image.', service)
						: t('{0} answered without an image ({1}).', service, oneLine(facts.reason)),
					facts.said,
				),
				help: ['retry', 'selectService'],
			};
		case 'badReply':
			if (facts.page !== undefined) {
				return { message: wordPage(t, facts.page, service), help: ['setBaseUrl', 'selectService'] };
			}
			return {
				message: t(
					"{0} sent a reply that isn't an image service's ({1}). Check the base URL.",
					service,
					oneLine(facts.detail),
				),
				help: ['selectService', 'retry'],
			};
		case 'badImage':
			return {
				message: t('{0} sent a damaged or incomplete image ({1}).', service, oneLine(facts.detail)),
				help: ['retry'],
			};
		case 'replyTooLarge':
			return {
				message: t('{0} sent a reply larger than {1}.', service, dataSize(t, facts.limitBytes)),
				help: ['retry'],
			};
		case 'linkNotFetched':
			return {
				message: t("The image was made, but couldn't be downloaded ({0}).", oneLine(facts.reason)),
				help: ['openLink', 'retry'],
			};
		case 'tooManyImages':
			return {
				message: t('The reply held more images than {0}; the others were left out.', facts.limit),
				help: ['retry'],
			};
		case 'notSaved':
			if (facts.code === 'EEXIST') {
				return { message: t('There is another file at {0} by now. It stays as it is.', facts.path), help: [] };
			}
			return {
				message: t(
					"Couldn't write the image to {0} ({1}). Check the free space and the permissions.",
					facts.path,
					facts.code,
				),
				help: ['retry'],
			};
		case 'stillRunning':
			return {
				message: t('{0} has taken the image on, and not finished it within {1}.', service, roundTime(t, facts.ms)),
				help: ['lookAgain'],
			};
		case 'expired':
			return {
				message: t("{0} doesn't have the image any more: it keeps them for a while only.", service),
				help: ['retry'],
			};
		case 'lost':
			return { message: t('The background process for {0} exited unexpectedly.', service), help: ['retry'] };
	}
}

/** Whether it is certain, and worth saying, that the request never left. */
function isBeforeSending({ kind, facts, sent }: Failure): boolean {
	const isConnecting = kind === 'unreachable' || kind === 'proxy' || kind === 'certificate' || kind === 'http1Refused';
	return (
		!sent &&
		(isConnecting || kind === 'unable' || kind === 'unauthorized' || (kind === 'timeout' && facts.phase === 'connect'))
	);
}

function wordTimeout(t: Translate, { phase, timeoutMs }: FailureFacts['timeout'], service: string): string {
	const timeout = roundTime(t, timeoutMs);
	switch (phase) {
		case 'connect':
			return t("Couldn't connect to {0} within {1}.", service, timeout);
		case 'write':
			return t("Couldn't send the request to {0}: no progress for {1}.", service, timeout);
		case 'firstByte':
			return t('{0} did not answer within {1}.', service, timeout);
		case 'idle':
			return t('{0} paused in its reply for more than {1}.', service, timeout);
		case 'attempt':
			return t('{0} took longer than {1}.', service, timeout);
		case 'run':
			return t('No image from {0} within {1}, all attempts together.', service, timeout);
	}
}

function wordUnreachable(t: Translate, { host, code }: FailureFacts['unreachable']): string {
	switch (code) {
		case 'EOFFLINE':
			return wordOffline(t);
		case 'ENOTFOUND':
			return t("Couldn't find {0}. Check the base URL, and whether you need a proxy.", host);
		case 'EAI_AGAIN':
			return t(
				"Couldn't find {0}: the name server did not answer. Check the network connection, and whether you need a proxy.",
				host,
			);
		case 'ECONNREFUSED':
			return t('{0} refused the connection. Check the base URL, and whether the service is running.', host);
		default:
			return t("Couldn't reach {0} ({1}). Check the network connection and the base URL.", host, code);
	}
}

function wordOffline(t: Translate): string {
	return t('You are offline. Check the network connection.');
}

function wordInterrupted(
	t: Translate,
	{ receivedBytes, elapsedMs, isUploading }: FailureFacts['interrupted'],
	service: string,
): string {
	const elapsed = roundTime(t, elapsedMs);
	if (isUploading) {
		return t('The connection to {0} broke after {1}, while the request was being sent.', service, elapsed);
	}
	return receivedBytes === 0
		? t('The connection to {0} broke {1} after the request, before any reply.', service, elapsed)
		: t(
				'The connection to {0} broke {1} after the request, with {2} of the reply received.',
				service,
				elapsed,
				dataSize(t, receivedBytes),
			);
}

function wordPage(t: Translate, title: string, service: string): string {
	const answer =
		title === ''
			? t('{0} answered with a web page.', service)
			: t('{0} answered with a web page, "{1}".', service, oneLine(title));
	return joinSentences(answer, t('Check the base URL: most end in /v1, those of Gemini in /v1beta.'));
}

function wordNotFound(t: Translate, { address, status, isPage, addressEnd }: FailureFacts['notFound']): string {
	const shown = shorten(address, 200);
	const answer = isPage
		? t('A web page answered at {0} ({1}), not an image service.', shown, status)
		: status === 405
			? t('No image can be asked for at {0} ({1}).', shown, status)
			: t('There is nothing at {0} ({1}).', shown, status);
	const hint =
		addressEnd === undefined ? t('Check the base URL.') : t('Check the base URL: it usually ends in {0}.', addressEnd);
	return joinSentences(answer, hint);
}

function wordProxy(t: Translate, { proxy, status, code = '' }: FailureFacts['proxy']): Wording {
	if (code === 'EAUTHORIZATION') {
		return {
			message: t(
				"The user name and password for the proxy {0} can't be sent: they hold a line break, or a character that no header has.",
				proxy,
			),
			help: ['setProxyCredentials'],
		};
	}
	if (status === 407) {
		return {
			message: t('The proxy {0} requires a user name and password.', proxy),
			help: ['setProxyCredentials', 'diagnose', 'retry'],
		};
	}
	return { message: wordRefusedProxy(t, proxy, status ?? code), help: ['setProxy', 'diagnose', 'retry'] };
}

function wordRefusedProxy(t: Translate, proxy: string, reason: number | string): string {
	if (typeof reason === 'number') {
		return t('The proxy {0} refused the connection ({1}).', proxy, reason);
	}
	switch (reason) {
		case 'EOFFLINE':
			return wordOffline(t);
		case 'EPROXYKIND':
			return t("The proxy {0} isn't a supported proxy type. Use an HTTP proxy.", proxy);
		case 'ERR_INVALID_URL':
			return t('The proxy {0} is not a valid address.', proxy);
		default:
			return t("Couldn't connect through the proxy {0} ({1}).", proxy, reason);
	}
}

function again(t: Translate, retryAfterMs: number | undefined): string {
	return retryAfterMs === undefined ? t('Try again later.') : t('Try again in {0}.', waitTime(t, retryAfterMs));
}

/** Adds the service's own words. */
function because(t: Translate, message: string, reason = ''): string {
	return reason.trim() === '' ? message : joinSentences(message, asSentence(t('It said: {0}', oneLine(reason))));
}

function oneLine(text: string): string {
	return shorten(text, 200);
}
