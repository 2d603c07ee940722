import type { Translate } from './translate';

/** US dollars, to a tenth of a cent where there is one: `$0.134`, `$0.09`, `$1.20`, `$12`. */
export function dollars({ language }: Translate, amount: number): string {
	const tenthsOfCents = Math.round(amount * 1000);
	const digits = tenthsOfCents % 1000 === 0 ? 0 : tenthsOfCents % 10 === 0 ? 2 : 3;
	return (tenthsOfCents / 1000).toLocaleString(language, {
		style: 'currency',
		currency: 'USD',
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}
