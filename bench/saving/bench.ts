import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/folders';
import { largePng } from '../../test/support/images';
import { bundleScripts } from '../bundles';
import { startService } from './service';
import type { Bench } from './trial';

/** Gives `measure` all that trials need, and clears it away afterwards. */
export async function withBench<T>(measure: (bench: Bench) => Promise<T>): Promise<T> {
	const bundles = await bundleScripts();
	await using folder = await temporaryFolder();
	await using service = await startService(join(bundles.scripts, 'server.js'));
	const hashes = new Map<number, string>();
	const imageHash = (bytes: number): string => {
		const hash = hashes.get(bytes) ?? createHash('sha256').update(largePng(bytes)).digest('hex');
		hashes.set(bytes, hash);
		return hash;
	};
	return await measure({ ...bundles, work: folder.path, service, imageHash });
}
