import { shorten } from '../../documents/shorten';

/** Visual Studio Code cuts notifications after so many UTF-16 code units. */
const maxLength = 1000;

/** What is kept of the end of longer ones: whether an image may have been billed is said there. */
const endLength = 300;

/**
 * A text as it may be shown anywhere in the editor. In notifications and questions `[text](command:…)`, `(file:…)` and
 * `(https:…)` are live links, for which the editor has no escape, and in labels `$(name)` is an icon: a service's words, a
 * folder's name or a prompt could so become a button that runs something. U+2060, which shows nothing and breaks no line,
 * parts both. Controls are gone, and the text is one line; what is too long loses its middle.
 */
export function inert(text: string): string {
	const line = shorten(text, Infinity).replace(/([\]$])\(/g, '$1\u2060(');
	return line.length <= maxLength
		? line
		: `${line.slice(0, maxLength - endLength - 1)}…${line.slice(-endLength)}`.toWellFormed();
}
