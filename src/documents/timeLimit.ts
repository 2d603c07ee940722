import { types } from 'node:util';
import { runInNewContext } from 'node:vm';

/**
 * What `work` returns; undefined when it takes longer than `ms`. The only way Node has to end a regular expression: a script's
 * time limit. The script is ours and does nothing but call `work`.
 */
export function within<T>(ms: number, work: () => T): T | undefined {
	try {
		return runInNewContext('work()', { work }, { timeout: ms }) as T;
	} catch (error) {
		// An error of the script's own realm, so not an instance of this one's Error.
		if (types.isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
			return undefined;
		}
		throw error;
	}
}
