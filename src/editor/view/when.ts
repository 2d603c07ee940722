/** Words for when something was, of a wall time in milliseconds since 1970. */
export type When = (at: number) => string;

/**
 * The time for what was today, else the date, in the language given. The formats are made once, and no sooner than one is needed: that
 * takes longer than all else of a row.
 */
export function whenIn(language: string): When {
	let formats: { readonly time: Intl.DateTimeFormat; readonly date: Intl.DateTimeFormat } | undefined;
	return (at) => {
		formats ??= {
			time: new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }),
			date: new Intl.DateTimeFormat(language, { dateStyle: 'medium' }),
		};
		const date = new Date(at);
		const isToday = date.toDateString() === new Date().toDateString();
		return formats[isToday ? 'time' : 'date'].format(date);
	};
}
