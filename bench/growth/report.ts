import { ours, others } from '../barChart';
import { numbering } from '../saving/report';
import type { Chart, Section } from '../section';
import { median, spread } from '../statistics';
import type { GrowthData } from './growth';
import { growing, imageSizes, mebibyte, type SizeTrials } from './images';
import { jobCounts } from './jobs';
import { documentBytes } from './places';

export function reportGrowth({ sizes, jobs, places }: GrowthData): Section {
	const nextId = numbering('G');
	return {
		id: 'growth',
		heading: 'Growth',
		paragraphs: [
			`Images of growing size, saved as in the section above, with a Content-Length and as fast as it goes. Where a range of memory reaches far above its median, that is a single trial; we take
it for one in which the socket's garbage was collected late.`,
			`Jobs at once: each is a process of \`dist/cli.js\`, as the window starts it, and all ask one service that stays silent until every request has come. While they wait, their memory
(Linux's proportional set size, so that pages they share count once) and their processor time are taken; then the service answers all of them at once, 8 MiB each.`,
			`Places: how long it takes to follow one place through ${places[0]?.edits ?? 0} edits all over a document.`,
		],
		tables: [
			{
				title: 'Size of the image',
				head: ['image', 'client', 'time, ms', 'memory, MiB', 'block, ms'],
				rows: sizes.map(({ mebibytes, client, trials }) => ({
					id: nextId(),
					cells: [
						`${mebibytes} MiB`,
						nameOf(client),
						spread(trials.map(({ wallMs }) => wallMs)),
						spread(trials.map(({ peakBytes }) => peakBytes / mebibyte)),
						spread(trials.flatMap(({ blockMs }) => blockMs ?? [])),
					],
				})),
			},
			{
				title: 'Jobs at once',
				head: [
					'jobs',
					'all have asked, ms',
					'memory of all, MiB',
					'of each, MiB',
					'processor while waiting, % of a core',
					'all saved, ms',
				],
				rows: jobCounts.map((count) => {
					const own = jobs.filter((trial) => trial.jobs === count);
					return {
						id: nextId(),
						cells: [
							count,
							spread(own.map(({ askedMs }) => askedMs)),
							spread(own.map(({ memoryBytes }) => memoryBytes / mebibyte)),
							spread(own.map(({ memoryBytes }) => memoryBytes / mebibyte / count)),
							spread(
								own.map(({ cpuShare }) => 100 * cpuShare),
								1,
							),
							spread(own.map(({ savedMs }) => savedMs)),
						],
					};
				}),
			},
			{
				title: 'Length of the document',
				head: ['document', '10,000 edits, ms'],
				rows: documentBytes.map((bytes) => ({
					id: nextId(),
					cells: [
						bytes < 1e6 ? `${bytes / 1e3} KB` : `${bytes / 1e6} MB`,
						spread(
							places.filter((trial) => trial.bytes === bytes).map(({ ms }) => ms),
							2,
						),
					],
				})),
			},
		],
		charts: [memoryChart(sizes)],
	};
}

function nameOf(client: string): string {
	return growing.find(({ id }) => id === client)?.name ?? client;
}

/** Peak memory over the size of the image: flat, or not. */
function memoryChart(sizes: readonly SizeTrials[]): Chart {
	const values = sizes
		.filter(({ client }) => client !== 'engine')
		.map(({ mebibytes, client, trials }) => ({
			mebibytes,
			client: client === 'command' ? 'Image Gen' : client,
			memory: median(trials.map(({ peakBytes }) => peakBytes / mebibyte)),
		}));
	const largest = values.filter(({ mebibytes }) => mebibytes === imageSizes.at(-1));
	const color = {
		field: 'client',
		type: 'nominal',
		legend: null,
		scale: { domain: ['Image Gen', 'openai'], range: [ours, others] },
	} as const;
	return {
		name: 'growth-memory',
		alt: 'Peak memory over the size of the image: flat for Image Gen, growing for the openai SDK.',
		spec: {
			title: 'Peak memory while an image is saved, MiB',
			width: 420,
			height: 200,
			encoding: {
				x: {
					...{ field: 'mebibytes', type: 'quantitative', title: 'image, MiB' },
					axis: { grid: false, values: [...imageSizes] },
				},
				y: { field: 'memory', type: 'quantitative', title: null },
			},
			layer: [
				{ data: { values }, mark: { type: 'line', point: true, strokeWidth: 2 }, encoding: { color } },
				{
					data: { values: largest.map((value) => ({ ...value, text: `${value.client}: ${value.memory.toFixed(0)}` })) },
					mark: { type: 'text', align: 'right', dy: -10 },
					encoding: { text: { field: 'text' } },
				},
			],
		},
	};
}
