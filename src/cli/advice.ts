import type { Failure } from '../engine/failure';
import type { Finding } from '../engine/diagnose/findings';
import { wordFailure } from '../messages/failures';
import { wordFinding } from '../messages/findings';
import { type Help, withAdvice } from '../messages/wording';
import { t } from './translate';

/** One line for a terminal: what happened at `service` (its name), and what to do. */
export function describeFailure(failure: Failure, service: string): string {
	const line = withAdvice(wordFailure(t, failure, service), adviceOn);
	return failure.kind === 'linkNotFetched' ? t('{0} It may still be at {1}', line, failure.facts.link) : line;
}

/** One line for a terminal: what a diagnosis of `service` (its name) shows, and what to do. */
export function describeFinding(finding: Finding, service: string): string {
	return withAdvice(wordFinding(t, finding, service), adviceOn);
}

/** Which option or variable helps; undefined where none does. */
function adviceOn(help: Help): string | undefined {
	switch (help) {
		case 'setProxy':
			return t('Proxies are set by HTTPS_PROXY and HTTP_PROXY.');
		case 'setProxyCredentials':
			return t('Put them into the address in HTTPS_PROXY or HTTP_PROXY.');
		case 'setTimeouts':
			return t('--timeout sets the timeout.');
		case 'setKey':
			return t('IMAGEGEN_API_KEY or --key-stdin gives the key.');
		case 'setBaseUrl':
			return t('--base-url sets the address.');
		case 'stream':
			return t('Streaming (--stream on) may help.');
		case 'diagnose':
			return t('imagegen diagnose checks the connection.');
		case 'checkCertificates':
		case 'lookAgain':
		case 'openLink':
		case 'retry':
		case 'selectService':
			return undefined;
	}
}
