import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ConnectionOptions } from 'node:tls';
import { systemClock } from '../clock';
import { GenerationError, type Failure } from '../failure';
import type { PastRequest } from '../jobs/history';
import { latencyOf } from '../jobs/latency';
import { directNetwork, proxyFor } from '../network/proxy';
import { timeoutsFor } from '../policy/timeouts';
import type { Endpoint, Resolution, Timeouts, Network } from '../task';
import type { Secrets } from '../secrets';
import { keyOrigin } from '../providers/catalogue';
import { nameRefusal } from '../providers/refusal';
import { keyCheckRequest } from '../providers/registry';
import { connect, hostOf } from '../transport/connect';
import { plainBody } from '../transport/contentEncoding';
import { exchange, type ReplyHeaders } from '../transport/exchange';
import { trustFor } from '../transport/trust';
import { offeredProtocol } from './alpn';
import { type Certificate, certificateOf } from './certificate';
import { type Intermediary, intermediariesIn } from './intermediaries';
import { type PastRecord, recordOf } from './record';

/** What a connection to a service is made of. Plain data, and nothing in it is secret. */
export interface Diagnosis {
	/** Scheme, host and port. */
	readonly origin: string;
	/** The proxy that leads there. */
	readonly proxy?: string;
	/** What the name resolves to here; behind a proxy that does not matter. */
	readonly addresses: readonly string[];
	/** How long it took; the failure where it did not come about. */
	readonly connect: Connected | Failure;
	/** The server's, or that of whoever answers in its place. */
	readonly certificate?: Certificate;
	/** Whether certificates are checked at all. */
	readonly strictSsl: boolean;
	/** The protocol that the server prefers when it is offered HTTP/2 as well (`h2`, `http/1.1`). */
	readonly offers?: string;
	/** What a free request was answered. */
	readonly answer?: Answer | Failure;
	/** Who showed themselves in that answer. */
	readonly intermediaries: readonly Intermediary[];
	readonly resolution: Resolution;
	/**
	 * How long 95 of 100 images of that resolution take at most, in milliseconds: for so long the connection has to be silent. Absent
	 * while no times are known.
	 */
	readonly usualMs?: number;
	/** What became of the requests so far. */
	readonly record: PastRecord;
}

export interface Connected {
	/** Name resolution, TCP and a proxy's tunnel, in milliseconds. */
	readonly ms: number;
	/** The TLS handshake, in milliseconds; absent without TLS. */
	readonly tlsMs?: number;
}

export interface Answer {
	readonly status: number;
	readonly ms: number;
	readonly key: 'accepted' | 'refused' | 'unknown' | 'none';
	/** The headers by which those on the way show themselves. */
	readonly marks: Readonly<{ [header: string]: string }>;
}

export interface DiagnoseOptions {
	readonly endpoint: Endpoint;
	readonly secrets: Secrets;
	readonly network?: Network;
	readonly resolution: Resolution;
	readonly history: readonly PastRequest[];
	readonly signal: AbortSignal;
}

const markNames = ['server', 'via', 'cf-ray', 'x-amz-cf-id', 'x-amzn-requestid', 'x-cache', 'x-served-by', 'alt-svc'];

/** A list of models is made in no time: whoever takes longer has a problem. */
const timeouts: Timeouts = {
	...timeoutsFor('1K', { attemptMs: 30_000 }),
	firstByteMs: 20_000,
	maxReplyBytes: 16 * 2 ** 20,
};

/**
 * Looks at a connection without paying for an image: it connects, looks at the certificate, and asks for the models. What
 * fails is part of the answer. Throws `cancelled`.
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
	const { endpoint, network = directNetwork, resolution, history, signal } = options;
	const url = new URL(endpoint.baseUrl);
	const proxy = chosenProxy(url, network);
	const [addresses, connected, offers] = await Promise.all([
		addressesOf(hostOf(url)),
		tryConnecting(url, options),
		url.protocol === 'https:' && proxy === undefined
			? offeredProtocol(hostOf(url), Number(url.port) || 443, signal)
			: undefined,
	]);
	const asked = 'ms' in connected.connect ? await askForModels(options) : undefined;
	if (signal.aborted) {
		throw new GenerationError('cancelled', {}, false);
	}
	const usual = latencyOf({ host: url.host, model: endpoint.model, resolution }, history);
	return {
		origin: url.origin,
		...(proxy !== undefined && { proxy }),
		addresses,
		...connected,
		strictSsl: network.strictSsl,
		...(offers && { offers }),
		...(asked && { answer: asked.answer }),
		intermediaries: intermediariesIn(asked?.headers ?? {}),
		resolution,
		...(usual && { usualMs: usual.p95Ms }),
		record: recordOf(history.filter(({ host }) => host === url.host)),
	};
}

/** The proxy's host and port, or its address as it is written where that is none; undefined without a proxy. */
function chosenProxy(url: URL, network: Network): string | undefined {
	try {
		return proxyFor(url, network)?.host;
	} catch (error) {
		if (GenerationError.is(error, 'proxy')) {
			return error.facts.proxy;
		}
		throw error;
	}
}

async function addressesOf(host: string): Promise<string[]> {
	const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
	return found.map(({ address }) => address);
}

async function tryConnecting(
	url: URL,
	{ network = directNetwork, secrets, signal }: DiagnoseOptions,
): Promise<Pick<Diagnosis, 'connect' | 'certificate'>> {
	const open = async (trust: ConnectionOptions): Promise<Pick<Diagnosis, 'connect' | 'certificate'>> => {
		const startedAt = performance.now();
		let openedAt = startedAt;
		const socket = await withinLimit(signal, (limited) =>
			connect(url, {
				signal: limited,
				publicOnly: false,
				proxy: proxyFor(url, network),
				proxyAuthorization: secrets.proxyAuthorization,
				trust,
				onOpen: () => (openedAt = performance.now()),
			}),
		);
		const [ms, tlsMs] = [Math.round(openedAt - startedAt), Math.round(performance.now() - openedAt)];
		const certificate = certificateOf(socket);
		socket.destroy();
		return certificate ? { connect: { ms, tlsMs }, certificate } : { connect: { ms } };
	};
	try {
		return await open(trustFor(network));
	} catch (error) {
		if (!GenerationError.is(error)) {
			throw error;
		}
		// Whose certificate it is says who stands in between. Nothing is sent.
		const seen = error.kind === 'certificate' ? await open({ rejectUnauthorized: false }).catch(() => undefined) : {};
		return { ...seen, connect: error.toFailure() };
	}
}

/** Runs `work` with a signal that aborts at the limit for connecting as well. */
async function withinLimit<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const { connectMs: timeoutMs } = timeouts;
	const limit = AbortSignal.timeout(timeoutMs);
	try {
		return await work(AbortSignal.any([signal, limit]));
	} catch (error) {
		if (signal.aborted) {
			throw new GenerationError('cancelled', {}, false);
		}
		throw limit.aborted ? new GenerationError('timeout', { phase: 'connect', timeoutMs }, false) : error;
	}
}

async function askForModels(
	options: DiagnoseOptions,
): Promise<{ readonly answer: Answer | Failure; readonly headers: ReplyHeaders }> {
	const { endpoint, secrets, signal, network = directNetwork } = options;
	const { proxyAuthorization } = secrets;
	const key = secrets.keys.get(keyOrigin(endpoint));
	const startedAt = performance.now();
	const wire = { timeouts, signal, network, ...(proxyAuthorization && { proxyAuthorization }) };
	try {
		const request = keyCheckRequest(endpoint, key);
		return await exchange(request, wire, async (http) => {
			const { status, headers } = http;
			const ms = Math.round(performance.now() - startedAt);
			const text = (await buffer(plainBody(http, timeouts.maxReplyBytes))).toString('utf8');
			const refusal = nameRefusal({
				status,
				headers,
				text,
				model: endpoint.model,
				url: request.url,
				now: systemClock.wallTime(),
			});
			const verdict = !key
				? 'none'
				: status === 200
					? 'accepted'
					: refusal.kind === 'unauthorized'
						? 'refused'
						: 'unknown';
			const marks = markNames.flatMap((name) => (headers[name] ? [[name, String(headers[name])] as const] : []));
			return { answer: { status, ms, key: verdict, marks: Object.fromEntries(marks) }, headers };
		});
	} catch (error) {
		if (GenerationError.is(error)) {
			return { answer: error.toFailure(), headers: {} };
		}
		throw error;
	}
}
