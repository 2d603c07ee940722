/**
 * Gives a text in the reader's language, with values in the place of `{0}`, `{1}`… It is called `t`, and its first argument is
 * a literal wherever it is called, so that the texts can be collected for translators.
 */
export type Translate = (message: string, ...values: readonly (string | number)[]) => string;

/** The texts as they are written here: for the terminal, which is in English. */
export const inEnglish: Translate = (message, ...values) =>
	message.replace(/\{(\d+)\}/g, (gap, index: string) => String(values[Number(index)] ?? gap));

/** Like `t`, with every value that is a text given to `quote` first: for documents in which foreign text could be taken for markup. */
export function quoting(t: Translate, quote: (text: string) => string): Translate {
	return (message, ...values) =>
		t(message, ...values.map((value) => (typeof value === 'string' ? quote(value) : value)));
}
