import { isSendable } from '../secrets';
import { looksLikeKey } from './baseUrl';

/** Why a further header of a person's own cannot be sent with every request. */
export type HeaderFlaw =
	/** No name that a header can have. */
	| 'name'
	/** A value that no header can have. */
	| 'value'
	/** Secrets are never among them: they are written into settings and job folders as they are. */
	| 'secret'
	/** A header that the request itself depends on. */
	| 'reserved';

/** A header's name (RFC 9110, 5.6.2). */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Words in the names of headers that hold secrets, and not within others: `x-portkey-provider` is none. */
const secret =
	/(?:^|[^a-z])(?:(?:api|access|auth|session|secret)?(?:key|token)|secret|auth|authorization|password|passwd|pwd|credentials?|signature|cookie2?)(?![a-z])/i;

const reserved =
	/^(?:host|connection|keep-alive|content-.*|accept|accept-encoding|expect|te|trailer|transfer-encoding|upgrade|proxy-.*|range)$/i;

/** What is wrong with a further header; undefined where it can be sent. */
export function headerFlaw(name: string, value: string): HeaderFlaw | undefined {
	if (!token.test(name)) {
		return 'name';
	}
	if (secret.test(name) || looksLikeKey(value)) {
		return 'secret';
	}
	if (reserved.test(name)) {
		return 'reserved';
	}
	return isSendable(value) ? undefined : 'value';
}

/** Whether a key can go in a header of that name. */
export function canCarryKey(name: string): boolean {
	return token.test(name) && !reserved.test(name);
}
