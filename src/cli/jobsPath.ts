import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where the command line keeps its own jobs: with the person's data, so that what is paid for survives a restart. */
export function jobsPath(): string {
	return join(envPaths('imagegen', { suffix: '' }).data, 'jobs');
}
