/** Math; what refers elsewhere, with where; an accent and its letter; a command with its option; any other escape; what groups. */
const pieces =
	/\$(?:\\.|[^$\\])*\$|\\(?:label|index|[a-z]{0,9}ref|[a-zA-Z]{0,9}cite[a-z]{0,9})\*?(?:\[[^[\]{}]{0,200}\]){0,2}\{[^{}]*\}|\\[`'^"~=.][ \t]{0,9}\{?[a-zA-Z]\}?|\\[a-zA-Z@]+\*?(?:\[[^[\]{}]{0,200}\])?\s*(?:\{\})?|\\.|[{}~]/gs;

const named: ReadonlyMap<string, string> = new Map([
	['textbackslash', '\\'],
	['textasciicircum', '^'],
	['textasciitilde', '~'],
	['ldots', '…'],
	['dots', '…'],
	['ss', 'ß'],
]);

const accents: ReadonlyMap<string, string> = new Map([
	['`', '\u0300'],
	["'", '\u0301'],
	['^', '\u0302'],
	['~', '\u0303'],
	['=', '\u0304'],
	['.', '\u0307'],
	['"', '\u0308'],
]);

/** What LaTeX shows as text: commands become what they are told to show, math stays as it is. */
export function latexWords(latex: string): string {
	return latex.replace(pieces, shown).replace(/\s+/g, ' ').trim();
}

function shown(piece: string): string {
	if (piece.startsWith('$')) {
		return piece;
	}
	const [, accent = '', letter] = /^\\(\W)[ \t]*\{?([a-zA-Z])/.exec(piece) ?? [];
	if (letter !== undefined) {
		return (letter + (accents.get(accent) ?? '')).normalize('NFC');
	}
	const [, name] = /^\\([a-zA-Z@]+)/.exec(piece) ?? [];
	if (name !== undefined) {
		return named.get(name) ?? '';
	}
	// What is no text by itself has a backslash before it; other such escapes are spaces, or places to break a line at.
	return /^\\[%$&#_{}]/.test(piece) ? piece.slice(1) : /^(?:[{}]|\\[-/!])/.test(piece) ? '' : ' ';
}
