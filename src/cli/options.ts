import { parseArgs } from 'node:util';
import {
	type ExactPixels,
	isWithinMegapixels,
	maxEdge,
	maxMegapixels,
	type Resolution,
	resolutions,
} from '../engine/task';
import { t } from './translate';
import { UsageError } from './usage';

/** An option, as it is parsed, told of and completed. */
export interface Option {
	readonly type: 'string' | 'boolean';
	readonly multiple?: boolean;
	/** What stands for its value where people are told of it. FILE, DIR and PATH are paths. */
	readonly value?: string;
	/** What people are told of it, in English, with `{0}`, `{1}`… for the values. */
	readonly help: string;
	readonly values?: readonly (string | number)[];
	/** The heading that it stands under. */
	readonly group?: string;
	/** The words that it takes, for shells to complete. */
	readonly choices?: readonly string[];
	/** The value that it has where it stands alone, without one of its choices after it. */
	readonly alone?: string;
}

/** What a command takes, by the options' names. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What a command was given. */
export type Parsed<T extends OptionTable> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>;

/** The option of every command whose output other programs read. */
export const jsonOption = {
	type: 'boolean',
	help: 'what it prints as JSON; docs/terminal.md has every member',
} as const;

/** The option of every command that looks at jobs. */
export const jobsOption = {
	type: 'string',
	value: 'DIR',
	help: "the folder with the jobs' folders in it, where they are not this command line's own",
} as const;

/** An option as it was written. */
interface Written {
	readonly name: string;
	/** With its dashes. */
	readonly rawName: string;
	readonly value?: string | undefined;
	/** Whether the value was joined to it by an equals sign. */
	readonly inlineValue?: boolean | undefined;
}

/**
 * Parses a command's arguments. Throws a `UsageError` for unknown options and missing values, in words of our own: those of
 * Node.js are for programmers. A negative number is a value, so that whoever takes one can say what is wrong with it.
 */
export function parseOptions<T extends OptionTable>(argv: readonly string[], options: T): Parsed<T> {
	const parsed = parseArgs({
		args: withValuesAlone(argv, options),
		options,
		allowPositionals: true,
		strict: false,
		tokens: true,
	});
	for (const token of parsed.tokens) {
		const mistake = token.kind === 'option' ? mistakeIn(token, options) : undefined;
		if (mistake !== undefined) {
			throw new UsageError(mistake);
		}
	}
	return parsed;
}

/** The arguments with a value for each option that stands alone and may: `--stream`. */
function withValuesAlone(argv: readonly string[], options: OptionTable): string[] {
	const end = argv.indexOf('--');
	return argv.map((argument, at) => {
		const { alone, choices = [] } = options[argument.replace(/^--/, '')] ?? {};
		const isAlone = alone !== undefined && argument.startsWith('--') && !choices.includes(argv[at + 1] ?? '');
		return isAlone && (end === -1 || at < end) ? `${argument}=${alone}` : argument;
	});
}

function mistakeIn({ name, rawName, value, inlineValue }: Written, options: OptionTable): string | undefined {
	const option = Object.hasOwn(options, name) ? options[name] : undefined;
	if (!option) {
		return rawName.startsWith('--')
			? t('There is no option {0}.', rawName)
			: t('There is no option {0}. A text that begins with a dash goes after "--".', rawName);
	}
	if (option.type === 'boolean') {
		return value === undefined ? undefined : t('{0} takes no value.', rawName);
	}
	if (value === undefined) {
		return t('{0} needs a value after it.', rawName);
	}
	return !inlineValue && /^-[^\d.]/.test(value)
		? t('{0} needs a value after it. One that begins with a dash is written {0}={1}.', rawName, value)
		: undefined;
}

/** The option as a number of at least 0; undefined where it was not given. Throws a `UsageError` for anything else. */
export function positiveNumber(text: string | undefined, option: string): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
		throw new UsageError(t('{0} takes a number from 0 up, not "{1}".', option, text));
	}
	return value;
}

/** The option as a whole number between two; undefined where it was not given. Throws a `UsageError` for anything else. */
export function wholeNumber(
	text: string | undefined,
	option: string,
	[least, most]: readonly [number, number],
): number | undefined {
	const value = text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : NaN;
	if (value !== undefined && !(value >= least && value <= most)) {
		throw new UsageError(t('{0} takes a whole number from {1} to {2}, not "{3}".', option, least, most, text ?? ''));
	}
	return value;
}

/** The option as one of the choices; undefined where it was not given. Throws a `UsageError` for anything else. */
export function oneOf<T extends string>(
	text: string | undefined,
	choices: readonly T[],
	option: string,
): T | undefined {
	const found = choices.find((choice) => choice === text);
	if (text !== undefined && found === undefined) {
		throw new UsageError(t('{0} takes {1}, not "{2}".', option, choices.join(', '), text));
	}
	return found;
}

/** An exact size. Throws a `UsageError` for anything else. */
export function pixelsFrom(text: string | undefined): ExactPixels | undefined {
	if (text === undefined) {
		return undefined;
	}
	const [, width, height] = /^(\d{1,5})x(\d{1,5})$/i.exec(text) ?? [];
	if (width === undefined || height === undefined) {
		throw new UsageError(t('--pixels takes WIDTHxHEIGHT, such as 1200x630, not "{0}".', text));
	}
	const pixels = {
		width: wholeNumber(width, '--pixels', [1, maxEdge]) ?? 1,
		height: wholeNumber(height, '--pixels', [1, maxEdge]) ?? 1,
	};
	if (!isWithinMegapixels(pixels)) {
		throw new UsageError(t('--pixels takes {0} megapixels at most, not "{1}".', maxMegapixels, text));
	}
	return pixels;
}

/** The most bytes, said in kilobytes. Throws a `UsageError` for anything else. */
export function budgetFrom(text: string | undefined): number | undefined {
	const kilobytes = wholeNumber(text, '--max-kb', [1, 1_000_000]);
	return kilobytes === undefined ? undefined : kilobytes * 1000;
}

/** The resolution that was asked for, 1K where none was. `--size` is what `--resolution` was called before. */
export function resolutionFrom(values: {
	readonly resolution?: string | undefined;
	readonly size?: string | undefined;
}): Resolution {
	const byOldName = oneOf(values.size, resolutions, '--size');
	const resolution = oneOf(values.resolution, resolutions, '--resolution') ?? byOldName ?? '1K';
	if (byOldName !== undefined && byOldName !== resolution) {
		throw new UsageError(t('--resolution and --size are the same option: give one of them.'));
	}
	return resolution;
}
