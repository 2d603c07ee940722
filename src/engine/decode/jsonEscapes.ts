/** The byte that a complete escape stands for; 0 for one that no base64 contains; undefined while it is incomplete. */
export function meaningOf(escape: string): number | undefined {
	const kind = escape[1];
	if (kind === undefined || (kind === 'u' && escape.length < 6)) {
		return undefined;
	}
	switch (kind) {
		case '/':
			return 0x2f;
		case 'n':
			return 0x0a;
		case 'r':
			return 0x0d;
		case 'u': {
			const code = Number.parseInt(escape.slice(2), 16);
			return code < 0x80 ? code : 0;
		}
		default:
			return 0;
	}
}

/** A part of a JSON string of one character a byte, its escapes resolved; those that no base64 contains become NUL. */
export function unescape(text: string): string {
	return text.replace(/\\(?:u[0-9a-fA-F]{4}|.)/g, (escape) => String.fromCharCode(meaningOf(escape) ?? 0));
}
