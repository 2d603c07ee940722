import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newJobId } from '../engine/jobs/layout';
import { copyToOut } from './copyToOut';

/** Puts a file that was made here to where it belongs, never over another, and returns its path. */
export async function placeMade(
	file: Buffer,
	{ out, name, format }: { readonly out: string; readonly name: string; readonly format: string },
): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'imagegen-convert-'));
	try {
		const path = join(folder, `copy.${format === 'jpeg' ? 'jpg' : format}`);
		await writeFile(path, file);
		return await copyToOut(path, { out, name, id: newJobId() });
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
