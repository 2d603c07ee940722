/** The drive at the beginning of a URI's path, such as `/c:`; undefined where there is none. */
export function driveOf(path: string): string | undefined {
	return /^\/[A-Za-z]:/.exec(path)?.[0].toLowerCase();
}

/** A URI's path with its drive letter in lower case: programs differ in how they write it, and mean the same place. */
export function withLowerDrive(path: string): string {
	return path.replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());
}
