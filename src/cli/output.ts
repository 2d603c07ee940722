import { printable, printableJson } from '../documents/printable';

/** Writes lines to standard output, where no text from outside can make the terminal do anything. */
export function print(...lines: readonly string[]): void {
	console.log(lines.map(printable).join('\n'));
}

/** Writes lines to standard error in the same way. */
export function complain(...lines: readonly string[]): void {
	console.error(lines.map(printable).join('\n'));
}

/** Writes a value as one line of JSON to standard output: exactly, with controls as escapes. */
export function printJson(value: unknown): void {
	console.log(printableJson(value));
}
