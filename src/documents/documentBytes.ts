/** Larger documents are not written by people, and not looked at. */
export const maxDocumentBytes = 4 * 2 ** 20;

/** A file's text as editors show it, without the mark that some begin with; undefined for what is no text. */
export function textIn(bytes: Uint8Array): string | undefined {
	// Whoever writes text writes no NUL.
	return bytes.includes(0) ? undefined : new TextDecoder().decode(bytes);
}
