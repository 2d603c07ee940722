/**
 * One text of several sentences, which are given whole: none of what is undefined or empty. A blank stands between two of them, but not after a
 * full-width mark, which brings its own.
 */
export function joinSentences(...sentences: readonly (string | undefined)[]): string {
	return sentences
		.filter((sentence) => sentence !== undefined && sentence !== '')
		.reduce<string>((text, sentence) => `${text}${/(^|[。．！？])$/u.test(text) ? '' : ' '}${sentence}`, '');
}

/** What follows would otherwise run into it. */
export function asSentence(text: string): string {
	return /[.!?…。！？]$/u.test(text) ? text : `${text}.`;
}
