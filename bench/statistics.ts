/** The value in the middle; the mean of the two in the middle of an even number. NaN of none. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** `median (least–most)`, all with so many decimals. */
export function spread(values: readonly number[], decimals = 0): string {
	if (values.length === 0) {
		return '–';
	}
	const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
		value.toFixed(decimals),
	);
	return `${middle} (${least}–${most})`;
}
