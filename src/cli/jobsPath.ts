import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import envPaths from 'env-paths';

/** Where the command line keeps its own jobs: with the person's data, so that what is paid for survives a restart. */
export function jobsPath(): string {
	const { data } = envPaths('imagegen', { suffix: '' });
	// The XDG specification: a relative path in XDG_DATA_HOME is to be ignored.
	return join(isAbsolute(data) ? data : join(homedir(), '.local', 'share', 'imagegen'), 'jobs');
}
