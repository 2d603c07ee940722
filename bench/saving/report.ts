import { barChart } from '../barChart';
import type { Row, Section, Table } from '../section';
import { median, spread } from '../statistics';
import { type Client, clients, command, floor } from './clients';
import { type SavingData, type Scenario, scenarios } from './saving';
import type { Trial } from './trial';

const mebibyte = 2 ** 20;

export function reportSaving(data: SavingData): Section {
	const ids = numbering('S');
	const tables = scenarios.map((scenario) => table(scenario, data[scenario.id] ?? {}, ids));
	const rounds = data['length']?.['floor']?.length ?? 0;
	return {
		id: 'saving',
		heading: 'Saving a reply',
		paragraphs: [
			`An image of 24 MiB comes as JSON, 32 MiB on the wire, over loopback, and is saved. Each time in a fresh process, the service in another one; ${rounds}
rounds, every client in turn in each, so that what disturbs the machine disturbs all of them alike. Every file is compared with what was sent.`,
			`*Time*: from the request's arrival at the service until the last file is closed under its final name; *× floor*: the same over what undici's own class needs
to receive the bytes and throw them away, in the same round. *Tail*: from the last byte on the wire until then; it says most at 12 MB/s, a fast line. *Memory*: the peak of resident
memory over what the process held when it had loaded its code and not begun. *Block*: the longest time the event loop did nothing else.`,
			`The second floor also writes as many bytes as the image has, and decodes nothing: the disk's part, which on this machine with its few cores takes time from
client and service alike.`,
			`What keeps Image Gen from coming nearer to the floor: in three profiles of its main thread while a 200 MiB image came at full speed (305 to 336 ms at work), handing blocks
to the disk's threads took 12 to 27 %, base64 by way of strings 16 %, collecting garbage 11 to 17 %; the rest is the socket and undici. Node.js before 25 decodes base64 from strings only; a
decoder in JavaScript took 36 ms for 32 MiB, and strings 10 ms. Memory: what a fresh process adds is code that is read in and compiled, and the heap's first generation; it does not grow
with the image (see Growth). The tail is code that runs for the first time: a process looks at one reply, one image and one file in its life.`,
			`Image Gen checks the image whole and gives it its final name; with fsync it also survives a power cut, which none of the others' does. Its row without fsync is the one to compare with
theirs. Google's SDK is answered in Google's own protocol. Clients without a reader for event streams are left out there, and stream-json where the images do not come through it.`,
		],
		tables,
		charts: [
			barChart({
				name: 'saving-tail',
				title: 'From the last byte to the saved image, ms',
				alt: 'How long each client needs after the last byte of a 24 MiB image until the file is saved.',
				bars: bars(data, 'paced', ({ tailMs }) => tailMs),
			}),
			barChart({
				name: 'saving-memory',
				title: 'Peak memory for a 24 MiB image, MiB',
				alt: 'How much memory each client takes at its peak to save a 24 MiB image.',
				bars: bars(data, 'paced', ({ peakBytes }) => peakBytes / mebibyte),
			}),
		],
	};
}

/** Gives `S1`, `S2` and so on, one after the other. */
export function numbering(letter: string): () => string {
	let last = 0;
	return () => `${letter}${++last}`;
}

function table({ heading, parallel }: Scenario, trials: SavingData[string], nextId: () => string): Table {
	const floors = trials[floor.id] ?? [];
	const row = (client: Client): Row => {
		const own = trials[client.id] ?? [];
		const ratios = own.map(({ wallMs }, round) => wallMs / (floors[round]?.wallMs ?? NaN));
		return {
			id: nextId(),
			cells: [
				client.name,
				spread(own.map(({ wallMs }) => wallMs)),
				spread(ratios, 2),
				spread(own.map(({ tailMs }) => tailMs)),
				spread(own.map(({ peakBytes }) => peakBytes / mebibyte)),
				spread(own.flatMap(({ blockMs }) => blockMs ?? [])),
			],
		};
	};
	return {
		title: `24 MiB ${heading}${parallel > 1 ? ', memory of all together' : ''}`,
		head: ['client', 'time, ms', '× floor', 'tail, ms', 'memory, MiB', 'block, ms'],
		rows: clients.map(row),
	};
}

function bars(
	data: SavingData,
	scenario: string,
	value: (trial: Trial) => number,
): { label: string; value: number; ours: boolean }[] {
	return clients
		.filter(({ id, floor: isFloor, runs }) => !isFloor && !isEngine(runs) && (data[scenario]?.[id] ?? []).length > 0)
		.map(({ id, name }) => ({
			label: id === command.id ? 'Image Gen' : name,
			value: median((data[scenario]?.[id] ?? []).map(value)),
			ours: id === command.id,
		}));
}

/** The charts show the product as people have it, in its process. */
function isEngine(runs: Client['runs']): boolean {
	return runs.as === 'library' && runs.library === 'engine';
}
