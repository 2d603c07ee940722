import { types } from 'node:util';
import { runInNewContext } from 'node:vm';

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

/**
 * What `work` returns; undefined when it takes longer than `ms`. The only way Node has to end a regular expression: a script's
 * time limit. The script is ours and does nothing but call `work`.
 */
function within<T>(ms: number, work: () => T): T | undefined {
	try {
		return runInNewContext('work()', { work }, { timeout: ms }) as T;
	} catch (error) {
		// An error of the script's own realm, so not an instance of this one's Error.
		if (types.isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
			return undefined;
		}
		throw error;
	}
}

function unescapeSlashes(text: string): string {
	return text.replaceAll('\\/', '/');
}
