/**
 * Whether a text can be a service's address: http or https, no place for secrets in it, and room for a path after it. It is
 * written into settings and job folders as it is.
 */
export function isBaseUrl(text: string): boolean {
	if (!URL.canParse(text)) {
		return false;
	}
	const { protocol, username, password } = new URL(text);
	// A lone `?` or `#` leaves nothing in the URL's parts, and would still take what comes after it.
	return /^https?:$/.test(protocol) && username === '' && password === '' && !/[?#]/.test(text);
}
