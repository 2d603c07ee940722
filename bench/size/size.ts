import type { Form } from '../group';
import { withBench } from '../saving/bench';
import { type Bundle, readBundles, vsixBytes } from './bundles';
import { measureStarts, type Starts } from './starts';

export interface SizeData {
	readonly vsixBytes: number;
	readonly bundles: readonly Bundle[];
	readonly starts: Starts;
}

/** What people download, what is in it, and how long it takes to start. */
export async function measureSize({ quick }: Form): Promise<SizeData> {
	return {
		vsixBytes: await vsixBytes(),
		bundles: await readBundles(),
		starts: await withBench((bench) => measureStarts(bench, quick ? 5 : 31)),
	};
}
