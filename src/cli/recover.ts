import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { GenerationError } from '../engine/errors';
import { jobFolder } from '../engine/jobs/folder';
import { recoverImages } from '../engine/recover';
import { parseOptions } from './options';
import { placeImage } from './place';
import { exitCodes, UsageError } from './usage';
import { describe } from './wording';

/** `imagegen recover`: looks for images in a kept reply again. */
export async function recoverCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, { out: { type: 'string' } });
	const [given, ...rest] = positionals;
	if (given === undefined || rest.length > 0) {
		throw new UsageError('imagegen recover takes one file or job folder.');
	}
	const source = resolve(given);
	const work = jobFolder(await mkdtemp(join(tmpdir(), 'imagegen-recover-')));
	try {
		const images = await recoverImages(source, work);
		for (const { path } of images) {
			console.log(await placeImage(path, values.out ?? '.', basename(source, extname(source))));
		}
		return exitCodes.saved;
	} catch (error) {
		if (GenerationError.is(error)) {
			console.error(describe(error.toFailure()));
			return exitCodes.failed;
		}
		if (error instanceof Error && 'syscall' in error) {
			throw new UsageError(`${given} cannot be read: ${error.message}`);
		}
		throw error;
	} finally {
		await rm(work.path, { recursive: true, force: true });
	}
}
