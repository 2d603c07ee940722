import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';

export interface Certificate {
	/** Whom it names, and who says so. */
	readonly subject: string;
	readonly issuer: string;
	/** Milliseconds since 1970. */
	readonly validTo: number;
	/** How many certificates lead from it to its root, itself included; as many as are known. */
	readonly chain: number;
}

/** No chain is longer; a damaged one must not be followed for ever. */
const maxChain = 10;

/** The certificate of whoever is at the other end; undefined without TLS. */
export function certificateOf(socket: Socket): Certificate | undefined {
	if (!(socket instanceof TLSSocket)) {
		return undefined;
	}
	const first = socket.getPeerCertificate(true);
	return {
		subject: nameOf(first.subject.CN, first.subject.O),
		issuer: nameOf(first.issuer.O, first.issuer.CN),
		validTo: Date.parse(first.valid_to),
		chain: chainLength(first),
	};
}

function chainLength(first: DetailedPeerCertificate): number {
	let length = 1;
	let last = first;
	while (length < maxChain) {
		const issuer = issuerOf(last);
		if (!issuer || issuer.fingerprint256 === last.fingerprint256) {
			break;
		}
		last = issuer;
		length++;
	}
	return length;
}

/** Unknown where the server does not send it, whatever Node's types say. A root is its own issuer. */
function issuerOf(certificate: { issuerCertificate?: DetailedPeerCertificate }): DetailedPeerCertificate | undefined {
	return certificate.issuerCertificate;
}

/** Names may be missing, or come several times. */
function nameOf(...names: readonly (string | readonly string[] | undefined)[]): string {
	return String(names.find((name) => name?.length) ?? '');
}
