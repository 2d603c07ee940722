import { within } from '../timeLimit';

/** Longer patterns and replacements are not run: an endless one is none, and one that repeats the text makes it grow without end. */
const maxPatternLength = 200;

/** What all patterns of one template may take together. Useful ones take less than a thousandth of it. */
const maxPatternMs = 500;

/** `\$`, or `${name}`, or `${name/pattern/replacement/flags}`. Never tries the same text twice, however odd the template is. */
const variable = /(\\\$)|\$\{(\w+)(?:\/((?:\\.|[^}/\\])+)\/((?:\\.|[^}/\\])*)\/(\w*))?\}/g;

const hasPattern = /\$\{\w+\//;

/** A template, and whose: what `markdown.copyFiles.destination` holds is read as Visual Studio Code reads it. */
export interface Template {
	readonly text: string;
	readonly setting: 'imagegen.destination' | 'markdown.copyFiles.destination';
}

/**
 * Fills in `${name}` and `${name/pattern/replacement/flags}`, where the pattern is a regular expression; `\$` is a dollar
 * sign. Patterns that are none, or over-long, replace nothing. The language of Visual Studio Code's setting
 * `markdown.copyFiles.destination`, plus the flags; there an empty replacement replaces nothing.
 *
 * A template may be a repository's, and this runs where the editor's other extensions run too: a pattern such as `(a+)+$`
 * would hold all of them up for minutes. So when the patterns take longer than half a second, none of them replaces anything.
 */
export function fillIn(template: Template, variables: ReadonlyMap<string, string>): string {
	const { text } = template;
	const unchanged = fill(text, variables, (value) => value);
	const replace = template.setting === 'imagegen.destination' ? replaceIn : replaceUnlessEmpty;
	// Most templates have none, and being able to end one takes milliseconds.
	return hasPattern.test(text) ? (within(maxPatternMs, () => fill(text, variables, replace)) ?? unchanged) : unchanged;
}

/** What looks like a variable in a template and is none of these. */
export function unknownIn({ text }: Template, variables: ReadonlyMap<string, string>): readonly string[] {
	const others = text.replace(variable, (whole: string, escape?: string, name?: string) =>
		escape !== undefined || variables.has(name ?? '') ? ' ' : whole,
	);
	return Array.from(others.matchAll(/\$\{[^}]*\}?/g), ([whole]) => whole);
}

/** Whether a template has that variable in it. */
export function uses({ text }: Template, name: string): boolean {
	return Array.from(text.matchAll(variable)).some(([, , found]) => found === name);
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

function replaceUnlessEmpty(value: string, pattern: string, flags: string, replacement: string): string {
	return replacement === '' ? value : replaceIn(value, pattern, flags, replacement);
}

function unescapeSlashes(text: string): string {
	return text.replaceAll('\\/', '/');
}
