import { stat } from 'node:fs/promises';
import { basename, dirname, parse, sep } from 'node:path';
import { fileNameLike } from '../documents/destination/fileName';
import { imageFileFormat } from '../documents/wantedImage';
import { measureImage } from '../engine/decode/imageFile';
import { extensionOf } from '../engine/extension';
import { rasterFormats } from '../engine/task';
import { kilobytes, wordCopy } from '../messages/copies';
import { wordInputFlaw } from '../messages/inputs';
import type { Copy, CopyWish } from '../pixels';
import { formatOfCopy, outputEdges } from '../pixels/output';
import { defineCommand } from './command';
import { checkOut } from './copyToOut';
import { placeIcons } from './icons';
import { budgetFrom, jsonOption, oneOf, type Parsed, pixelsFrom, wholeNumber } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { placeMade } from './placeMade';
import { t } from './translate';
import { CommandError, exitCodes, UsageError } from './usage';

const options = {
	out: {
		type: 'string',
		value: 'PATH',
		help: "a file or a folder; the image's own folder without it",
	},
	format: {
		type: 'string',
		value: 'F',
		choices: rasterFormats,
		help: "png, jpeg or webp; what --out's name says without it",
	},
	quality: { type: 'string', value: 'N', help: 'from 0, the smallest, to 100, the best' },
	pixels: {
		type: 'string',
		value: 'WxH',
		help: 'cuts to that shape, around the middle or --focus, and scales to exactly that size',
	},
	focus: {
		type: 'string',
		value: 'X,Y',
		help: 'what --pixels keeps: each from 0, left and top, to 1, right and bottom',
	},
	edge: { type: 'string', value: 'N', help: "the longer edge's most pixels" },
	'max-kb': {
		type: 'string',
		value: 'N',
		help: 'no more kilobytes than that, by a lower quality and, without --pixels, by fewer pixels',
	},
	icons: {
		type: 'boolean',
		help: 'a square icon in every usual size, 16 to 512, and an .ico, into the folder --out',
	},
	json: jsonOption,
} as const;

/** `imagegen convert`: a copy of an image in another format, size or weight. The image stays as it is, and so does every other file. */
export const convertCommand = defineCommand({
	usage: ['<image> [options]'],
	about: [
		'Makes a copy of a PNG, JPEG or WebP. Nothing is overwritten.',
		"Where a budget can't be had, it writes the nearest to it and ends with 3, as it does where the image can't be read.",
	],
	options,
	run: convert,
});

async function convert({ values: given, positionals }: Parsed<typeof options>): Promise<number> {
	const [image, ...rest] = positionals;
	if (image === undefined || rest.length > 0) {
		throw new UsageError(t('imagegen convert takes one image: imagegen convert logo.png --format webp --max-kb 300.'));
	}
	const found = await stat(image).catch(() => undefined);
	if (!found?.isFile()) {
		throw new CommandError(found ? t('{0} is no file.', image) : t('There is no file {0}.', image));
	}
	const { out = dirname(image) + sep, icons = false, json = false, ...values } = given;
	const wish = await wishFrom({ ...values, out }, image, found.size);
	if (icons && Object.keys(values).length > 0) {
		throw new UsageError(t('--icons makes PNG files of its own sizes: it goes with --out and --json alone.'));
	}
	await checkOut(out);
	const { copyOf, iconSetOf, openCodecs, readImage, UnreadableImage } = await import('../pixels');
	const codecs = openCodecs();
	try {
		const read = await readImage(image, codecs);
		if (icons) {
			return await tell(await placeIcons(await iconSetOf(read, codecs), out), json);
		}
		const copy = await copyOf(read, wish, codecs);
		const name = fileNameLike(parse(image).name);
		const path = await placeMade(copy.file, { out, name, extension: extensionOf(copy.format) });
		const code = await tell([{ path, ...factsOf(copy) }], json);
		wordCopy(t, factsOf(copy), wish).forEach((sentence) => complain(sentence));
		return copy.isWithinBudget ? code : exitCodes.failed;
	} catch (error) {
		if (!(error instanceof UnreadableImage)) {
			throw error;
		}
		if (json) {
			await printJson({ flaw: error.kind, ...error.facts } satisfies Unreadable);
		}
		complain(wordInputFlaw(t, image, error.kind, error.facts));
		return exitCodes.failed;
	}
}

/** A file that was written, and what is known of it. */
interface Written extends Partial<Omit<Copy, 'file'>> {
	readonly path: string;
	readonly bytes: number;
}

/** Why no copy was made. */
interface Unreadable {
	readonly flaw: string;
	readonly format?: string;
	readonly megapixels?: number;
	readonly most?: number;
}

/** Prints the paths, or all of it as JSON, a line each. */
async function tell(files: readonly Written[], isJson: boolean): Promise<number> {
	for (const file of files) {
		if (!(await (isJson ? printJson(file) : print(file.path)))) {
			complainOfOutput(file.path);
		}
		if (!isJson && file.width !== undefined) {
			complain(t('{0}x{1} pixels, {2} KB.', file.width, file.height ?? '', kilobytes(file.bytes)));
		}
	}
	return exitCodes.saved;
}

type Values = Partial<Record<Exclude<keyof typeof options, 'json' | 'icons'>, string | undefined>>;

/** Without a format of its own that of the file to write, else what suits the image. */
async function wishFrom(values: Values, image: string, bytes: number): Promise<CopyWish> {
	const named = imageFileFormat(basename(values.out ?? ''));
	const ofName = rasterFormats.find((known) => known === named);
	const size = pixelsFrom(values.pixels);
	if (size && values.edge !== undefined) {
		throw new UsageError(t('--pixels says the exact size, and --edge the longer edge alone: give one of them.'));
	}
	if (!size && values.focus !== undefined) {
		throw new UsageError(t('--focus says what of the image --pixels keeps: give both.'));
	}
	const budget = budgetFrom(values['max-kb']);
	const edge = wholeNumber(values.edge, '--edge', outputEdges);
	const format = oneOf(values.format === 'jpg' ? 'jpeg' : values.format, rasterFormats, '--format') ?? ofName;
	const measured = format ? undefined : await measureImage(image);
	return {
		format: format ?? (measured ? formatOfCopy({ ...measured, bytes }, { budget, edge }, size) : 'png'),
		quality: wholeNumber(values.quality, '--quality', [0, 100]),
		...{ budget, edge, size },
		focus: focusFrom(values.focus),
	};
}

/** Where the middle of what is kept lies: two shares, from the left and from the top. */
function focusFrom(text: string | undefined): CopyWish['focus'] {
	const [x = NaN, y = NaN, ...others] = text?.split(',').map(Number) ?? [];
	const isShare = (share: number): boolean => share >= 0 && share <= 1;
	if (text !== undefined && !(isShare(x) && isShare(y) && others.length === 0)) {
		throw new UsageError(t('--focus takes two numbers from 0 to 1, from the left and from the top: --focus 0.5,0.2.'));
	}
	return text === undefined ? undefined : { x, y };
}

/** What `--json` tells of a copy. */
function factsOf({ file, ...facts }: Copy): Omit<Copy, 'file'> & { readonly bytes: number } {
	return { ...facts, bytes: file.length };
}
