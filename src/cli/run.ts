import { resolve } from 'node:path';
import { cancelRequested, jobFolder, readRequest } from '../engine/jobs/layout';
import { fromLine } from '../engine/secrets';
import { firstLine } from './firstLine';
import { makeImage } from './makeImage';
import { parseOptions, positiveNumber } from './options';
import { exitCodeOf } from './exitCode';
import { UsageError } from './usage';

/** `imagegen run`: the process that the extension starts for one job, and that outlives the window. */
export async function runCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, { 'time-scale': { type: 'string' } });
	const [path, ...rest] = positionals;
	if (path === undefined || rest.length > 0) {
		throw new UsageError('imagegen run takes one job folder.');
	}
	// First of all: the window may have started this process before there is a job, and says with the secrets that there is.
	const secrets = fromLine(await firstLine(process.stdin));
	const folder = jobFolder(resolve(path));
	const request = await readRequest(folder);
	const cancel = new AbortController();
	const over = new AbortController();
	process.once('SIGTERM', () => cancel.abort());
	void cancelRequested(folder, over.signal).then(() => cancel.abort());
	const last = await makeImage(request, {
		folder,
		secrets,
		signal: cancel.signal,
		timeScale: positiveNumber(values['time-scale'], '--time-scale') ?? 1,
	});
	over.abort();
	return exitCodeOf(last);
}
