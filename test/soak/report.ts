import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { machine } from '../support/machine';

const file = join(__dirname, 'RESULTS.md');

/** When and on what something was measured. */
export function circumstances(): string {
	return `${new Date().toISOString().slice(0, 10)}, ${machine()}`;
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
