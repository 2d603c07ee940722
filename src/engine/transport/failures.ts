import { networkInterfaces } from 'node:os';
import { BlockList } from 'node:net';
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

/** Names a failure that came before the request to `url` was sent. */
export function connectFailure(error: unknown, { host }: URL): GenerationError {
	const code = connectCodeOf(error);
	const cause = { cause: error };
	if (certificateCodes.has(code)) {
		return new GenerationError('certificate', { host, code }, false, cause);
	}
	if (code === noCommonProtocol) {
		return new GenerationError('http1Refused', { host }, false, cause);
	}
	return new GenerationError('unreachable', { host, code }, false, cause);
}

/** The code of an error in connecting: `EOFFLINE` where it came about because this machine is in no network. */
export function connectCodeOf(error: unknown): string {
	const code = codeOf(error);
	return offlineCodes.has(code) && isOffline(networkInterfaces()) ? 'EOFFLINE' : code;
}

/** What the system says of a name that it cannot look up, and of a network that it knows no way to: also for want of any network. */
const offlineCodes: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

/**
 * Whether a machine with those interfaces is in no network: none has an address but its own. Link-local ones do not count: macOS has
 * some at all times, and they lead to no name server.
 */
export function isOffline(interfaces: ReturnType<typeof networkInterfaces>): boolean {
	const addresses = Object.values(interfaces).flatMap((list = []) => list);
	return addresses.every(
		({ internal, address, family }) => internal || linkLocal.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4'),
	);
}

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');

/** The error's code; of several addresses' errors, the first one's. `UNKNOWN` where there is none. */
export function codeOf(error: unknown): string {
	if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
		return error.code;
	}
	return error instanceof AggregateError && error.errors.length > 0 ? codeOf(error.errors[0]) : 'UNKNOWN';
}
