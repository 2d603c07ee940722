import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type Resolution, resolutions } from '../engine/task';
import { UsageError } from './usage';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** Parses a command's arguments. Throws a `UsageError` for unknown options and missing values. */
export function parseOptions<T extends OptionsConfig>(argv: readonly string[], options: T) {
	try {
		return parseArgs({ args: [...argv], options, allowPositionals: true });
	} catch (error) {
		throw new UsageError(wordParseError(error));
	}
}

/** Node's own words tell of parsing, over several lines. Their option is the first thing in quotes. */
function wordParseError(error: unknown): string {
	const { code = '', message } = error as NodeJS.ErrnoException;
	const [, option = ''] = /'(\S+?)['\s]/.exec(message) ?? [];
	switch (code) {
		case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
			return `There is no option ${option}.`;
		case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
			return message.includes('does not take')
				? `${option} takes no value.`
				: `${option} needs a value; one that begins with a dash is written ${option}=VALUE.`;
		default:
			return message;
	}
}

/** The option as a number of at least 0; undefined where it was not given. Throws a `UsageError` for anything else. */
export function positiveNumber(text: string | undefined, option: string): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
		throw new UsageError(`${option} takes a number, not "${text}".`);
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
		throw new UsageError(`${option} takes ${choices.join(', ')}, not "${text}".`);
	}
	return found;
}

/** The resolution that was asked for, 1K where none was. `--size` is what `--resolution` was called before. */
export function resolutionFrom(values: {
	readonly resolution?: string | undefined;
	readonly size?: string | undefined;
}): Resolution {
	const byOldName = oneOf(values.size, resolutions, '--size');
	const resolution = oneOf(values.resolution, resolutions, '--resolution') ?? byOldName ?? '1K';
	if (byOldName !== undefined && byOldName !== resolution) {
		throw new UsageError('--resolution and --size are the same option: give one of them.');
	}
	return resolution;
}
