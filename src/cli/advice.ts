import type { Failure } from '../engine/failure';
import type { Finding } from '../engine/diagnose/findings';
import { wordFailure } from '../messages/failures';
import { wordFinding } from '../messages/findings';
import { inEnglish } from '../messages/translate';
import { type Help, withAdvice } from '../messages/wording';

/** One line for a terminal: what happened at `service` (its name), and what to do. */
export function describeFailure(failure: Failure, service: string): string {
	const line = withAdvice(wordFailure(inEnglish, failure, service), adviceOn);
	return failure.kind === 'linkNotFetched' ? `${line} It may still be at ${failure.facts.link}` : line;
}

/** One line for a terminal: what a diagnosis of `service` (its name) shows, and what to do. */
export function describeFinding(finding: Finding, service: string): string {
	return withAdvice(wordFinding(inEnglish, finding, service), adviceOn);
}

/** Which option or variable helps; undefined where none does. */
function adviceOn(help: Help): string | undefined {
	switch (help) {
		case 'setProxy':
			return 'Proxies are set by HTTPS_PROXY and HTTP_PROXY.';
		case 'setProxyCredentials':
			return 'Put them into the address in HTTPS_PROXY or HTTP_PROXY.';
		case 'setTimeouts':
			return '--timeout sets the timeout.';
		case 'setKey':
			return 'IMAGEGEN_API_KEY or --key-stdin gives the key.';
		case 'setBaseUrl':
			return '--base-url sets the address.';
		case 'stream':
			return 'Streaming (--stream on) may help.';
		case 'diagnose':
			return 'imagegen diagnose checks the connection.';
		case 'checkCertificates':
		case 'lookAgain':
		case 'openLink':
		case 'retry':
		case 'selectService':
			return undefined;
	}
}
