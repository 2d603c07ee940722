import type { Form } from '../group';
import { withBench } from './bench';
import { clients } from './clients';
import type { ReplySpec } from './reply';
import { runTrial, type Trial } from './trial';

const mebibyte = 2 ** 20;

/** How a reply comes, and how many at once. */
export interface Scenario {
	readonly id: string;
	readonly heading: string;
	readonly reply: ReplySpec;
	readonly parallel: number;
}

const plain: ReplySpec = { protocol: 'openaiImages', framing: 'length', imageBytes: 24 * mebibyte, images: 1 };

export const scenarios: readonly Scenario[] = [
	{ id: 'length', heading: 'with a Content-Length', reply: plain, parallel: 1 },
	{ id: 'chunked', heading: 'in chunks', reply: { ...plain, framing: 'chunked' }, parallel: 1 },
	{ id: 'paced', heading: 'at 12 MB/s', reply: { ...plain, bytesPerSecond: 12e6 }, parallel: 1 },
	{ id: 'events', heading: 'as an event of a stream', reply: { ...plain, framing: 'events' }, parallel: 1 },
	{ id: 'link', heading: 'behind a link', reply: { ...plain, framing: 'link' }, parallel: 1 },
	{ id: 'four', heading: 'four images in one reply', reply: { ...plain, images: 4 }, parallel: 1 },
	{ id: 'eight', heading: 'eight replies at once', reply: plain, parallel: 8 },
];

/** Of each scenario, of each client that can do it, all trials. */
export type SavingData = Readonly<Record<string, Readonly<Record<string, readonly Trial[]>>>>;

/** Saves replies with every client in turn, again and again, so that what disturbs the machine disturbs all of them alike. */
export async function measureSaving({ quick }: Form): Promise<SavingData> {
	return await withBench(async (bench) => {
		const data: Record<string, Record<string, Trial[]>> = {};
		for (const { id, reply, parallel } of scenarios) {
			const trials: Record<string, Trial[]> = {};
			for (let round = 0; round < (quick ? 3 : 9); round++) {
				for (const client of clients.filter(({ framings }) => framings.includes(reply.framing))) {
					(trials[client.id] ??= []).push(await runTrial(client, reply, bench, parallel));
				}
			}
			data[id] = trials;
			console.log(`  ${id}`);
		}
		return data;
	});
}
