import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './durable';
import { isCode } from './fileErrors';
import type { JobFolder } from './layout';

/** Whose each task is that was found in a service's list: a folder with a file for each. No two of a person's jobs take the same. */
export class TaskClaims {
	constructor(private readonly path: string) {}

	/** Whether the task is that job's, from now on or before. */
	async take(origin: string, id: string, job: JobFolder): Promise<boolean> {
		const path = join(this.path, createHash('sha256').update(`${origin} ${id}`).digest('hex').slice(0, 32));
		try {
			await makeFolder(this.path, 0o700);
			await writeFile(path, job.id, { flag: 'wx', mode: 0o600 });
			return true;
		} catch (error) {
			// A claim that the disk does not keep is none: an image is worth more.
			return !isCode(error, 'EEXIST') || (await readFile(path, 'utf8').catch(() => '')) === job.id;
		}
	}
}
