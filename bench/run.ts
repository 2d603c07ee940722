// Measures the groups asked for, all without any; then writes RESULTS.md and the charts out of everything measured so far.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../test/support/machine';
import { groups } from './groups';
import { type Measured, writeReport } from './report';

const results = join(__dirname, 'results');

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: { quick: { type: 'boolean', default: false }, report: { type: 'boolean', default: false } },
		allowPositionals: true,
	});
	const unknown = positionals.filter((id) => groups.every((group) => group.id !== id));
	if (unknown.length > 0) {
		throw new Error(`no group ${unknown.join(', ')}; there are ${groups.map(({ id }) => id).join(', ')}`);
	}
	const wanted = groups.filter(({ id }) => !values.report && (positionals.length === 0 || positionals.includes(id)));
	await mkdir(results, { recursive: true });
	for (const { id, measure } of wanted) {
		console.log(`${id} …`);
		const startedAt = performance.now();
		const data = await measure({ quick: values.quick });
		const seconds = Math.round((performance.now() - startedAt) / 1000);
		const measured: Measured = {
			date: new Date().toISOString(),
			machine: machine(),
			quick: values.quick,
			seconds,
			data,
		};
		await writeFile(join(results, `${id}.json`), `${JSON.stringify(measured, undefined, '\t')}\n`);
		console.log(`${id}: ${seconds} s`);
	}
	const sections = [];
	for (const { id, report } of groups) {
		const text = await readFile(join(results, `${id}.json`), 'utf8').catch(() => undefined);
		if (text !== undefined) {
			const measured = JSON.parse(text) as Measured;
			sections.push({ id, measured, section: report(measured.data) });
		}
	}
	await writeReport(sections);
}

void main();
