import type { Help } from '../../messages/wording';
import { t } from './translate';

/** Which setting helps; undefined where a command does, for which there is a button. */
export function adviceOn(help: Help): string | undefined {
	switch (help) {
		case 'setProxy':
			return t('Image Gen takes proxies from http.proxy and the environment, not from PAC files.');
		case 'setProxyCredentials':
			return t('Put them into the address in http.proxy, or set http.proxyAuthorization.');
		case 'setTimeouts':
			return t('The setting imagegen.timeouts sets how long to wait.');
		case 'checkCertificates':
			return t('The setting http.proxyStrictSSL turns the check on.');
		case 'stream':
			return t('The setting imagegen.stream may help.');
		case 'diagnose':
		case 'lookAgain':
		case 'openLink':
		case 'retry':
		case 'selectService':
		case 'setBaseUrl':
		case 'setKey':
			return undefined;
	}
}
