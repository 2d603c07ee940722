/**
 * Whether a text can be a service's address: http or https, and no place for secrets in it, since it is written into settings and job
 * folders as it is. Its query, where it has one, belongs to every request there, such as Azure's `api-version`.
 */
export function isBaseUrl(text: string): boolean {
	if (!URL.canParse(text)) {
		return false;
	}
	const { protocol, username, password, searchParams } = new URL(text);
	// A lone `?` or `#` leaves nothing in the URL's parts, and would still take what comes after it.
	return (
		/^https?:$/.test(protocol) && username === '' && password === '' && !/#|\?$/.test(text) && !hasSecret(searchParams)
	);
}

/** Whether a query has what people call the secrets that services take there, or what begins as their keys do. */
export function hasSecret(query: URLSearchParams): boolean {
	return [...query].some(([name, value]) => secretNames.test(name) || looksLikeKey(value));
}

const secretNames = /key|token|secret|passw|pwd|auth|credential|signature|^sig$|^code$/i;

/** Whether a text begins as the keys of services do. */
export function looksLikeKey(text: string): boolean {
	return /^(?:sk-|AIza|hf_|r8_|xai-|gsk_|(?:Bearer|Basic|Key)\s)/i.test(text);
}

/** The URL of what is at `path` below an address, which may have a query of its own, as the path may. */
export function urlBelow(baseUrl: string, path: string): URL {
	const base = new URL(baseUrl);
	const [below = '', query = ''] = path.split('?');
	const url = new URL(base.origin + base.pathname.replace(/\/+$/, '') + below);
	url.search = [query, base.search.slice(1)].filter(Boolean).join('&');
	return url;
}

/** A name as one step of a path, or as the value of a parameter, whatever stands in it: half a pair of surrogates is none of a URL's characters. */
export function inUrl(name: string): string {
	return encodeURIComponent(name.toWellFormed());
}
