import { rm } from 'node:fs/promises';
import { run } from '../jobs/process';
import type { Convert } from './atLink';

/** Large images take seconds. */
const maxMs = 120_000;

/** Has images converted by a process of their own: the window touches no image's bytes. */
export function converterAt(cliPath: string): Convert {
	return async (image, to) => {
		try {
			// What an earlier try left there.
			await rm(to, { force: true });
			await run(
				cliPath,
				['convert', image, '--out', to, '--quality', '95'],
				{ keys: new Map() },
				AbortSignal.timeout(maxMs),
			);
			return true;
		} catch {
			return false;
		}
	};
}
