import { GenerationError } from '../../src/engine/failure';
import { type BoxProgram, pathOf } from '../faults/middleboxes/box';
import { lacking } from '../faults/middleboxes/network';
import { haproxy, nginx } from '../faults/middleboxes/programs';
import type { ServiceOptions } from '../faults/middleboxes/remoteService';
import { temporaryFolder } from '../support/folders';
import { largePng } from '../support/images';
import { table } from '../support/table';
import { type ClientKind, clientKinds } from './http2Clients';
import { inParallel } from './load';
import { behindHaproxy, behindNginx, lineMbit, lossyLine, type OpenPlace } from './places';
import { circumstances, report } from './report';

/** What lies between client and service, and what the service does. */
interface Scenario {
	readonly name: string;
	readonly imageMiB: number;
	readonly generations: number;
	readonly open: OpenPlace;
	readonly service?: Partial<ServiceOptions>;
	/** Why it cannot be tried on this machine. */
	readonly lacks?: string | undefined;
}

/** How many requests are on their way at the same time. */
const parallel = 8;

/** The silence before the reply, and how long one image may take altogether, in milliseconds. */
const silentMs = 2_000;
const timeoutMs = 120_000;

const missing = ({ command, debianPackage }: BoxProgram): string | undefined =>
	pathOf(command) ? undefined : `${command} is missing (Debian: ${debianPackage})`;

const scenarios: readonly Scenario[] = [
	...[0, 0.01, 0.03].map((share) => ({
		...{ name: `a line that loses ${share * 100} % both ways`, imageMiB: 24, generations: 8 },
		...{ open: lossyLine(share), lacks: lacking() },
	})),
	{
		...{ name: 'one connection is closed in the silence', imageMiB: 4, generations: 8, lacks: lacking() },
		...{ open: lossyLine(0), service: { cutFirstAfterMs: silentMs / 2 } },
	},
	{
		...{ name: 'nginx, 2 streams at once', imageMiB: 24, generations: 8, lacks: missing(nginx) },
		open: behindNginx('http2_max_concurrent_streams 2;'),
	},
	{
		...{ name: 'nginx, 4 requests a connection', imageMiB: 4, generations: 24, lacks: missing(nginx) },
		open: behindNginx('keepalive_requests 4;'),
	},
	{
		...{ name: 'nginx, client idle for 1 s at most', imageMiB: 4, generations: 16, lacks: missing(nginx) },
		open: behindNginx('keepalive_timeout 1s; client_header_timeout 1s; client_body_timeout 1s; send_timeout 1s;'),
	},
	{
		...{ name: 'HAProxy, client idle for 1 s at most', imageMiB: 4, generations: 16, lacks: missing(haproxy) },
		open: behindHaproxy('timeout client 1s\n\ttimeout http-keep-alive 1s'),
	},
	{
		...{ name: 'HAProxy, 2 streams at once', imageMiB: 24, generations: 8, lacks: missing(haproxy) },
		open: behindHaproxy('', 'tune.h2.max-concurrent-streams 2'),
	},
];

/** What a client calls a failure: the engine its kind, the others a code. */
function nameOf(error: unknown): string {
	if (GenerationError.is(error)) {
		return error.kind;
	}
	if (!(error instanceof Error)) {
		return String(error);
	}
	return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** What one client makes of a scenario. */
interface Trial {
	/** Whole images. */
	readonly whole: number;
	readonly asked: number;
	/** As a cell of the table. */
	readonly text: string;
}

async function tryOut(scenario: Scenario, kind: ClientKind, image: Buffer): Promise<Trial> {
	await using place = await scenario.open({ imageBytes: image.length, silentMs, ...scenario.service });
	await using folder = await temporaryFolder();
	await using client = kind.open(place.baseUrl, folder.path);
	const times: number[] = [];
	const failures: string[] = [];
	const generations = Array.from({ length: scenario.generations }, (_, index) => index);
	await inParallel(generations, parallel, async () => {
		const startedAt = performance.now();
		const limit = new AbortController();
		const timer = setTimeout(() => limit.abort(new Error(`no end after ${timeoutMs / 1000} s`)), timeoutMs);
		try {
			if (!image.equals(await client.ask(limit.signal))) {
				throw new Error('another image');
			}
			times.push((performance.now() - startedAt) / 1000);
		} catch (error) {
			failures.push(nameOf(error));
		} finally {
			clearTimeout(timer);
		}
	});
	times.sort((a, b) => a - b);
	const median = times[Math.floor(times.length / 2)];
	const slowest = times.at(-1);
	const took = median && slowest ? `, ${median.toFixed(1)} / ${slowest.toFixed(1)} s` : '';
	const why = failures.length > 0 ? ` (${[...new Set(failures)].join(', ')})` : '';
	const [whole, asked] = [times.length, scenario.generations];
	return { whole, asked, text: `${whole} of ${asked}${why}${took}, ${place.endpoints()} conn.` };
}

/** All of one client's trials together. */
function altogether(trials: readonly Trial[]): string {
	const [whole, asked] = [sum(trials.map((trial) => trial.whole)), sum(trials.map((trial) => trial.asked))];
	return asked === 0 ? '–' : `${whole} of ${asked}: ${((100 * whole) / asked).toFixed(1)} %`;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

async function main(): Promise<void> {
	const rows: string[][] = [];
	const all = clientKinds.map((): Trial[] => []);
	for (const scenario of scenarios) {
		if (scenario.lacks) {
			rows.push([scenario.name, ...clientKinds.map(() => `not run: ${scenario.lacks ?? ''}`)]);
			continue;
		}
		const image = largePng(scenario.imageMiB * 1024 * 1024);
		const cells: string[] = [];
		for (const [index, kind] of clientKinds.entries()) {
			const trial = await tryOut(scenario, kind, image);
			all[index]?.push(trial);
			cells.push(trial.text);
			console.log(`${scenario.name}: ${kind.name}: ${trial.text}`);
		}
		rows.push([`${scenario.name}; ${scenario.imageMiB} MiB`, ...cells]);
	}
	rows.push(['**altogether**', ...all.map(altogether)]);
	await report(
		'HTTP/1.1 and HTTP/2',
		`
${circumstances()}. Images of the size given, ${parallel} at a time, after ${silentMs / 1000} s of silence, over TLS; nobody repeats anything, and one image may take
${timeoutMs / 1000} s. Each cell: whole images out of those asked for (with what the others failed of), median and slowest time, and the
connections that reached the service (behind a gateway: the gateway's own, which speaks HTTP/1.1 to it). ERR_HTTP2_STREAM_ERROR is a stream that
the gateway refused: the client had sent more than it takes. The lines are ${lineMbit} Mbit/s wide with a queue of 50 ms in a network namespace; the kernel at hand
has no netem, so there is no further delay. The choice of scenarios is ours, so the last line compares the protocols and forecasts nothing.

${table(['', ...clientKinds.map(({ name }) => name)], rows)}
`,
	);
}

void main();
