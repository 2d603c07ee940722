import { defineCommand } from './command';
import { type MissingLink, missingAt } from './missingLinks';
import { jsonOption, type Parsed } from './options';
import { complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';

const options = {
	json: jsonOption,
} as const;

/** `imagegen missing`: the image links that lead to no file, for people and for a build. Changes nothing. */
export const missingCommand = defineCommand({
	usage: ['<document or folder>... [--json]'],
	about: [
		'Lists the image links that lead to no file. Changes nothing.',
		'In folders neither what is hidden, ignored by git or installed is looked at, nor symbolic links.',
		"Ends with 0 when there is none, with 1 when there are some, with 2 when something couldn't be read.",
	],
	options,
	run: missing,
});

async function missing({ values, positionals }: Parsed<typeof options>): Promise<number> {
	if (positionals.length === 0) {
		throw new UsageError(t('imagegen missing takes documents, or folders with documents in them.'));
	}
	const { links, isWhole } = await missingAt(positionals);
	const isTaken = values.json ? printJson(links.map(lineOf)) : links.length === 0 || print(...links.map(inWords));
	if (!(await isTaken)) {
		complainOfOutput();
		return exitCodes.failed;
	}
	return isWhole ? (links.length === 0 ? exitCodes.saved : exitCodes.missing) : exitCodes.usage;
}

/** What stands for a link in the output. */
type MissingLine = Pick<MissingLink, 'document' | 'line' | 'column' | 'path' | 'alt'>;

function lineOf({ document, line, column, path, alt }: MissingLink): MissingLine {
	return { document, line, column, path, alt };
}

/** As compilers tell of places, so that editors and terminals lead there. */
export function inWords({ document, line, column, path, alt }: MissingLink): string {
	return `${document}:${line}:${column}: ${path}${alt === '' ? '' : ` (${alt})`}`;
}
