import { mebibyte } from '../growth/images';
import { numbering } from '../saving/report';
import type { Section, Table } from '../section';
import { median, spread } from '../statistics';
import { copyTasks, type CopyTask } from './clients';
import type { CopiesData } from './copies';

export function reportCopies(data: CopiesData): Section {
	const nextId = numbering('W');
	const { loops } = data;
	return {
		id: 'copies',
		heading: 'Copies',
		paragraphs: [
			`Copies of a PNG of 4096 × 4096 pixels and ${(data.originalBytes / 1e6).toFixed(1)} MB, the sandbox's own, each by a program of its own from its start to its end. *× ours* is taken within a round; below one is
faster than ours. sharp and ImageMagick are machine code with as many threads as there are cores; ours is WebAssembly with one, the same file on every platform. For a budget sharp is given a loop that halves what is left of the qualities from 50 to 85, or of the widths; ImageMagick has a
search of its own (\`jpeg:extent\`, \`webp:target-size\`), which goes below 50, and none for PNG. What quality 85 is differs between encoders: compare the files too.`,
			`The event loop is that of a Node.js process that has the image converted to WebP by the window's own code (\`converterAt\`), in a process of its own, and then has nothing to do for as long.`,
		],
		tables: [
			...copyTasks.map((task) => tableOf(data, task, nextId)),
			{
				title: 'How late a timer of 1 ms comes meanwhile',
				head: ['', '99th percentile, ms', 'longest, ms'],
				rows: (['idle', 'converting'] as const).map((when) => ({
					id: nextId(),
					cells: [
						when === 'idle' ? 'nothing to do' : 'while a copy is made',
						spread(
							loops.map((loop) => loop[when].p99Ms),
							2,
						),
						spread(
							loops.map((loop) => loop[when].maxMs),
							1,
						),
					],
				})),
			},
		],
		charts: [],
	};
}

function tableOf({ clients, trials }: CopiesData, { id, title }: CopyTask, nextId: () => string): Table {
	const of = (client: string): CopiesData['trials'] =>
		trials.filter((trial) => trial.task === id && trial.client === client);
	return {
		title,
		head: ['', 'time, ms', '× ours', 'peak memory, MiB', 'file, KB', 'width'],
		rows: clients.map((client) => {
			const own = of(client.id);
			const ratios = own.map(({ wallMs }, round) => wallMs / (of('command')[round]?.wallMs ?? NaN));
			return {
				id: nextId(),
				cells: [
					client.name,
					spread(own.map(({ wallMs }) => wallMs)),
					spread(ratios, 2),
					spread(own.map(({ peakBytes }) => peakBytes / mebibyte)),
					spread(own.map(({ bytes }) => bytes / 1000)),
					own.length > 0 ? median(own.map(({ width }) => width)) : '–',
				],
			};
		}),
	};
}
