import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { GenerationError } from '../engine/failure';
import { codeOf, isCode } from '../engine/jobs/fileErrors';
import { jobFolder, newJobFolder } from '../engine/jobs/layout';
import { recoverImages } from '../engine/run/recover';
import { describeFailure } from './advice';
import { copyToOut } from './copyToOut';
import { parseOptions } from './options';
import { complain, print } from './output';
import { exitCodes, UsageError } from './usage';

/** `imagegen recover`: brings the images of a job folder, or of a kept reply, to `--out`. What it looks at stays as it is. */
export async function recoverCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, { out: { type: 'string' } });
	const [given, ...rest] = positionals;
	if (given === undefined || rest.length > 0) {
		throw new UsageError('imagegen recover takes one file or job folder.');
	}
	const source = resolve(given);
	process.once('SIGINT', endedBySignal).once('SIGTERM', endedBySignal);
	const work = jobFolder(temporaryFolder());
	try {
		const images = await recoverImages(source, work);
		for (const { path } of images) {
			const copying = { out: values.out ?? '.', name: basename(source, extname(source)), id: newJobFolder('').id };
			print(await copyToOut(path, copying));
		}
		return exitCodes.saved;
	} catch (error) {
		if (GenerationError.is(error, 'badImage')) {
			complain(`There is no whole image in ${source}.`);
			return exitCodes.failed;
		}
		if (GenerationError.is(error)) {
			complain(describeFailure(error.toFailure(), 'The service'));
			return exitCodes.failed;
		}
		if (noRoom.includes(codeOf(error))) {
			return refuseTemporary(error);
		}
		if (isCode(error, 'ENOENT')) {
			throw new UsageError(`There is nothing at ${source}.`);
		}
		if (error instanceof Error && 'syscall' in error) {
			throw new UsageError(`Couldn't read ${source} (${codeOf(error)}).`);
		}
		throw error;
	}
}

/** A new folder for temporary files, which goes when the process ends. */
function temporaryFolder(): string {
	try {
		const path = mkdtempSync(join(tmpdir(), 'imagegen-recover-'));
		process.once('exit', () => rmSync(path, { recursive: true, force: true }));
		return path;
	} catch (error) {
		return refuseTemporary(error);
	}
}

/** With what the process does at its exit, which a signal by itself would leave out. */
function endedBySignal(): never {
	process.exit(exitCodes.cancelled);
}

const noRoom = ['ENOSPC', 'EDQUOT', 'EROFS'];

/** Throws what to do where the folder for temporary files takes none. */
function refuseTemporary(error: unknown): never {
	throw new UsageError(
		`Couldn't write to the temporary folder ${tmpdir()} (${codeOf(error)}). Make room there, or name another in TMPDIR.`,
	);
}
