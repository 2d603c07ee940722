import { l10n } from 'vscode';
import type { Failure } from '../engine/failure';
import { shorten } from '../documents/shorten';
import { clockTime, dataSize, roundTime } from './elapsed';

/** What may help after a failure. */
export type Help =
	| 'retry'
	| 'diagnose'
	| 'setKey'
	| 'selectService'
	| 'openTimeouts'
	| 'openProxySettings'
	| 'openSettings'
	| 'openLink';

export interface Wording {
	/** What happened and what to do, in one or two sentences. */
	readonly message: string;
	/** The most helpful first. */
	readonly help: readonly Help[];
}

/** Words a failure of `service` (its name) for people. */
export function wordFailure(failure: Failure, service: string): Wording {
	const { message, help } = word(failure, service);
	return { message: failure.maybePaid ? `${message} ${l10n.t('This attempt may have been billed.')}` : message, help };
}

function word({ kind, facts }: Failure, service: string): Wording {
	switch (kind) {
		case 'cancelled':
			return { message: l10n.t('Cancelled.'), help: [] };
		case 'timeout':
			return {
				message: wordTimeout(facts.phase, roundTime(facts.timeoutMs), service),
				help: ['retry', 'diagnose', 'openTimeouts'],
			};
		case 'unreachable':
			return { message: wordUnreachable(facts.host, facts.code), help: ['retry', 'diagnose'] };
		case 'proxy':
			return { message: wordProxy(facts), help: ['openProxySettings', 'diagnose', 'retry'] };
		case 'certificate':
			return {
				message: l10n.t(
					'The certificate of {0} is not trusted ({1}). A company proxy may be in between: ask for its certificate to be installed, or name it in NODE_EXTRA_CA_CERTS.',
					facts.host,
					facts.code,
				),
				help: ['diagnose', 'retry'],
			};
		case 'http1Refused':
			return {
				message: l10n.t('{0} speaks HTTP/2 only, which breaks long silent requests and is not used here.', facts.host),
				help: ['selectService', 'diagnose'],
			};
		case 'interrupted':
			return { message: wordInterrupted(facts, service), help: ['retry', 'diagnose'] };
		case 'rateLimited':
			return {
				message: because(
					facts.retryAfterMs === undefined
						? l10n.t('{0} is limiting your requests. Wait a little before the next one.', service)
						: l10n.t('{0} is limiting your requests and asks to wait {1}.', service, roundTime(facts.retryAfterMs)),
					facts.reason,
				),
				help: ['retry', 'selectService'],
			};
		case 'quotaExhausted':
			return {
				message: because(l10n.t('The quota or credit at {0} is used up.', service), facts.reason),
				help: ['selectService'],
			};
		case 'overloaded':
			return {
				message: because(l10n.t('{0} is overloaded and drew nothing. Try again in a while.', service), facts.reason),
				help: ['retry', 'selectService'],
			};
		case 'unauthorized':
			return {
				message:
					facts.status === 0
						? l10n.t('{0} needs an API key.', service)
						: because(l10n.t('{0} does not accept the API key ({1}).', service, facts.status), facts.reason),
				help: ['setKey', 'selectService'],
			};
		case 'badRequest':
			return {
				message: because(l10n.t('{0} refused the request ({1}).', service, facts.status), facts.reason),
				help: ['selectService'],
			};
		case 'modelUnavailable':
			return {
				message: because(
					l10n.t('{0} has no model {1} at this address ({2}).', service, facts.model, facts.status),
					facts.reason,
				),
				help: ['selectService', 'openSettings'],
			};
		case 'redirected':
			return {
				message: l10n.t(
					'{0} has moved to {1}. If that is right, set it as the base URL.',
					service,
					shorten(facts.location, 120),
				),
				help: ['openSettings', 'selectService'],
			};
		case 'serverError':
			return {
				message: because(
					facts.by === undefined
						? l10n.t('{0} failed ({1}).', service, facts.status)
						: l10n.t('{0} failed ({1}, reported by {2}).', service, facts.status, facts.by),
					facts.reason,
				),
				help: ['retry', 'diagnose'],
			};
		case 'blocked':
			return {
				message:
					facts.stage === 'prompt'
						? l10n.t('{0} does not draw this prompt ({1}). Try rephrasing the prompt.', service, oneLine(facts.reason))
						: l10n.t(
								'{0} drew an image and withheld it ({1}). Try rephrasing the prompt.',
								service,
								oneLine(facts.reason),
							),
				help: ['retry'],
			};
		case 'noImage':
			return {
				message: because(
					l10n.t('{0} answered without an image ({1}).', service, oneLine(facts.reason)),
					facts.said === undefined ? undefined : l10n.t('It said: {0}', facts.said),
				),
				help: ['retry', 'selectService'],
			};
		case 'badReply':
			return {
				message: l10n.t(
					'What {0} sent is not the reply of an image service ({1}). Check the address.',
					service,
					oneLine(facts.detail),
				),
				help: ['selectService', 'retry'],
			};
		case 'badImage':
			return {
				message: l10n.t('What {0} sent is not a whole image ({1}).', service, oneLine(facts.detail)),
				help: ['retry'],
			};
		case 'replyTooLarge':
			return {
				message: l10n.t('The reply of {0} is larger than {1}.', service, dataSize(facts.limitBytes)),
				help: ['retry'],
			};
		case 'linkNotFetched':
			return {
				message: l10n.t(
					'The image is made, but its link could not be fetched ({0}). Open the link to save it yourself.',
					oneLine(facts.reason),
				),
				help: ['openLink', 'retry'],
			};
		case 'tooManyImages':
			return {
				message: l10n.t('The reply held more images than {0}; the others were left out.', facts.limit),
				help: ['retry'],
			};
		case 'notSaved':
			return {
				message: l10n.t('The image could not be written to {0} ({1}). Is the disk full?', facts.path, facts.code),
				help: ['retry'],
			};
		case 'lost':
			return { message: l10n.t('The background process for {0} exited unexpectedly.', service), help: ['retry'] };
	}
}

type Phase = Extract<Failure, { kind: 'timeout' }>['facts']['phase'];

function wordTimeout(phase: Phase, limit: string, service: string): string {
	switch (phase) {
		case 'connect':
			return l10n.t('No connection to {0} within {1}.', service, limit);
		case 'write':
			return l10n.t('The request to {0} could not be sent: no progress for {1}.', service, limit);
		case 'firstByte':
			return l10n.t('{0} did not answer within {1}.', service, limit);
		case 'idle':
			return l10n.t('The reply of {0} stopped for {1}.', service, limit);
		case 'attempt':
			return l10n.t('{0} took longer than {1}.', service, limit);
		case 'run':
			return l10n.t('No image from {0} within {1}, all attempts together.', service, limit);
	}
}

function wordUnreachable(host: string, code: string): string {
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return l10n.t(
				'There is no address for {0}. Check the network connection and the base URL; where a proxy is needed, set http.proxy.',
				host,
			);
		case 'ECONNREFUSED':
			return l10n.t('{0} refuses the connection. Check the base URL, and whether the service runs.', host);
		default:
			return l10n.t('{0} cannot be reached ({1}). Check the network connection and the base URL.', host, code);
	}
}

function wordInterrupted(facts: Extract<Failure, { kind: 'interrupted' }>['facts'], service: string): string {
	const { receivedBytes, elapsedMs } = facts;
	const elapsed = clockTime(elapsedMs);
	return receivedBytes === 0
		? l10n.t('The connection to {0} broke {1} after the request, before any reply.', service, elapsed)
		: l10n.t(
				'The connection to {0} broke {1} after the request, with {2} of the reply received.',
				service,
				elapsed,
				dataSize(receivedBytes),
			);
}

function wordProxy({ proxy, status, code = '' }: Extract<Failure, { kind: 'proxy' }>['facts']): string {
	if (status === 407) {
		return l10n.t(
			'The proxy {0} wants a name and a password: put them into the address in http.proxy, or set http.proxyAuthorization.',
			proxy,
		);
	}
	if (status !== undefined) {
		return l10n.t('The proxy {0} refused the connection ({1}). Check http.proxy and HTTPS_PROXY.', proxy, status);
	}
	switch (code) {
		case 'EPROXYKIND':
			return l10n.t(
				"The proxy {0} isn't a supported proxy type, such as SOCKS. Name an HTTP proxy in http.proxy, which goes before HTTPS_PROXY.",
				proxy,
			);
		case 'ERR_INVALID_URL':
			return l10n.t('The proxy "{0}" is not an address. Correct it in http.proxy, or in HTTPS_PROXY.', proxy);
		default:
			return l10n.t('The proxy {0} cannot be used ({1}). Check http.proxy and HTTPS_PROXY.', proxy, code);
	}
}

function because(message: string, reason: string | undefined): string {
	return reason === undefined || reason.trim() === '' ? message : `${message} ${oneLine(reason)}`;
}

function oneLine(text: string): string {
	return shorten(text, 200);
}
