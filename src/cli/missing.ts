import { type MissingLink, missingAt } from './missingLinks';
import { parseOptions } from './options';
import { complainOfOutput, print, printJson } from './output';
import { exitCodes, UsageError } from './usage';

/** `imagegen missing`: the image links that lead to no file, for people and for a build. Changes nothing. */
export async function missingCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, { json: { type: 'boolean' } });
	if (positionals.length === 0) {
		throw new UsageError('imagegen missing takes documents, or folders with documents in them.');
	}
	const { links, isWhole } = await missingAt(positionals);
	const isTaken = values.json
		? printJson(links.map(({ document, line, column, path, alt }) => ({ document, line, column, path, alt })))
		: links.length === 0 || print(...links.map(inWords));
	if (!(await isTaken)) {
		complainOfOutput();
		return exitCodes.failed;
	}
	return isWhole ? (links.length === 0 ? exitCodes.saved : exitCodes.missing) : exitCodes.usage;
}

/** As compilers tell of places, so that editors and terminals lead there. */
export function inWords({ document, line, column, path, alt }: MissingLink): string {
	return `${document}:${line}:${column}: ${path}${alt === '' ? '' : ` (${alt})`}`;
}
