/** Words for when something was, of a wall time in milliseconds since 1970. */
export type When = (at: number) => string;

/**
 * The time for what was today, else the date, in the language given. Each format is made once, and no sooner than it is needed: that
 * takes longer than all else of a row.
 */
export function whenIn(language: string): When {
	let time: Intl.DateTimeFormat | undefined;
	let day: Intl.DateTimeFormat | undefined;
	return (at) => {
		const date = new Date(at);
		if (date.toDateString() === new Date().toDateString()) {
			time ??= new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
			return time.format(date);
		}
		day ??= new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
		return day.format(date);
	};
}
