import { printable, printableJson } from '../documents/printable';
import { t } from './translate';

/**
 * Writes lines to standard output, where no text from outside can make the terminal do anything. Resolves whether they were taken:
 * whoever was to read them may be gone, or the disk full.
 */
export async function print(...lines: readonly string[]): Promise<boolean> {
	return await write(lines.map(printable).join('\n'));
}

/** Writes a value as one line of JSON to standard output, exactly, with controls as escapes. Resolves as `print` does. */
export async function printJson(value: unknown): Promise<boolean> {
	return await write(printableJson(value));
}

/** Writes lines to standard error, as `print` does. */
export function complain(...lines: readonly string[]): void {
	console.error(lines.map(printable).join('\n'));
}

/** Says that standard output took nothing, and what it was to be told that must not go unsaid. */
export function complainOfOutput(...lines: readonly string[]): void {
	complain(t("Couldn't write to standard output."), ...lines);
}

async function write(text: string): Promise<boolean> {
	return await new Promise((resolve) => process.stdout.write(`${text}\n`, (error) => resolve(!error)));
}
