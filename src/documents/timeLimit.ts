import { types } from 'node:util';
import { createContext, runInContext } from 'node:vm';

/** What `work` returns; undefined when it takes longer than `ms`. */
export function within<T>(ms: number, work: () => T): T | undefined {
	return timeLimit()(ms, work);
}

/**
 * The same for work that comes again and again: what it takes to limit it takes milliseconds to make. The only way Node has to end a
 * regular expression is a script's time limit. The script is ours and does nothing but call `work`.
 */
export function timeLimit(): typeof within {
	const shared: { work?: () => unknown } = {};
	const context = createContext(shared);
	return <T>(ms: number, work: () => T): T | undefined => {
		shared.work = work;
		try {
			return runInContext('work()', context, { timeout: ms }) as T;
		} catch (error) {
			// An error of the script's own realm, so not an instance of this one's Error.
			if (types.isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
				return undefined;
			}
			throw error;
		}
	};
}
