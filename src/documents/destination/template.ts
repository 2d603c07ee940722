/** Longer ones are not run: a person's own pattern may be slow, and an endless one is no pattern. */
const maxPatternLength = 200;

/** `\$`, or `${name}`, or `${name/pattern/replacement/flags}`. */
const variable = /(\\\$)|\$\{(\w+)(?:\/((?:\\\/|[^}/])+)\/((?:\\\/|[^}/])*)\/(\w*))?\}/g;

/**
 * Fills in `${name}` and `${name/pattern/replacement/flags}`, where the pattern is a regular expression; `\$` is a dollar
 * sign. Unknown names stay as they are, and patterns that are none, or over-long, replace nothing. The language of Visual
 * Studio Code's setting `markdown.copyFiles.destination`, plus the flags.
 */
export function fillIn(template: string, variables: ReadonlyMap<string, string>): string {
	return template.replace(variable, (whole: string, escape?: string, ...parts: (string | undefined)[]): string => {
		const [name = '', pattern, replacement = '', flags = ''] = parts;
		if (escape !== undefined) {
			return '$';
		}
		const value = variables.get(name);
		const expression = pattern === undefined ? undefined : expressionOf(unescapeSlashes(pattern), flags);
		return value === undefined || expression === undefined
			? (value ?? whole)
			: value.replace(expression, unescapeSlashes(replacement));
	});
}

function expressionOf(pattern: string, flags: string): RegExp | undefined {
	try {
		return pattern.length <= maxPatternLength ? new RegExp(pattern, flags) : undefined;
	} catch {
		return undefined;
	}
}

function unescapeSlashes(text: string): string {
	return text.replaceAll('\\/', '/');
}
