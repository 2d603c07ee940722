import { type ConnectionOptions, getCACertificates } from 'node:tls';
import type { Network } from '../task';

/**
 * Which certificates are accepted. Node's own store and NODE_EXTRA_CA_CERTS always count; the operating system's, where a
 * company keeps its proxy's certificate, on request.
 */
export function trustFor({
	strictSsl,
	systemCertificates,
}: Network): Pick<ConnectionOptions, 'ca' | 'rejectUnauthorized'> {
	return {
		...(!strictSsl && { rejectUnauthorized: false }),
		...(systemCertificates && { ca: defaultAndSystem() }),
	};
}

/** Each once: most are in both stores, and some systems list theirs twice. OpenSSL takes far longer over doubles (160 ms, not 20). */
function defaultAndSystem(): string[] {
	return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}
