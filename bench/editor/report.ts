import type { Row, Section, Table } from '../section';
import { spread } from '../statistics';
import type { LoopDelay, ImageSteps, RecordsFigures, WindowFigures } from './figures';
import type { EditorData } from './measure';
import { recordCount } from './records';

/** Takes the next row of the group; see section.ts. */
type Numbered = (...cells: readonly (string | number)[]) => Row;

export function reportEditor(data: EditorData): Section {
	const { imageBytes, windows, records } = data;
	let rows = 0;
	const row: Numbered = (...cells) => ({ id: `E${++rows}`, cells });
	const images = windows.flatMap((window) => window.images);
	const mebibytes = Math.round(imageBytes / 2 ** 20);
	return {
		id: 'editor',
		heading: "The editor's cost",
		paragraphs: [
			`The extension as it is shipped, in a real VS Code (code-server, as for the journeys) with Chromium, all on this machine, used by keyboard: ${windows.length} times a
new server, window and extension host, ${images.length} images of ${mebibytes} MiB asked for one after the other, and three at once in each window. The service is on loopback
and holds its replies until all that is asked for has come; those of the three at once then arrive at about 11 MB a second each. A job's process is started when
the command is, and waits while the person answers: what is left of its start after the last Enter is the row *its process has begun*. The editor's own search for ports to
forward is off, since it blocks the extension host for tens of milliseconds.`,
		],
		tables: [
			starting(row, data),
			eventLoop(row, windows),
			{
				title: 'From the last Enter to the request on the wire, in ms',
				head: ['step', 'median (range)', 'to reach'],
				rows: steps(row, images, [
					['the key in the page → the job is on disk', 'enterAt', 'askedAt'],
					['→ its process has begun', 'askedAt', 'startedAt'],
					['→ it hands the request to a connected socket', 'startedAt', 'sentAt'],
					['**altogether, until the service has the request**', 'enterAt', 'arrivedAt', '≤ 150'],
				]),
			},
			{
				title: 'From the final name of the image in the job folder to the reference in the document, in ms',
				head: ['step', 'median (range)', 'to reach'],
				rows: steps(row, images, [
					['renamed → the job says that it is saved', 'renamedAt', 'savedAt'],
					['→ the reference is in the document', 'savedAt', 'insertedAt'],
					['**altogether**', 'renamedAt', 'insertedAt', '≤ 50'],
				]),
			},
			withRecords(row, records),
		],
		charts: [],
	};
}

function starting(row: Numbered, { extensionBytes, windowBytes, windows }: EditorData): Table {
	return {
		title: 'Starting',
		head: ['figure', 'median (range)'],
		rows: [
			row(
				'`dist/extension.js`, which every window loads, and `dist/window.js`, which the first use does; KiB',
				`${Math.round(extensionBytes / 1024)} + ${Math.round(windowBytes / 1024)}`,
			),
			row(
				'loading the first of them, in a window that has nothing else to do; ms, to reach ≤ 5',
				spread(
					windows.map(({ entry }) => entry.ms),
					1,
				),
			),
			row(
				'its activation amid the start of the window: until its code is there + the call, as the editor measures them; ms',
				activation(windows, 'own'),
			),
			row("the same of the editor's own `merge-conflict`, which wakes at the same moment", activation(windows, 'peer')),
			row(
				'heap of the extension host that it then holds, after a collection; KiB, to reach ≤ 1,024',
				spread(windows.map(({ entry }) => entry.bytes / 1024)),
			),
			row(
				'the same that its first use adds, MiB',
				spread(
					windows.map(({ before, after }) => (after.heapBytes - before.heapBytes) / 2 ** 20),
					1,
				),
			),
		],
	};
}

function activation(windows: readonly WindowFigures[], whose: 'own' | 'peer'): string {
	return (['loadMs', 'callMs'] as const)
		.map((part) => spread(windows.map((window) => window.activation[whose][part])))
		.join(' + ');
}

function eventLoop(row: Numbered, windows: readonly WindowFigures[]): Table {
	const quantiles = ['p50Ms', 'p99Ms', 'maxMs'] as const;
	const cells = (delay: (window: WindowFigures, of: keyof LoopDelay) => number): string[] =>
		quantiles.map((of) =>
			spread(
				windows.map((window) => delay(window, of)),
				2,
			),
		);
	return {
		title: `Event loop of the extension host, delay of a timer of 1 ms in 3 s each, in ms: median (range) of ${windows.length} windows`,
		head: ['while', 'P50', 'P99', 'longest', 'to reach'],
		rows: [
			row('nothing happens', ...cells(({ loop }, of) => loop.idle[of]), ''),
			row(
				'three processes that the window knows nothing of receive an image each: what the machine alone does',
				...cells(({ loop }, of) => loop.elsewhere[of]),
				'',
			),
			row(
				"three images of the window's own arrive at once and go into its documents",
				...cells(({ loop }, of) => loop.here[of]),
				'',
			),
			row(
				'**added by the window**: the last less the one before, window by window',
				...cells(({ loop }, of) => loop.here[of] - loop.elsewhere[of]),
				'≤ 2 at P99',
			),
		],
	};
}

type Step = readonly [name: string, from: keyof ImageSteps, to: keyof ImageSteps, target?: string];

function steps(row: Numbered, images: readonly ImageSteps[], all: readonly Step[]): Row[] {
	return all.map(([name, from, to, target = '']) =>
		row(name, spread(images.map((image) => Number(image[to]) - Number(image[from]))), target),
	);
}

function withRecords(row: Numbered, records: readonly RecordsFigures[]): Table {
	const cells = (of: keyof RecordsFigures): string[] =>
		(['p50Ms', 'p99Ms', 'maxMs'] as const).map((quantile) =>
			spread(
				records.map((figures) => figures[of][quantile]),
				2,
			),
		);
	return {
		title: `Event loop of the extension host with ${recordCount.toLocaleString('en')} images on record, which no window has looked at before, in ms: median (range) of ${records.length} windows`,
		head: ['while', 'P50', 'P99', 'longest', 'to reach'],
		rows: [
			row('nothing happens', ...cells('idle'), ''),
			row('the view opens, by the first use of the extension', ...cells('opened'), 'longest ≤ 50'),
			row('the view is filtered, a letter at a time', ...cells('filtered'), 'longest ≤ 50'),
			row('ten further pages of it are shown', ...cells('scrolled'), 'longest ≤ 50'),
		],
	};
}
