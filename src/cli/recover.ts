import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { GenerationError } from '../engine/failure';
import { jobFolder, readRequest } from '../engine/jobs/layout';
import { recoverImages } from '../engine/run/recover';
import { exitCodeOf } from './exitCode';
import { parseOptions } from './options';
import { placeImage } from './place';
import { recordJob } from './recordJob';
import { exitCodes, UsageError } from './usage';
import { describe } from '../messages/terminal';

/** `imagegen recover`: looks for images in a kept reply again. */
export async function recoverCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, { out: { type: 'string' }, job: { type: 'string' } });
	const [given, ...rest] = positionals;
	if (given === undefined || rest.length > 0) {
		throw new UsageError('imagegen recover takes one file or job folder.');
	}
	const source = resolve(given);
	return values.job === undefined
		? await recoverTo(values.out ?? '.', source)
		: await recoverAsJob(resolve(values.job), source);
}

/** For people: what is found goes to `out`. */
async function recoverTo(out: string, source: string): Promise<number> {
	const work = jobFolder(await mkdtemp(join(tmpdir(), 'imagegen-recover-')));
	try {
		const images = await recoverImages(source, work);
		for (const { path } of images) {
			console.log(await placeImage(path, out, basename(source, extname(source))));
		}
		return exitCodes.saved;
	} catch (error) {
		if (GenerationError.is(error)) {
			console.error(describe(error.toFailure()));
			return exitCodes.failed;
		}
		if (error instanceof Error && 'syscall' in error) {
			throw new UsageError(`${source} cannot be read: ${error.message}`);
		}
		throw error;
	} finally {
		await rm(work.path, { recursive: true, force: true });
	}
}

/** For the window: a job of its own, whose folder tells what is found. */
async function recoverAsJob(path: string, source: string): Promise<number> {
	const folder = jobFolder(path);
	const { service, model } = (await readRequest(folder)).endpoint;
	const last = await recordJob(folder, undefined, async () => {
		const [first, ...others] = await recoverImages(source, folder).catch((error: unknown) => {
			throw GenerationError.is(error) ? error : new GenerationError('badReply', { detail: String(error) }, false);
		});
		return { type: 'saved', attempt: 1, service, model, ...first, ...(others.length > 0 && { others }) };
	});
	return exitCodeOf(last);
}
