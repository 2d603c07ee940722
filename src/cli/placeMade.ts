import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerationError } from '../engine/failure';
import { codeOf } from '../engine/jobs/fileErrors';
import { newJobId } from '../engine/jobs/layout';
import { copyToOut } from './copyToOut';
import { t } from './translate';
import { CommandError } from './usage';

/** Puts a file that was made here to where it belongs, never over another, and returns its path. Throws a `CommandError` where the disk refuses. */
export async function placeMade(
	file: Buffer,
	{ out, name, extension }: { readonly out: string; readonly name: string; readonly extension: string },
): Promise<string> {
	let folder: string | undefined;
	try {
		folder = await mkdtemp(join(tmpdir(), 'imagegen-convert-'));
		const path = join(folder, `copy.${extension}`);
		await writeFile(path, file);
		return await copyToOut(path, { out, name, id: newJobId() });
	} catch (error) {
		const { code, path } = GenerationError.is(error, 'notSaved')
			? error.facts
			: { code: codeOf(error), path: tmpdir() };
		throw new CommandError(t("Couldn't write {0} ({1}).", path, code), { cause: error });
	} finally {
		await (folder && rm(folder, { recursive: true, force: true }));
	}
}
