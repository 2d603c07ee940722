import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inParallel } from '../../test/soak/load';
import type { Outcome } from './clients';
import { openPeer, type PeerName } from './peers';

/** One of the clients that people would use instead, in a process of its own: `peer.ts '{"name":…}'`. */
interface Task {
	readonly name: PeerName;
	readonly url: string;
	/** Where the images go. */
	readonly folder: string;
	readonly timeScale: number;
	readonly parallel: number;
	readonly prompts: readonly string[];
}

async function main({ name, url, folder, timeScale, parallel, prompts }: Task): Promise<void> {
	const ask = await openPeer(name, url, timeScale);
	await inParallel(prompts, parallel, async (prompt) => {
		const startedAt = performance.now();
		const base64 = await ask(prompt).catch(() => undefined);
		const path = join(folder, String(prompts.indexOf(prompt)));
		if (base64) {
			await writeFile(path, Buffer.from(base64, 'base64'));
		}
		const waitedMs = (performance.now() - startedAt) / timeScale;
		const outcome: Outcome = { prompt, ...(base64 && { path }), waitedMs };
		console.log(JSON.stringify(outcome));
	});
}

void main(JSON.parse(process.argv[2] ?? '') as Task);
