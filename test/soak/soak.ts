import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '../../src/sandbox/server';
import { temporaryFolder } from '../support/folders';
import { table } from '../support/table';
import { type Client, clientsOf } from './clients';
import { faultMix, latency, type Load, timeScale } from './load';
import { paintImages, type Images } from './images';
import { circumstances, report } from './report';
import { faultName, judge, type Verdict } from './verdict';

/** One client's result. */
interface Column {
	readonly client: Client;
	readonly verdict: Verdict;
	readonly seconds: number;
}

async function runClient(client: Client, load: Load, images: Images, folder: string): Promise<Column> {
	const { name, protocol, format } = client;
	const sandbox = await startSandbox({
		...{ timeScale, seed: load.seed, faultMix },
		paint: (image) => Promise.resolve(images(image)),
	});
	const startedAt = performance.now();
	const outcomes = await client.run(load, sandbox.url, folder);
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	const { entries } = sandbox.ledger();
	await sandbox.close();
	const verdict = await judge(outcomes, entries, (prompt) => images({ prompt, format }), name === 'Image Gen');
	await rm(folder, { recursive: true });
	console.log(`${name}, ${protocol}: ${verdict.delivered} of ${verdict.generations} delivered in ${seconds} s`);
	return { client, verdict, seconds };
}

const rows: readonly (readonly [title: string, value: (column: Column) => string | number])[] = [
	['generations', ({ verdict }) => verdict.generations],
	['requests', ({ verdict }) => verdict.requests],
	['images delivered', ({ verdict }) => verdict.delivered],
	['left to the person, since it may be paid for', ({ verdict }) => verdict.asked ?? '–'],
	['images paid for', ({ verdict }) => verdict.paid],
	['paid for each delivered', ({ verdict }) => (verdict.paid / verdict.delivered).toFixed(3)],
	['**images fully sent and not on disk**', ({ verdict }) => verdict.lost],
	['**repeated without consent after a possible payment**', ({ verdict }) => verdict.repeated],
	['**wrongly classified**', ({ verdict }) => verdict.misnamed?.length ?? '–'],
	['broken images taken for whole', ({ verdict }) => verdict.broken],
	['seconds', ({ seconds }) => seconds],
];

function text(load: Load, columns: readonly Column[]): string {
	const heads = columns.map(({ client }) => `${client.name} (${client.protocol})`);
	const faults = faultMix.map(({ share, of }) => {
		const status = of.fault === 'status' ? of.status : of.fault === 'stall' && of.at === 'headers' ? undefined : 200;
		return [faultName({ fault: of.fault, ...(status && { status }) }), share] as const;
	});
	const shares = Map.groupBy(faults, ([name]) => name);
	const shareOf = (name: string): number => (shares.get(name) ?? []).reduce((sum, [, share]) => sum + share, 0);
	const { generations, parallel, seed } = load;
	const quantiles = [latency.p50Ms, latency.p95Ms, latency.p99Ms].map((ms) => `${ms / 1000} s`).join(' / ');
	return `
${circumstances()}. ${generations} generations of 1024 × 1024 pixels for each column, so ${2 * generations} through Image Gen; ${parallel} at a time, seed ${seed}. The sandbox takes the
article's times for 1K (P50 / P95 / P99 ${quantiles}) at a scale of ${timeScale}; the clients' limits of 300 s and 600 s are
compressed alike. Image Gen runs as one process of \`dist/cli.js\` for each generation; the SDKs run with their default options in one process
each, and their own waits between attempts are not compressed. An image is the same for the same prompt, so every file on
disk is compared byte by byte with what was drawn; what was asked, paid and sent is the sandbox's ledger.

${table(
	['', ...heads],
	rows.map(([title, value]) => [title, ...columns.map(value)]),
)}

What went wrong on order, and how often it really happened. The same seed gives the same fault to the same prompt at the same attempt,
whichever client asks; a client that asks more often meets more of them.

${table(
	['fault', 'share of requests', ...heads],
	[...shares.keys()].map((name) => [
		name,
		`${Math.round(100 * shareOf(name))} %`,
		...columns.map(({ verdict }) => verdict.faults[name] ?? 0),
	]),
)}
`;
}

/** Half a thousand in each protocol by default. Exit code 1 unless nothing is lost, nothing repeated unasked, and everything called by its name. */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			generations: { type: 'string', default: '500' },
			parallel: { type: 'string', default: '8' },
			seed: { type: 'string', default: '1' },
		},
	});
	const load: Load = {
		generations: Number(values.generations),
		parallel: Number(values.parallel),
		seed: Number(values.seed),
	};
	await using work = await temporaryFolder();
	// A copy, so that a build meanwhile changes nothing.
	const cliPath = join(work.path, 'cli.js');
	await copyFile('dist/cli.js', cliPath);
	const images = await paintImages();
	const columns: Column[] = [];
	for (const [index, client] of clientsOf(cliPath).entries()) {
		columns.push(await runClient(client, load, images, join(work.path, String(index))));
	}
	await report('The soak', text(load, columns));
	const ours = columns.filter(({ client }) => client.name === 'Image Gen').map(({ verdict }) => verdict);
	ours.forEach(({ misnamed }) => misnamed?.forEach((line) => console.error(line)));
	const good = ours.every(
		({ lost, repeated, broken, misnamed }) => lost + repeated + broken + (misnamed?.length ?? 0) === 0,
	);
	process.exitCode = good ? 0 : 1;
}

void main();
