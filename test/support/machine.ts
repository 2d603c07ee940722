import { cpus, totalmem } from 'node:os';

/** What something was measured on, in a few words. */
export function machine(): string {
	const memory = Math.round(totalmem() / 2 ** 30);
	const model = cpus()[0]?.model.trim() ?? 'unknown processor';
	return `${cpus().length} cores (${model}), ${memory} GiB of memory, ${process.platform}, Node ${process.versions.node}`;
}
