import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const file = join(__dirname, 'RESULTS.md');

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
	const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
	return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** When and on what something was measured. */
export function circumstances(): string {
	const date = new Date().toISOString().slice(0, 10);
	const memory = Math.round(totalmem() / 2 ** 30);
	return `${date}, ${cpus().length} cores, ${memory} GiB of memory, ${process.platform}, Node ${process.versions.node}`;
}

/** Puts a section into RESULTS.md, in place of the one with the same heading; and prints it. */
export async function report(heading: string, text: string): Promise<void> {
	const section = `## ${heading}\n\n${text.trim()}\n`;
	console.log(`\n${section}`);
	const old = await readFile(file, 'utf8').catch(() => '');
	const sections = old.split(/^(?=## )/m).filter((part) => part.startsWith('## '));
	const index = sections.findIndex((part) => part.startsWith(`## ${heading}\n`));
	sections.splice(index < 0 ? sections.length : index, index < 0 ? 0 : 1, section);
	const whole = `# What was measured\n\n${sections.map((part) => part.trim()).join('\n\n')}\n`;
	await writeFile(file, await format(whole, { ...(await resolveConfig(file)), filepath: file }));
}
