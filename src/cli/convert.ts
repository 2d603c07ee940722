import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, sep } from 'node:path';
import { imageFileFormat } from '../documents/wantedImage';
import { extensionOf } from '../engine/decode/imageFile';
import { newJobId } from '../engine/jobs/layout';
import { imageFormatsAsked } from '../engine/task';
import { kilobytes, wordCopy, wordUnreadable } from '../messages/images';
import { inEnglish } from '../messages/translate';
import type { Copy, CopyWish } from '../pixels';
import { checkOut, copyToOut } from './copyToOut';
import { oneOf, parseOptions, wholeNumber } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { CommandError, exitCodes, UsageError } from './usage';

const options = {
	edge: { type: 'string' },
	format: { type: 'string' },
	json: { type: 'boolean' },
	'max-kb': { type: 'string' },
	out: { type: 'string' },
	pixels: { type: 'string' },
	quality: { type: 'string' },
} as const;

/** `imagegen convert`: a copy of an image in another format, size or weight. The image stays as it is, and so does every other file. */
export async function convertCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, options);
	const [image, ...rest] = positionals;
	if (image === undefined || rest.length > 0) {
		throw new UsageError('imagegen convert takes one image: imagegen convert logo.png --format webp --max-kb 300.');
	}
	const found = await stat(image).catch(() => undefined);
	if (!found?.isFile()) {
		throw new CommandError(found ? `${image} is no file.` : `There is no file ${image}.`);
	}
	const { out = dirname(image) + sep } = values;
	const wish = wishFrom(values, image);
	await checkOut(out);
	const { copyOf, openCodecs, readImage, UnreadableImage } = await import('../pixels');
	const codecs = openCodecs();
	try {
		const copy = await copyOf(await readImage(image, codecs), wish, codecs);
		const path = await place(copy, image, out);
		if (!(await (values.json ? printJson(factsOf(copy, path)) : print(path)))) {
			complainOfOutput(path);
		}
		const { width, height, file } = copy;
		const sentences = values.json ? [] : [`${width}x${height} pixels, ${kilobytes(file.length)} KB.`];
		sentences.concat(wordCopy(inEnglish, copy, wish)).forEach((sentence) => complain(sentence));
		return copy.isWithinBudget ? exitCodes.saved : exitCodes.failed;
	} catch (error) {
		if (!(error instanceof UnreadableImage)) {
			throw error;
		}
		complain(wordUnreadable(inEnglish, image, error));
		return exitCodes.failed;
	}
}

type Values = Partial<Record<Exclude<keyof typeof options, 'json'>, string | undefined>>;

/** Edges of a copy, in pixels. */
const edges = [1, 16_384] as const;

/** Without a format of its own that of the file to write, else the image's: PNG where nothing here writes that. */
function wishFrom(values: Values, image: string): CopyWish {
	const ofName = (path = ''): CopyWish['format'] | undefined => {
		const format = imageFileFormat(basename(path));
		return imageFormatsAsked.find((known) => known === format);
	};
	const size = /^(\d{1,5})x(\d{1,5})$/i.exec(values.pixels ?? '');
	if (values.pixels !== undefined && !size) {
		throw new UsageError(`--pixels takes WIDTHxHEIGHT, such as 1200x630, not "${values.pixels}".`);
	}
	if (size && values.edge !== undefined) {
		throw new UsageError('--pixels says the exact size, and --edge the longer edge alone: give one of them.');
	}
	const kilobytesAtMost = wholeNumber(values['max-kb'], '--max-kb', [1, 1_000_000]);
	return {
		format: oneOf(values.format, imageFormatsAsked, '--format') ?? ofName(values.out) ?? ofName(image) ?? 'png',
		quality: wholeNumber(values.quality, '--quality', [0, 100]),
		budget: kilobytesAtMost === undefined ? undefined : kilobytesAtMost * 1000,
		edge: wholeNumber(values.edge, '--edge', edges),
		...(size && {
			size: {
				width: wholeNumber(size[1], '--pixels', edges) ?? 1,
				height: wholeNumber(size[2], '--pixels', edges) ?? 1,
			},
		}),
	};
}

/** Puts a copy to where it belongs, never over another file, and returns its path. */
async function place({ file, format }: Copy, image: string, out: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'imagegen-convert-'));
	try {
		const path = join(folder, `copy.${extensionOf(format)}`);
		await writeFile(path, file);
		return await copyToOut(path, { out, name: basename(image, extname(image)), id: newJobId() });
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** What `--json` tells of a copy. */
function factsOf({ file, ...facts }: Copy, path: string): object {
	return { path, ...facts, bytes: file.length };
}
