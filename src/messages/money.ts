/** US dollars, to a tenth of a cent where there is one: `$0.134`, `$0.09`, `$1.20`, `$12`. */
export function dollars(amount: number): string {
	const text = (Math.round(amount * 1000) / 1000).toFixed(3).replace(/0$/, '');
	return `$${text.replace(/\.00$/, '')}`;
}
