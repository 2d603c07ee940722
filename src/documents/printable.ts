/** ECMA-48's control sequences, and its control strings (titles, links and the like) with what they hold. */
const escapeSequence =
	// eslint-disable-next-line no-control-regex -- control characters are what it looks for
	/(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]|(?:\x1B[\]PX^_]|[\x9D\x90\x98\x9E\x9F])[^\p{Cc}]*(?:\x07|\x1B\\|\x9C)|\x1B[ -/]*[0-~]/gu;

const lineBreakOrTab = /\r\n|[\t-\r\x85\u2028\u2029]/g;

/**
 * Controls that show nothing: C0, DEL and C1; and Unicode's, which turn the direction of writing around or hide text. The two
 * joiners stay: emoji and several scripts are spelled with them.
 */
const unseen = /\p{Cc}|(?![\u200C\u200D])(?=\p{Cf})\p{Default_Ignorable_Code_Point}|[\u2028\u2029\uFFF9-\uFFFB]/gu;

/**
 * A text from outside (a service's words, a header, a path, a prompt) as one line that shows what it says and does nothing: no
 * escape sequence or control reaches a terminal, none turns text around.
 */
export function printable(text: string): string {
	return text.replace(escapeSequence, '').replace(lineBreakOrTab, ' ').replace(unseen, '').toWellFormed();
}

/** `value` as one line of JSON in which those controls are escapes: exact for programs, and harmless in a terminal. */
export function printableJson(value: unknown): string {
	return JSON.stringify(value).replace(unseen, (character) =>
		Array.from({ length: character.length }, (_, index) => escapeOf(character.charCodeAt(index))).join(''),
	);
}

function escapeOf(codeUnit: number): string {
	return `\\u${codeUnit.toString(16).padStart(4, '0')}`;
}
