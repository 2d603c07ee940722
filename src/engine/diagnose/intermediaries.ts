/** Something that may stand between the client and the service, and how long it lets a connection be silent. */
export interface Intermediary {
	/** Its proper name. */
	readonly name: string;
	/** How long it waits for the next byte by default, in milliseconds. */
	readonly idleMs: number;
}

/** Defaults from the vendors' own pages (nginx `proxy_read_timeout`, AWS, Cloudflare, Envoy `stream_idle_timeout`, undici `headersTimeout`, cloud NATs). */
const nginx: Intermediary = { name: 'nginx', idleMs: 60_000 };
const awsLoadBalancer: Intermediary = { name: 'AWS load balancer', idleMs: 60_000 };
const cloudFront: Intermediary = { name: 'Amazon CloudFront', idleMs: 60_000 };
const cloudflare: Intermediary = { name: 'Cloudflare', idleMs: 100_000 };
const googleNat: Intermediary = { name: 'Google Cloud NAT', idleMs: 120_000 };
const nodeFetch: Intermediary = { name: 'Node.js fetch', idleMs: 300_000 };
const envoy: Intermediary = { name: 'Envoy', idleMs: 300_000 };
const awsNat: Intermediary = { name: 'AWS NAT gateway', idleMs: 350_000 };

const marks: readonly (readonly [header: string, pattern: RegExp, intermediary: Intermediary])[] = [
	['cf-ray', /./, cloudflare],
	['server', /cloudflare/i, cloudflare],
	['server', /awselb/i, awsLoadBalancer],
	['x-amz-cf-id', /./, cloudFront],
	['via', /cloudfront/i, cloudFront],
	['server', /nginx|openresty|tengine/i, nginx],
	['via', /nginx/i, nginx],
];

/** The intermediaries that show themselves in a reply's headers (names in lower case). */
export function intermediariesIn(
	headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): readonly Intermediary[] {
	const found = marks.filter(([header, pattern]) => pattern.test(String(headers[header] ?? '')) && headers[header]);
	return [...new Set(found.map(([, , intermediary]) => intermediary))];
}

/** A run of failures that ended after the same time each. */
export interface CutPattern {
	/** The middle of the times, in milliseconds. */
	readonly atMs: number;
	/** The largest distance from it. */
	readonly spreadMs: number;
	/** How many of the last failures show it, out of how many. */
	readonly count: number;
	readonly of: number;
	/** Whose default limit that is. */
	readonly intermediaries: readonly Intermediary[];
}

/** Those whose defaults are known. */
export const knownIntermediaries: readonly Intermediary[] = [
	nginx,
	awsLoadBalancer,
	cloudFront,
	cloudflare,
	googleNat,
	nodeFetch,
	envoy,
	awsNat,
];

/** How far a cut may lie from a limit: connecting and sending come before the silence begins. */
const toleranceMs = 3_000;

/**
 * What the times at which requests were cut have in common: undefined unless at least two of the last ones, and half of
 * them, lie together at a limit that something on the way has by default.
 *
 * @param cutsMs how long each lost request had been open, the newest last.
 */
export function cutPattern(cutsMs: readonly number[]): CutPattern | undefined {
	const last = cutsMs.slice(-6);
	for (const { idleMs } of knownIntermediaries) {
		const near = last.filter((cutMs) => Math.abs(cutMs - idleMs) <= toleranceMs).sort((a, b) => a - b);
		const middle = near[Math.floor(near.length / 2)];
		if (middle !== undefined && near.length >= 2 && near.length * 2 >= last.length) {
			return {
				atMs: middle,
				spreadMs: Math.max(...near.map((cutMs) => Math.abs(cutMs - middle))),
				count: near.length,
				of: last.length,
				intermediaries: knownIntermediaries.filter((intermediary) => intermediary.idleMs === idleMs),
			};
		}
	}
	return undefined;
}
