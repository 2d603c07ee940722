import { printable, printableJson } from '../documents/printable';

/** Writes lines to standard output, where no text from outside can make the terminal do anything. */
export function print(...lines: readonly string[]): void {
	console.log(lines.map(printable).join('\n'));
}

/** Like `print`, and resolves whether the lines were taken: whoever was to read them may be gone, or the disk full. */
export async function tryPrint(...lines: readonly string[]): Promise<boolean> {
	return await taken(lines.map(printable).join('\n'));
}

/** Writes lines to standard error in the same way. */
export function complain(...lines: readonly string[]): void {
	console.error(lines.map(printable).join('\n'));
}

/** Like `printJson`, and resolves whether the line was taken. */
export async function tryPrintJson(value: unknown): Promise<boolean> {
	return await taken(printableJson(value));
}

async function taken(text: string): Promise<boolean> {
	return await new Promise((resolve) => process.stdout.write(`${text}\n`, (error) => resolve(!error)));
}

/** Writes a value as one line of JSON to standard output: exactly, with controls as escapes. */
export function printJson(value: unknown): void {
	console.log(printableJson(value));
}
