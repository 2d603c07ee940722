import type { Chart } from './section';

/** One bar; ours stand out. */
export interface Bar {
	readonly label: string;
	readonly value: number;
	readonly ours: boolean;
}

/** A chart of horizontal bars in the order given, each with its value behind it; the title says what they are, and in what unit. */
export function barChart({
	name,
	title,
	alt,
	bars,
}: Pick<Chart, 'name' | 'alt'> & { readonly title: string; readonly bars: readonly Bar[] }): Chart {
	return {
		name,
		alt,
		spec: {
			title,
			width: 420,
			height: { step: 24 },
			data: { values: bars.map((bar) => ({ ...bar, text: bar.value.toFixed(bar.value < 10 ? 1 : 0) })) },
			encoding: {
				y: { field: 'label', type: 'nominal', sort: null, title: null },
				x: { field: 'value', type: 'quantitative', axis: null },
			},
			layer: [
				{
					mark: { type: 'bar', cornerRadiusEnd: 2, height: 14 },
					encoding: {
						color: {
							field: 'ours',
							type: 'nominal',
							legend: null,
							scale: { domain: [true, false], range: [ours, others] },
						},
					},
				},
				{ mark: { type: 'text', align: 'left', dx: 5 }, encoding: { text: { field: 'text' } } },
			],
		},
	};
}

/** Ours, and those that it stands beside: both at least 3:1 on white and on GitHub's dark grey. */
export const ours = '#2f81f7';
export const others = '#8b949e';
