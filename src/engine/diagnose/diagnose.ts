import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { GenerationError, type Failure } from '../errors';
import { directNetwork, proxyFor } from '../network/proxy';
import type { Connection, ImageSize, Network } from '../request';
import type { Secrets } from '../secrets';
import { keyOrigin } from '../services/catalogue';
import { keyCheckRequest } from '../services/services';
import { connect, hostOf } from '../transport/connect';
import { exchange, type ReplyHeaders } from '../transport/exchange';
import { connectFailure } from '../transport/failures';
import { trustFor } from '../transport/trust';
import { limitsFor } from '../policy/limits';
import { type CutPattern, cutPattern, type Hop, hopsIn } from './hops';
import { offeredProtocol } from './alpn';

/** What a connection to a service is made of. Nothing in it is secret. */
export interface Diagnosis {
	readonly host: string;
	readonly proxy?: string;
	/** What the name resolves to here; behind a proxy that does not matter. */
	readonly addresses: readonly string[];
	/** TCP, tunnel and TLS together, in milliseconds; the failure where it did not come about. */
	readonly connect: { readonly ms: number } | Failure;
	readonly certificate?: Certificate;
	/** The protocol that the server prefers when it is offered HTTP/2 as well. We speak HTTP/1.1 all the same. */
	readonly offers?: string;
	/** What a free request was answered: whether the key is accepted, and who answered. */
	readonly answer?: Answer | Failure;
	readonly hops: readonly Hop[];
	/** What the last losses have in common. */
	readonly pattern?: CutPattern;
	/** How long the service usually stays silent for such an image (95 of 100), against which the hops' limits count. */
	readonly usualSilenceMs: number;
}

export interface Certificate {
	readonly subject: string;
	readonly issuer: string;
	readonly validTo: string;
	/** How many certificates the server sent. */
	readonly chain: number;
}

export interface Answer {
	readonly status: number;
	readonly ms: number;
	readonly key: 'accepted' | 'refused' | 'unknown' | 'none';
	/** The headers by which those on the way show themselves. */
	readonly marks: Readonly<Record<string, string>>;
}

export interface DiagnoseOptions {
	readonly connection: Connection;
	readonly secrets: Secrets;
	readonly network?: Network;
	readonly size: ImageSize;
	/** How long each lost request of this service had been open, in milliseconds, the newest last. */
	readonly cutsMs: readonly number[];
	readonly usualSilenceMs: number;
	readonly signal: AbortSignal;
}

const markNames = ['server', 'via', 'cf-ray', 'x-amz-cf-id', 'x-amzn-requestid', 'x-cache', 'x-served-by', 'alt-svc'];

/** Looks at a connection without paying for an image: it connects, looks at the certificate, and asks for the models. */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
	const { connection, network = directNetwork, cutsMs, usualSilenceMs } = options;
	const url = new URL(connection.baseUrl);
	const host = hostOf(url);
	const proxy = proxyFor(url, network);
	const [addresses, connected, offers] = [
		isIP(host) ? [host] : await addressesOf(host),
		await tryConnecting(url, proxy, network, options),
		url.protocol === 'https:' && !proxy
			? await offeredProtocol(host, Number(url.port) || 443, options.signal)
			: undefined,
	];
	const answer = 'ms' in connected.result ? await askForModels(options, network) : undefined;
	const headers = answer && 'headers' in answer ? answer.headers : {};
	const pattern = cutPattern(cutsMs);
	return {
		host,
		...(proxy && { proxy: proxy.host }),
		addresses,
		connect: connected.result,
		...(connected.certificate && { certificate: connected.certificate }),
		...(offers && { offers }),
		...(answer && { answer: 'headers' in answer ? answer.answer : answer }),
		hops: hopsIn(headers),
		...(pattern && { pattern }),
		usualSilenceMs,
	};
}

async function addressesOf(host: string): Promise<string[]> {
	const found = await lookup(host, { all: true }).catch(() => []);
	return found.map(({ address }) => address);
}

async function tryConnecting(
	url: URL,
	proxy: URL | undefined,
	network: Network,
	{ secrets, signal }: DiagnoseOptions,
): Promise<{ result: Diagnosis['connect']; certificate?: Certificate }> {
	const { connectMs } = limitsFor('1K');
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(deadline(connectMs)), connectMs);
	const cancel = (): void => limit.abort(new GenerationError('cancelled', {}, false));
	signal.addEventListener('abort', cancel, { once: true });
	const startedAt = performance.now();
	try {
		const socket = await connect(url, {
			signal: limit.signal,
			publicOnly: false,
			proxy,
			proxyAuthorization: secrets.proxyAuthorization,
			trust: trustFor(network),
		});
		const ms = Math.round(performance.now() - startedAt);
		const certificate = socket instanceof TLSSocket ? certificateOf(socket) : undefined;
		socket.destroy();
		return { result: { ms }, ...(certificate && { certificate }) };
	} catch (error) {
		const failure = GenerationError.is(error) ? error : connectFailure(error, hostOf(url));
		return { result: failure.toFailure() };
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', cancel);
	}
}

function deadline(limitMs: number): GenerationError {
	return new GenerationError('deadline', { phase: 'connect', limitMs }, false);
}

function certificateOf(socket: TLSSocket): Certificate {
	let chain = 0;
	const first = socket.getPeerCertificate(true);
	// A root names itself as its issuer.
	for (let next = first; chain < 10; next = next.issuerCertificate) {
		chain++;
		if (next.issuerCertificate.fingerprint256 === next.fingerprint256) {
			break;
		}
	}
	const [subject = '', issuer = ''] = [first.subject.CN, first.issuer.O ?? first.issuer.CN].map(String);
	return { subject, issuer, validTo: first.valid_to, chain };
}

async function askForModels(
	{ connection, secrets, signal }: DiagnoseOptions,
	network: Network,
): Promise<{ answer: Answer; headers: ReplyHeaders } | Failure> {
	const key = secrets.keys.get(keyOrigin(connection));
	const limits = { ...limitsFor('1K'), firstByteMs: 20_000 };
	const startedAt = performance.now();
	try {
		return await exchange(
			keyCheckRequest(connection, key),
			{
				limits,
				signal,
				network,
				...(secrets.proxyAuthorization && { proxyAuthorization: secrets.proxyAuthorization }),
			},
			({ status, headers }) => {
				const ms = Math.round(performance.now() - startedAt);
				const marks = markNames.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []));
				const answer = {
					status,
					ms,
					key: keyVerdict(key, status),
					marks: Object.fromEntries(marks) as Answer['marks'],
				};
				return Promise.resolve({ answer, headers });
			},
		);
	} catch (error) {
		if (GenerationError.is(error)) {
			return error.toFailure();
		}
		throw error;
	}
}

function keyVerdict(key: string | undefined, status: number): Answer['key'] {
	if (!key) {
		return 'none';
	}
	if (status === 401 || status === 403 || status === 400) {
		return 'refused';
	}
	// Not every compatible server lists its models.
	return status === 200 ? 'accepted' : 'unknown';
}
