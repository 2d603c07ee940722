import type { Failure } from '../engine/failure';
import type { JobState } from '../engine/jobs/state';

/** One line for a terminal: what happened, and what to do. */
export function describe(failure: Failure): string {
	const text = sentence(failure);
	return failure.maybePaid ? `${text} The service may bill for it all the same.` : text;
}

/** Who made the image instead of whom, and why. */
export function describeFallback(
	made: { readonly service: string; readonly model: string },
	{ service, model, failure }: NonNullable<JobState['givenUp']>,
): string {
	return `Made by ${made.service}/${made.model}, because ${service}/${model} could not. ${sentence(failure)}`;
}

function sentence({ kind, facts }: Failure): string {
	switch (kind) {
		case 'cancelled':
			return 'Cancelled.';
		case 'timeout':
			return `Gave up: ${phases[facts.phase]} took longer than ${facts.timeoutMs / 1000} s. --timeout sets the limit.`;
		case 'unreachable':
			return `Cannot reach ${facts.host} (${facts.code}). Nothing was sent. Check the address and the network.`;
		case 'proxy':
			return facts.code === 'EPROXYKIND'
				? `The proxy ${facts.proxy} isn't a supported proxy type, such as SOCKS: name an HTTP proxy in HTTPS_PROXY.`
				: `The proxy ${facts.proxy} did not let the request through (${facts.status ?? facts.code ?? ''}). Nothing was sent. HTTPS_PROXY sets it.`;
		case 'certificate':
			return `The certificate of ${facts.host} is not trusted (${facts.code}). A proxy's own certificate goes into NODE_EXTRA_CA_CERTS.`;
		case 'http1Refused':
			return `${facts.host} speaks only HTTP/2; HTTP/1.1 is needed for long silent requests.`;
		case 'interrupted':
			return `The connection broke after ${Math.round(facts.elapsedMs / 1000)} s (${facts.code}).`;
		case 'rateLimited':
			return `Too many requests${again(facts.retryAfterMs)}.${said(facts.reason)}`;
		case 'overloaded':
			return `The service is overloaded${again(facts.retryAfterMs)}.${said(facts.reason)}`;
		case 'quotaExhausted':
			return `The quota or the credit is used up.${said(facts.reason)}`;
		case 'unauthorized':
			return `The API key was not accepted.${said(facts.reason)}`;
		case 'badRequest':
			return `The service refused the request (${facts.status}).${said(facts.reason)}`;
		case 'modelUnavailable':
			return `The service does not know the model "${facts.model}" at this address.${said(facts.reason)}`;
		case 'redirected':
			return `The service points elsewhere (${facts.location}); the key is not sent there. Check the address.`;
		case 'serverError':
			return `The service or something before it failed (${facts.status}${facts.by ? `, ${facts.by}` : ''}).${said(facts.reason)}`;
		case 'blocked':
			return `The ${facts.stage} was refused: ${facts.reason}`;
		case 'noImage':
			return `The model answered without an image (${facts.reason}).${said(facts.said)}`;
		case 'badReply':
			return `The reply is not what it should be: ${facts.detail}`;
		case 'badImage':
			return `The image is damaged: ${facts.detail}.`;
		case 'replyTooLarge':
			return `The reply is larger than ${Math.round(facts.limitBytes / 2 ** 20)} MiB.`;
		case 'linkNotFetched':
			return `The image could not be fetched (${facts.reason}). It may still be at ${facts.link}`;
		case 'tooManyImages':
			return `The reply held more images than ${facts.limit}; the others were left out.`;
		case 'notSaved':
			return `The image could not be written to ${facts.path} (${facts.code}).`;
		case 'lost':
			return 'The background process exited unexpectedly.';
	}
}

const phases: Record<Extract<Failure, { kind: 'timeout' }>['facts']['phase'], string> = {
	connect: 'connecting',
	write: 'sending the request',
	firstByte: 'the answer',
	idle: 'a pause within the reply',
	attempt: 'the attempt',
	run: 'the run',
};

function again(waitMs: number | undefined): string {
	return waitMs === undefined ? '' : `; try again in ${Math.ceil(waitMs / 1000)} s`;
}

function said(reason: string | undefined): string {
	return reason === undefined ? '' : ` It says: ${reason}`;
}
