import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { table } from '../test/support/table';
import { drawChart } from './charts';
import type { Chart, Section, Table } from './section';

/** What results/<group>.json holds. */
export interface Measured {
	/** ISO 8601. */
	readonly date: string;
	readonly machine: string;
	readonly quick: boolean;
	/** How long the group took. */
	readonly seconds: number;
	readonly data: unknown;
}

export interface MeasuredSection {
	readonly id: string;
	readonly measured: Measured;
	readonly section: Section;
}

/** Writes RESULTS.md and draws its charts. Throws where two rows have the same id. */
export async function writeReport(sections: readonly MeasuredSection[]): Promise<void> {
	refuseDoubles(sections.flatMap(({ section }) => section.tables.flatMap(({ rows }) => rows.map(({ id }) => id))));
	for (const chart of sections.flatMap(({ section }) => section.charts)) {
		await drawChart(chart);
	}
	const intro = `# Image Gen, measured

Written by \`npm run bench [-- group …]\`, which anyone can repeat: bench/README.md says how. Every row has an id, by which README and documents name the
source of a figure. Figures are medians with the range of all runs in brackets; ratios are taken within one run.`;
	const text = [intro, ...sections.map(sectionText)].join('\n\n');
	await writeFile(join(__dirname, 'RESULTS.md'), `${text}\n`);
}

function sectionText({ id, measured, section }: MeasuredSection): string {
	const { date, machine, quick, seconds } = measured;
	const form = quick ? ' **Quick form: for trying out, not for quoting.**' : '';
	const circumstances = `\`npm run bench -- ${id}\`, ${date.slice(0, 10)}, ${machine}; ${seconds} s.${form}`;
	return [
		`## ${section.heading}`,
		circumstances,
		...section.paragraphs,
		...section.charts.map(chartText),
		...section.tables.map(tableText),
	].join('\n\n');
}

function chartText({ name, alt }: Chart): string {
	return `![${alt}](charts/${name}.svg)`;
}

function tableText({ title, head, rows }: Table): string {
	const text = table(
		['', ...head],
		rows.map(({ id, cells }) => [id, ...cells]),
	);
	return title === undefined ? text : `**${title}**\n\n${text}`;
}

function refuseDoubles(ids: readonly string[]): void {
	const doubles = ids.filter((id, index) => ids.indexOf(id) !== index);
	if (doubles.length > 0) {
		throw new Error(`more than one row ${doubles.join(', ')}`);
	}
}
