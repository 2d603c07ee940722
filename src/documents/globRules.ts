import picomatch from 'picomatch/posix';
import { posix } from 'node:path';
import { withLowerDrive } from './driveLetter';
import { within } from './timeLimit';

/** Longer globs match nothing. */
const maxGlobLength = 1000;

/** What all globs may take together. Useful ones take less than a hundredth of it. */
const maxGlobsMs = 500;

/** A document, and the workspace folders that are open. All paths are those of URIs: absolute, with slashes, not encoded. */
export interface RuledDocument {
	readonly documentPath: string;
	readonly folderPaths: readonly string[];
}

/**
 * The value of the first rule for a document: globs on documents' whole paths as Visual Studio Code reads them, each with a text. A
 * rule that is no text (`null`, to drop one of another layer) is none.
 *
 * The rules may be a repository's, and a glob such as `*a*a*a*a*b` would hold up all extensions for minutes. So when they take
 * longer than half a second, none of them matches.
 *
 * @param isNamed Whether a rule is for the document by what else it may be called than by a glob.
 */
export function firstRule(
	rules: unknown,
	{ documentPath, folderPaths }: RuledDocument,
	isNamed: (rule: string) => boolean = () => false,
): string | undefined {
	const path = withLowerDrive(documentPath);
	const matches = (glob: string): boolean =>
		isNamed(glob) || globsOf(glob, folderPaths).some((whole) => picomatch.isMatch(path, whole, { dot: true }));
	const entries: readonly [string, unknown][] = typeof rules === 'object' ? Object.entries(rules ?? {}) : [];
	const usable = entries.filter(
		(rule): rule is [string, string] => typeof rule[1] === 'string' && rule[0].length <= maxGlobLength,
	);
	// Most people have none, and being able to end one takes milliseconds.
	return usable.length > 0 ? within(maxGlobsMs, () => usable.find(([glob]) => matches(glob)))?.[1] : undefined;
}

/** A slash at the beginning means each workspace folder, whose own name is read as a glob as well; others match at any depth. */
function globsOf(glob: string, folderPaths: readonly string[]): readonly string[] {
	if (glob.startsWith('/')) {
		return folderPaths.map((folder) => posix.join(withLowerDrive(folder), glob));
	}
	return [glob.startsWith('**') ? glob : `**/${glob}`];
}
