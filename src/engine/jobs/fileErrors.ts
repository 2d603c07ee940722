/** For `catch`: the fallback where a file or folder does not exist; throws every other error. */
export function ignoreMissing<T>(fallback: T): (error: unknown) => T {
	return (error) => {
		if (isCode(error, 'ENOENT')) {
			return fallback;
		}
		throw error;
	};
}

/** The code of an error of the file system; `UNKNOWN` of any other. */
export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

/** Whether the system has no more files to open just now: what cannot be looked at is there all the same. */
export function isShortage(error: unknown): boolean {
	return isCode(error, 'EMFILE') || isCode(error, 'ENFILE');
}

/** Whether it is an error of the file system with that code. */
export function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
