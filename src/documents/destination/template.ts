import { within } from '../timeLimit';

/** Longer patterns and replacements are not run: an endless one is none, and one that repeats the text makes it grow without end. */
const maxPatternLength = 200;

/** What all patterns of one template may take together. Useful ones take less than a thousandth of it. */
const maxPatternMs = 500;

/** `\$`, or `${name}`, or `${name/pattern/replacement/flags}`. Never tries the same text twice, however odd the template is. */
const variable = /(\\\$)|\$\{(\w+)(?:\/((?:\\.|[^}/\\])+)\/((?:\\.|[^}/\\])*)\/(\w*))?\}/g;

const hasPattern = /\$\{\w+\//;

/**
 * Fills in `${name}` and `${name/pattern/replacement/flags}`, where the pattern is a regular expression; `\$` is a dollar
 * sign. Unknown names stay as they are, and patterns that are none, or over-long, replace nothing. The language of Visual
 * Studio Code's setting `markdown.copyFiles.destination`, plus the flags.
 *
 * A template may be a repository's, and this runs where the editor's other extensions run too: a pattern such as `(a+)+$`
 * would hold all of them up for minutes. So when the patterns take longer than half a second, none of them replaces anything.
 */
export function fillIn(template: string, variables: ReadonlyMap<string, string>): string {
	const unchanged = fill(template, variables, (value) => value);
	// Most templates have none, and being able to end one takes milliseconds.
	return hasPattern.test(template)
		? (within(maxPatternMs, () => fill(template, variables, replaceIn)) ?? unchanged)
		: unchanged;
}

type Replace = (value: string, pattern: string, flags: string, replacement: string) => string;

function fill(template: string, variables: ReadonlyMap<string, string>, replace: Replace): string {
	return template.replace(variable, (whole: string, escape?: string, ...parts: (string | undefined)[]): string => {
		const [name = '', pattern, replacement = '', flags = ''] = parts;
		if (escape !== undefined) {
			return '$';
		}
		const value = variables.get(name);
		if (value === undefined) {
			return whole;
		}
		return pattern === undefined
			? value
			: replace(value, unescapeSlashes(pattern), flags, unescapeSlashes(replacement));
	});
}

function replaceIn(value: string, pattern: string, flags: string, replacement: string): string {
	try {
		const isUsable = pattern.length <= maxPatternLength && replacement.length <= maxPatternLength;
		return isUsable ? value.replace(new RegExp(pattern, flags), replacement) : value;
	} catch {
		return value;
	}
}

function unescapeSlashes(text: string): string {
	return text.replaceAll('\\/', '/');
}
