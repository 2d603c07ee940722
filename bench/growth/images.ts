import type { Form } from '../group';
import { command, engine, openaiSdk } from '../saving/clients';
import { type Bench, runTrial, type Trial } from '../saving/trial';

export const mebibyte = 2 ** 20;

/** In MiB: the article's 1K, a PNG of 2K, one of 4K, the largest reply that was ever reported, and beyond. */
export const imageSizes: readonly number[] = [1, 8, 24, 64, 200];

export const growing = [command, engine, openaiSdk] as const;

/** What saving one image of that size cost that client, again and again. */
export interface SizeTrials {
	readonly mebibytes: number;
	readonly client: string;
	readonly trials: readonly Trial[];
}

/** Saves images of growing size with ours and, for contrast, a client that parses the whole reply. */
export async function measureImageSizes(bench: Bench, { quick }: Form): Promise<SizeTrials[]> {
	const measured: SizeTrials[] = [];
	for (const mebibytes of imageSizes) {
		const trials: Record<string, Trial[]> = {};
		for (let round = 0; round < (quick ? 2 : 7); round++) {
			for (const client of growing) {
				const reply = {
					protocol: 'openaiImages',
					framing: 'length',
					imageBytes: mebibytes * mebibyte,
					images: 1,
				} as const;
				(trials[client.id] ??= []).push(await runTrial(client, reply, bench));
			}
		}
		measured.push(...growing.map(({ id }) => ({ mebibytes, client: id, trials: trials[id] ?? [] })));
	}
	return measured;
}
