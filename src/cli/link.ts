import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { joined } from '../documents/edits';
import type { NotInserted } from '../documents/insertion';
import { languageIdOf } from '../documents/languageIds';
import type { ImageLink } from '../documents/link';
import { type Position, Positions } from '../documents/position';
import { printable } from '../documents/printable';
import type { Place } from '../documents/spots';
import { targetFrom } from '../documents/target';
import { within } from '../documents/timeLimit';
import { measureImage } from '../engine/decode/imageFile';
import { measureSvg } from '../engine/decode/svgFile';
import { isCode } from '../engine/jobs/fileErrors';
import { defineCommand } from './command';
import { locationOf, maxDocument, maxReadingMs, readDocument, readText } from './documentFile';
import { rootOf } from './documentFiles';
import { jsonOption, type Parsed } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { publicRoots } from './sites';
import { t } from './translate';
import { CommandError, exitCodes, UsageError } from './usage';

const options = {
	in: { type: 'string', value: 'FILE', help: 'the document; - for standard input' },
	at: { type: 'string', value: 'LINE:COLUMN', help: 'where; below everything without it' },
	alt: { type: 'string', value: 'TEXT', help: "the alternative text; the words of the image's name without it" },
	language: {
		type: 'string',
		value: 'ID',
		help: "an editor's id of the document's language, where its name doesn't tell it",
	},
	json: jsonOption,
} as const;

/** `imagegen link`: what the editor would insert into a document for an image there. Changes nothing. */
export const linkCommand = defineCommand({
	usage: ['<image> --in DOCUMENT [options]'],
	about: [
		'Prints what the editor would insert into the document for an image there. Changes nothing.',
		'Lines and columns count from 1, columns in UTF-16 units.',
	],
	options,
	run: link,
});

async function link({ values, positionals }: Parsed<typeof options>): Promise<number> {
	const [image = '', ...rest] = positionals;
	if (image === '' || rest.length > 0) {
		throw new UsageError(t('imagegen link takes one image, for example imagegen link images/fox.png --in README.md.'));
	}
	if (values.in === undefined) {
		throw new UsageError(t('Name the document with --in, for example --in README.md.'));
	}
	const inserted = await insertionIn(values.in, image, values);
	const { text, from, to, format } = inserted;
	const isTaken = values.json ? printJson({ text, from, to, format }) : print(...text.split(/\r\n|\n|\r/));
	if (!(await isTaken)) {
		complainOfOutput();
		return exitCodes.failed;
	}
	return exitCodes.saved;
}

/** What would be inserted into a document, and in the place of what. */
export interface Inserted {
	readonly text: string;
	readonly from: Position;
	readonly to: Position;
	/** The format's id. */
	readonly format: string;
}

/**
 * What the editor would insert into a document for an image. Throws a `CommandError` where nothing can be.
 *
 * @param at a line and a column, such as `12:1`; below everything without it.
 */
export async function insertionIn(
	document: string,
	image: string,
	{
		at,
		alt,
		language,
	}: { readonly at?: string | undefined; readonly alt?: string | undefined; readonly language?: string | undefined },
): Promise<Inserted> {
	const { formatOf, insertionAt, isLanguageId } = await import('../languages');
	if (language !== undefined && !isLanguageId(language)) {
		throw new UsageError(
			t(
				'There is no language "{0}". --language takes an id as editors have it, for example markdown, html, latex or asciidoc.',
				language,
			),
		);
	}
	const languageId = language ?? languageOf(document);
	const format = formatOf(languageId);
	const text = await textOf(document);
	const positions = new Positions(text);
	const link = await linkTo(image, document, languageId, alt);
	const place = placeFor(text, positions, at);
	const insertion = within(maxReadingMs, () => insertionAt(format, place, link));
	if (insertion === undefined) {
		throw new CommandError(t('{0} takes too long to read: it is no document that a person has written.', document));
	}
	if (typeof insertion === 'string') {
		throw new CommandError(refusal(insertion, format.id));
	}
	// One range, also where an image needs something elsewhere, such as a fragment around it.
	const { from, to, text: inserted } = joined(text, [insertion, ...(insertion.also ?? [])]);
	return { text: inserted, from: positions.at(from), to: positions.at(to), format: insertion.format };
}

function languageOf(document: string): string {
	const id = languageIdOf(document);
	if (id === undefined) {
		const name = document === standardInput ? t('standard input') : document;
		throw new UsageError(
			t(
				"The language of {0} isn't told by its name. Add it: --language takes an editor's id, for example markdown, python or plaintext.",
				name,
			),
		);
	}
	return id;
}

/** What names no file, but what is piped in. */
const standardInput = '-';

async function textOf(document: string): Promise<string> {
	const isPiped = document === standardInput;
	const name = isPiped ? t('Standard input') : document;
	const read = await (isPiped ? readText(process.stdin) : readDocument(document)).catch((error: unknown) => {
		if (isCode(error, 'ENOENT')) {
			throw new CommandError(t('There is no document {0}. Check the path after --in.', document));
		}
		if (isCode(error, 'EISDIR')) {
			throw new CommandError(t('{0} is a folder. Name a document in it with --in.', document));
		}
		throw error;
	});
	switch (read) {
		case 'large':
			throw new CommandError(t('{0} is larger than {1}, which is the most that is read.', name, maxDocument));
		case 'binary':
			throw new CommandError(t("{0} isn't text in UTF-8, so that nothing can be inserted there.", name));
		default:
			return read.text;
	}
}

/** Where it is asked for. Without a place: below everything. */
function placeFor(text: string, positions: Positions, at: string | undefined): Place {
	if (at === undefined) {
		return { text, offset: text.length, isBlock: true };
	}
	const [, line, column] = /^(\d{1,9}):(\d{1,9})$/.exec(at) ?? [];
	if (line === undefined || column === undefined) {
		throw new UsageError(t('--at takes a line and a column, each from 1, for example 12:1, not "{0}".', at));
	}
	const position: Position = { line: Number(line), column: Number(column) };
	const offset = positions.offsetOf(position);
	if (offset === undefined) {
		const last = positions.lastColumn(position.line);
		throw new CommandError(
			last === undefined
				? t('There is no line {0}: the document has lines 1 to {1}.', position.line, positions.lineCount)
				: t('There is no column {0}: line {1} has columns 1 to {2}.', position.column, position.line, last),
		);
	}
	const start = offset - position.column + 1;
	const isBlock = text.slice(start, start + (positions.lastColumn(position.line) ?? 1) - 1).trim() === '';
	return { text, offset, isBlock };
}

async function linkTo(
	image: string,
	document: string,
	languageId: string,
	alt: string | undefined,
): Promise<ImageLink> {
	const words = printable(alt ?? wordsOf(image)).trim();
	if (/^[a-z][a-z\d+.-]+:\/\//i.test(image)) {
		return { target: { uri: image }, alt: words };
	}
	const isFile = document !== standardInput;
	const publicRoot = isFile ? await publicRoots()(document, languageId, await rootOf(document)) : undefined;
	const folder = resolve(isFile ? dirname(document) : '.');
	const target = targetFrom(locationOf(folder), locationOf(resolve(image)), publicRoot);
	const found = await stat(image).catch(() => undefined);
	if (found?.isDirectory()) {
		throw new CommandError(t('{0} is a folder. Name an image in it.', image));
	}
	const path = resolve(image);
	const measured = found && ((await measureImage(path).catch(() => undefined)) ?? (await measureSvg(path)));
	if (!found) {
		// It may be made later.
		complain(t('There is no file {0} yet.', image));
	} else if (!measured && !imageExtension.test(image)) {
		complain(t("{0} isn't an image, as far as can be told.", image));
	}
	return { target, alt: words, ...(measured && { size: { width: measured.width, height: measured.height } }) };
}

/** Of images, also such as aren't measured. */
const imageExtension = /\.(?:a?png|avif|bmp|eps|gif|heic|ico|jpe?g|pdf|svgz?|tiff?|webp)$/i;

/** The words in a file's name: `red-fox_2.png` is a red fox 2. */
function wordsOf(image: string): string {
	return basename(image, extname(image))
		.replace(/[\s_.-]+/g, ' ')
		.trim();
}

function refusal(reason: NotInserted, format: string): string {
	switch (reason) {
		case 'path':
			return t('Nothing that can be written in this document ({0}) leads to that path. Rename the image.', format);
		case 'base':
			return t(
				"It can't be told where image paths begin at this place. Look at what sets it (:imagesdir: in AsciiDoc, % !TeX root in LaTeX), or give the image as a URL.",
			);
		case 'place':
			return t('No image can stand there. Name another place with --at.');
	}
}
