/** The values of a text, in the order of its `{0}`, `{1}`… */
type Values = readonly (string | number)[];

/**
 * Gives a text in the reader's language, with values in the place of `{0}`, `{1}`… It is called `t`, and its first argument is
 * a literal wherever it is called, so that the texts can be collected for translators.
 */
export interface Translate {
	(message: string, ...values: Values): string;
	/** What the texts are in, as BCP 47 names it: numbers and dates among them are worded by it. */
	readonly language: string;
	/** The same text as it is said of numbers of another category than English has (CLDR's: `few`, `many`…). */
	readonly inCategory: (category: Intl.LDMLPluralRule, message: string, ...values: Values) => string;
}

/** The texts as they are written here: for agents, whose words these are, and for whoever reads English. */
export const inEnglish: Translate = Object.assign(
	(message: string, ...values: Values): string => fillIn(message, values),
	{
		language: 'en',
		inCategory: (_: Intl.LDMLPluralRule, message: string, ...values: Values) => fillIn(message, values),
	},
);

/** Puts values in the place of `{0}`, `{1}`…; a gap without one stays. */
function fillIn(message: string, values: Values): string {
	return message.replace(/\{(\d+)\}/g, (gap, index: string) => String(values[Number(index)] ?? gap));
}

/**
 * A text with a number in it, which is `{0}` of both: English has one for 1 and one for all others. Other languages have up to four more, or say
 * `one` of 21 as well, so that no text may take the number for granted.
 */
export function plural(t: Translate, count: number, one: string, other: string, ...values: Values): string {
	const category = new Intl.PluralRules(t.language).select(count);
	if (category === 'one') {
		return t(one, count, ...values);
	}
	return category === 'other' ? t(other, count, ...values) : t.inCategory(category, other, count, ...values);
}

/** Like `t`, with every value that is a text given to `quote` first: for documents in which foreign text could be taken for markup. */
export function quoting(t: Translate, quote: (text: string) => string): Translate {
	const quoted = (values: Values): Values => values.map((value) => (typeof value === 'string' ? quote(value) : value));
	return Object.assign((message: string, ...values: Values) => t(message, ...quoted(values)), {
		language: t.language,
		inCategory: (category: Intl.LDMLPluralRule, message: string, ...values: Values) =>
			t.inCategory(category, message, ...quoted(values)),
	});
}
