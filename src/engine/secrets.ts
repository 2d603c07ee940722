import * as v from 'valibot';

/** What a job may know and its folder must not. */
export interface Secrets {
	/** API keys by the origin that they are filed under: a key goes nowhere else. */
	readonly keys: ReadonlyMap<string, string>;
	/** The `Proxy-Authorization` header's value. */
	readonly proxyAuthorization?: string;
}

/** Servers take headers of so many characters together: Node.js 16 KiB of them, nginx a single one of 8 KiB. */
const maxHeaderChars = 8192;

/**
 * Whether a request can carry the secret in a header: no controls but tabs, nothing beyond Latin-1 (RFC 9110, 5.5), not too much. Nor blanks and
 * hyphens of that which only look like others.
 */
export function isSendable(secret: string): boolean {
	return secret.length <= maxHeaderChars && /^[\t\x20-\x7e\xa1-\xac\xae-\xff]*$/.test(secret);
}

/**
 * A key as it was meant: without what cannot be seen in it, and without the blanks, the quotes, or the `Bearer` that was copied along. What
 * is left may still be nothing that can be sent.
 */
export function tidyKey(pasted: string): string {
	return pasted
		.replace(/\p{DI}/gu, '')
		.trim()
		.replace(/^(["'`])([^]*)\1$/, '$2')
		.replace(/^(?:Authorization:\s*)?Bearer\s+/i, '')
		.trim();
}

const schema = v.object({
	keys: v.record(v.string(), v.string()),
	proxyAuthorization: v.optional(v.string()),
});

/** The one line in which the window hands a job's secrets to its process, over standard input alone. */
export function toLine({ keys, proxyAuthorization }: Secrets): string {
	return JSON.stringify({ keys: Object.fromEntries(keys), proxyAuthorization });
}

/** The secrets of such a line. Throws for anything else, without repeating it. */
export function fromLine(line: string): Secrets {
	let json: unknown;
	try {
		json = JSON.parse(line);
	} catch {
		json = undefined;
	}
	const parsed = v.safeParse(schema, json);
	if (!parsed.success) {
		throw new Error('standard input does not begin with a line of secrets');
	}
	const { keys, proxyAuthorization } = parsed.output;
	return { keys: new Map(Object.entries(keys)), ...(proxyAuthorization && { proxyAuthorization }) };
}
