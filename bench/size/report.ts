import { numbering } from '../saving/report';
import type { Section } from '../section';
import { spread } from '../statistics';
import type { SizeData } from './size';

/** How many parts of a bundle are named; the rest is summed up. */
const namedParts = 6;

export function reportSize({ vsixBytes, bundles, starts }: SizeData): Section {
	const nextId = numbering('B');
	const over = (values: readonly number[]): number[] =>
		values.map((value, round) => value - (starts.nothing[round] ?? NaN));
	return {
		id: 'size',
		heading: 'Size and start',
		paragraphs: [
			'The VSIX and the bundles in it, minified, with their largest parts: packages, and folders of the product itself.',
			`Starts, the files already in the system's cache; *over Node's own* is what a start takes more than \`node -e 0\` in the same round. The extension starts no process until an image
is asked for.`,
		],
		tables: [
			{
				title: 'Size',
				head: ['', 'KB', 'of which, KB'],
				rows: [
					{ id: nextId(), cells: ['VSIX', kilobytes(vsixBytes), ''] },
					...bundles.map(({ name, bytes, parts }) => ({
						id: nextId(),
						cells: [`dist/${name}`, kilobytes(bytes), largestOf(parts)],
					})),
				],
			},
			{
				title: 'Start',
				head: ['', 'ms', "over Node's own, ms"],
				rows: [
					{ id: nextId(), cells: ['`node -e 0`', spread(starts.nothing), ''] },
					{ id: nextId(), cells: ['`imagegen --version`', spread(starts.version), spread(over(starts.version))] },
					{
						id: nextId(),
						cells: [
							'a job, until its request has come to the service',
							spread(starts.asked),
							spread(over(starts.asked)),
						],
					},
					...(starts.askedFromMemory.length > 0
						? [
								{
									id: nextId(),
									cells: [
										'the same with its folder in memory, where a sync costs nothing',
										spread(starts.askedFromMemory),
										spread(over(starts.askedFromMemory)),
									],
								},
							]
						: []),
				],
			},
		],
		charts: [],
	};
}

function largestOf(parts: Readonly<Record<string, number>>): string {
	const sorted = Object.entries(parts).sort(([, a], [, b]) => b - a);
	const rest = sorted.slice(namedParts).reduce((sum, [, bytes]) => sum + bytes, 0);
	const named = sorted.slice(0, namedParts).map(([part, bytes]) => `${part} ${kilobytes(bytes)}`);
	return [...named, ...(rest > 0 ? [`others ${kilobytes(rest)}`] : [])].join(' · ');
}

function kilobytes(bytes: number): string {
	return (bytes / 1000).toFixed(0);
}
