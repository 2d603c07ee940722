import { GenerationError } from '../failure';

/** What OpenSSL and Node say of a certificate that was looked at and found wanting: no repeat will change that. */
const certificateCodes: ReadonlySet<string> = new Set([
	'CERT_CHAIN_TOO_LONG',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REJECTED',
	'CERT_REVOKED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'HOSTNAME_MISMATCH',
	'INVALID_CA',
	'INVALID_PURPOSE',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The TLS alert of a server that offers only HTTP/2 to a client that offers only HTTP/1.1. */
const noCommonProtocol = 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL';

/** Names a failure that came before the request was sent. */
export function connectFailure(error: unknown, host: string): GenerationError {
	const code = codeOf(error);
	const cause = { cause: error };
	if (certificateCodes.has(code)) {
		return new GenerationError('certificate', { host, code }, false, cause);
	}
	if (code === noCommonProtocol) {
		return new GenerationError('http1Refused', { host }, false, cause);
	}
	return new GenerationError('unreachable', { host, code }, false, cause);
}

/** The error's code; of several addresses' errors, the first one's. `UNKNOWN` where there is none. */
export function codeOf(error: unknown): string {
	if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
		return error.code;
	}
	return error instanceof AggregateError && error.errors.length > 0 ? codeOf(error.errors[0]) : 'UNKNOWN';
}
