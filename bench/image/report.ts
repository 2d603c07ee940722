import type { TopLevelSpec } from 'vega-lite';
import type { Chart, Section, Table } from '../section';
import type { Cell, HopCells, LoadCells, ImageData } from './measure';

const head = [
	'client',
	'delivered',
	'paid for',
	'paid per delivered',
	'repeated unasked',
	'left to the person',
	'sent whole, not delivered',
	'median wait',
	'longest wait',
];

export function reportImage({ compressed, real, missing }: ImageData): Section {
	const tables = [...tablesOf(compressed, 1), ...tablesOf(real, 1 + rowsIn(compressed))];
	return {
		id: 'image',
		heading: 'Getting the image',
		paragraphs: [
			`${compressed.images} images of 4K for each client behind each hop, ${compressed.parallel} at a time, in a hundredth of the time and drawn by one seed: three
quarters take the article's times (P50 / P95 / P99 120 / 170 / 250 s), every fourth those of its peak load (from 180 s, one in eight 330 s).
Then one image for each of ${real.latenciesMs.map(seconds).join(', ')} in real time, all clients and hops at once. All waits are told in real
time. Nothing goes wrong but for time: the service draws whatever it is asked for, and bills it, whether or not anybody is still there.`,
			`The hops: ${compressed.hops.map(({ hop, description }) => `**${hop}** is ${description}`).join('; ')}.${missing.length > 0 ? ` Not measured, since this machine has none: ${missing.join(', ')}.` : ''}`,
			`The clients: Image Gen with its default rules, one process of \`dist/cli.js\` for each image, over OpenAI's protocol; over OpenRouter's,
which it asks for a stream by itself, since the service then sends comments every 5 s (OpenAI's own streams send none); and over Google's protocol. \`openai\` and \`@google/genai\` with their
default options; Node's own \`fetch\`; undici's \`request\`, which speaks HTTP/2 where it is on offer; and the policy of the article's Python recipe
over undici with HTTP/1.1: 600 s, 3 attempts, 1 s and 2 s between them, again after whatever has no status, 429 and 503.`,
			`Compressed alike: the hops' limits; Image Gen's limits and waits; openai's 600 s by its option, and its waits of 0.5–1 s in its own function, since
they have no option; the recipe's. The 300 s until the reply's head that \`fetch\`, undici and with \`fetch\` both SDKs have are kept by a timer of
ours in the compressed run, since undici's own ticks only twice a second; in real time they are their own. Not compressed: what the machine takes to
compute, which at this scale shows as some seconds of waiting.`,
			`*Repeated unasked* are requests after one that may have been paid for. *Left to the person* are images that Image Gen ended with the
question whether to pay once more; the others do not ask. *Sent whole, not delivered* are images of which the service got rid of every byte
and which are not on disk; behind a hop with a limit that is an image which came to the hop in the very moment it gave up, so that the client got
its 504 or 524.`,
		],
		tables,
		charts: [chart(compressed)],
	};
}

function rowsIn({ hops }: LoadCells): number {
	return hops.reduce((sum, { cells }) => sum + cells.length, 0);
}

/** One table for each hop; rows are numbered from `first`. */
function tablesOf({ hops, timeScale, images }: LoadCells, first: number): Table[] {
	const scale = timeScale === 1 ? 'in real time' : `compressed 1:${1 / timeScale}`;
	let next = first;
	return hops.map(({ hop, cells }) => ({
		title: `${hop}, ${scale}, ${images} images`,
		head,
		rows: cells.map((cell) => ({ id: `P${next++}`, cells: cellsOf(cell) })),
	}));
}

function cellsOf({ client, ...cell }: Cell): (string | number)[] {
	const { delivered, paid, repeated, asked = '–', lost, medianWaitMs, longestWaitMs } = cell;
	const ratio = delivered === 0 ? '–' : (paid / delivered).toFixed(2);
	return [client, delivered, paid, ratio, repeated, asked, lost, seconds(medianWaitMs), seconds(longestWaitMs)];
}

function seconds(ms: number): string {
	return `${Math.round(ms / 1000)} s`;
}

function chart({ hops, images }: LoadCells): Chart {
	const values = hops.flatMap(({ hop, cells }: HopCells) =>
		cells.flatMap(({ client, delivered, paid }) => [
			{ hop, client, what: 'delivered', count: delivered },
			{ hop, client, what: 'paid for', count: paid },
		]),
	);
	const spec: TopLevelSpec = {
		title: {
			text: 'Images delivered and images paid for',
			subtitle: `${images} asked for, 4K at the article's times and at peak load`,
		},
		data: { values },
		facet: { column: { field: 'hop', title: null, sort: hops.map(({ hop }) => hop), header: { labelFontSize: 12 } } },
		spec: {
			width: 150,
			height: { step: 11 },
			mark: { type: 'bar' },
			encoding: {
				y: { field: 'client', type: 'nominal', sort: null, title: null },
				yOffset: { field: 'what' },
				x: { field: 'count', type: 'quantitative', title: 'images', axis: { tickCount: 4 } },
				color: { field: 'what', type: 'nominal', title: null, legend: { orient: 'bottom' } },
			},
		},
	};
	const alt = `Bars for each client behind each hop: images delivered and images paid for, out of ${images}.`;
	return { name: 'image', alt, spec };
}
