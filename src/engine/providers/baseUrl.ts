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
		/^https?:$/.test(protocol) &&
		username === '' &&
		password === '' &&
		!/#|\?$/.test(text) &&
		![...searchParams.keys()].some((name) => secretNames.test(name))
	);
}

/** What people call the secrets that services take in a query. */
const secretNames = /key|token|secret|password|signature|^sig$|^code$/i;

/** The URL of what is at `path` below an address, which may have a query of its own, as the path may. */
export function urlBelow(baseUrl: string, path: string): URL {
	const base = new URL(baseUrl);
	const [below = '', query = ''] = path.split('?');
	const url = new URL(base.origin + base.pathname.replace(/\/+$/, '') + below);
	url.search = [query, base.search.slice(1)].filter(Boolean).join('&');
	return url;
}
