import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { buildConnector, Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { systemClock, type WakefulClock, wakefulClock } from '../clock';
import { GenerationError } from '../failure';
import { isSendable } from '../secrets';
import type { Timeouts, Network } from '../task';
import { connect, proxyFailure } from './connect';
import { PhaseTimers, timeoutFailure } from './timers';
import { codeOf, connectFailure } from './failures';
import { directNetwork, proxyFor } from '../network/proxy';
import { ignoringContinue, maxHeadBytes } from './ignoringContinue';
import { trustFor } from './trust';

export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PUT';
	readonly url: URL;
	/** Path and query as they are to be sent, byte for byte; those of `url`, which may spell them differently, without it. */
	readonly target?: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: Buffer;
}

/** Header names are in lower case; repeated ones are lists. */
export type ReplyHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HttpReply {
	readonly status: number;
	readonly headers: ReplyHeaders;
	/** The bytes as they arrive. To be read once; a consumer that is slower than the network slows the network down. */
	readonly body: AsyncIterable<Buffer>;
}

export interface ExchangeOptions {
	readonly timeouts: Timeouts;
	/** Ends the exchange at once, in whatever phase it is; its socket is closed. */
	readonly signal: AbortSignal;
	/**
	 * Awaited when the connection is open and nothing of the request has been sent: from then on it may cost money. Where it
	 * rejects, nothing is sent, and the exchange fails with its `GenerationError`.
	 */
	readonly onSending?: () => Promise<void>;
	/** What the timeouts are measured by; a clock of the exchange's own without it. */
	readonly clock?: WakefulClock;
	/** When the attempt that this is part of must be over, by the clock; its timeout starts with the exchange without it. */
	readonly endsAt?: number;
	/** Refuses private addresses, wherever the host's name leads. */
	readonly publicOnly?: boolean;
	/** How the network is reached; directly without it. */
	readonly network?: Network;
	/** The `Proxy-Authorization` header's value: a secret, and so no part of `network`. */
	readonly proxyAuthorization?: string;
}

/** How much of a request's body is handed to the socket at a time. */
const sliceBytes = 64 * 1024;

/** How much may wait for a slow consumer before the socket is paused. */
const queueBytes = 1024 * 1024;

/**
 * Makes one HTTP/1.1 request over one fresh connection and gives the reply to `read`; the connection is closed when `read`
 * is done. Never repeats and never follows a redirect. Throws a `GenerationError` whose `sent` is exact.
 */
export async function exchange<T>(
	request: HttpRequest,
	options: ExchangeOptions,
	read: (reply: HttpReply) => Promise<T>,
): Promise<T> {
	const clock = options.clock ?? wakefulClock(systemClock);
	const line = new HttpExchange(request, options, clock);
	try {
		return await read(await line.reply());
	} finally {
		line.close();
		if (!options.clock) {
			clock.end();
		}
	}
}

/** A body in pieces, so that a slow uplink shows as slow progress and not as none. */
function* slices(body: Buffer): Generator<Buffer> {
	for (let at = 0; at < body.length; at += sliceBytes) {
		yield body.subarray(at, at + sliceBytes);
	}
}

/**
 * Throws where a secret is nothing that a header can hold. Undici would throw as well, with a connection open by then and in words
 * that name neither the key nor the proxy.
 */
function requireSendable(
	headers: HttpRequest['headers'],
	hop: { readonly proxy: URL; readonly proxyAuthorization: string | undefined } | undefined,
): void {
	if (!Object.values(headers).every(isSendable)) {
		throw new GenerationError('unauthorized', { status: 0 }, false);
	}
	if (hop && !isSendable(hop.proxyAuthorization ?? '')) {
		throw proxyFailure(hop.proxy, { code: 'EAUTHORIZATION' });
	}
}

/** Whether a proxy answers for itself and has passed nothing on: it wants a password, or squid's page says why it could not. */
function isProxysOwn(status: number, headers: ReplyHeaders): boolean {
	const squid = /^ERR_(ACCESS_DENIED|CANNOT_FORWARD|CONNECT_FAIL|DNS_FAIL)\b/;
	return status === 407 || squid.test(String(headers['x-squid-error'] ?? ''));
}

/** One connection with one request on it. Its failures, whoever reports them, are told in the engine's own words. */
class HttpExchange implements Dispatcher.DispatchHandler {
	private readonly head = Promise.withResolvers<HttpReply>();
	private readonly timers: PhaseTimers;
	private readonly connecting = new AbortController();
	private readonly startedAt: number;
	private socket: Socket | undefined;
	private client: Client | undefined;
	/** The proxy that the request itself goes to, under its whole address: plain http only. */
	private forwarder: URL | undefined;
	private controller: Dispatcher.DispatchController | undefined;
	private sent = false;
	private isWritten = false;
	private replied = false;
	private receivedBytes = 0;
	private queue: Buffer[] = [];
	private queuedBytes = 0;
	private ended = false;
	private failure: GenerationError | undefined;
	private wakeReader: () => void = () => undefined;

	constructor(
		private readonly request: HttpRequest,
		private readonly options: ExchangeOptions,
		private readonly clock: WakefulClock,
	) {
		// The failure also reaches whoever reads the body; nobody may be waiting for the head by then.
		this.head.promise.catch(() => undefined);
		this.startedAt = clock.now();
		this.timers = new PhaseTimers(options.timeouts, clock, options.endsAt ?? Infinity, (phase, timeoutMs) =>
			this.fail(timeoutFailure(phase, timeoutMs, this.sent)),
		);
		options.signal.addEventListener('abort', this.cancel, { once: true });
		if (options.signal.aborted) {
			this.cancel();
		} else {
			void this.open();
		}
	}

	/** The reply's head. Its body ends with an error when the exchange fails later. */
	reply(): Promise<HttpReply> {
		return this.head.promise;
	}

	close(): void {
		this.timers.end();
		this.options.signal.removeEventListener('abort', this.cancel);
		this.connecting.abort();
		void this.client?.destroy();
		// Undici lets go of a request that it refuses, and takes no connection for it.
		this.socket?.destroy();
	}

	private async open(): Promise<void> {
		const { url, target = url.pathname + url.search, method, headers, body } = this.request;
		const { network = directNetwork, publicOnly = false, proxyAuthorization } = this.options;
		this.timers.begin('connect');
		let socket: Socket;
		try {
			const proxy = proxyFor(url, network);
			requireSendable(headers, proxy && { proxy, proxyAuthorization });
			this.forwarder = url.protocol === 'http:' ? proxy : undefined;
			const { signal } = this.connecting;
			// Reading the system's certificates takes a while, and plain http needs none.
			const trust = [url, proxy].some((to) => to?.protocol === 'https:') ? trustFor(network) : {};
			this.socket = socket = await connect(url, { signal, publicOnly, proxy, proxyAuthorization, trust });
		} catch (error) {
			this.fail(GenerationError.is(error) ? error : connectFailure(error, url));
			return;
		}
		if (!(await this.isReadyToSend())) {
			this.close();
			return;
		}
		this.client = new Client(url.origin, {
			connect: this.once(socket),
			allowH2: false,
			maxHeaderSize: maxHeadBytes,
			// The phases' timeouts are kept here, by our own timers.
			headersTimeout: 0,
			bodyTimeout: 0,
		});
		this.client.dispatch(
			{
				method,
				path: (this.forwarder ? url.origin : '') + target,
				headers: {
					// Undecoded bytes: an image does not compress, and undici does not decompress.
					'accept-encoding': 'identity',
					...headers,
					...(this.forwarder && proxyAuthorization && { 'proxy-authorization': proxyAuthorization }),
				},
				body: body ? Readable.from(slices(body), { objectMode: false, highWaterMark: sliceBytes }) : null,
				// "Connection: close": nobody keeps a socket that nobody will use again.
				reset: true,
			},
			this,
		);
	}

	/** Whether the caller knows that the request goes out now, and nobody has cancelled it meanwhile. What that takes is no phase's. */
	private async isReadyToSend(): Promise<boolean> {
		this.timers.pause();
		try {
			await this.options.onSending?.();
		} catch (error) {
			if (!GenerationError.is(error)) {
				throw error;
			}
			this.fail(error);
		}
		return this.failure === undefined;
	}

	onRequestStart(controller: Dispatcher.DispatchController): void {
		this.controller = controller;
		this.sent = true;
		this.timers.begin('write');
	}

	onBodySent(): void {
		this.timers.beat();
	}

	onRequestSent(): void {
		this.isWritten = true;
		// A service may have answered, with a refusal, before it had read everything.
		if (!this.replied) {
			this.timers.begin('firstByte');
		}
	}

	onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ReplyHeaders): void {
		// 100, 102 and 103 come before the reply and are none.
		if (this.forwarder && isProxysOwn(status, headers)) {
			this.fail(proxyFailure(this.forwarder, { status }));
		} else if (status >= 200) {
			this.replied = true;
			this.timers.begin('idle');
			this.head.resolve({ status, headers, body: this.chunks() });
		}
	}

	onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
		this.timers.beat();
		this.receivedBytes += chunk.length;
		this.queuedBytes += chunk.length;
		this.queue.push(chunk);
		if (this.queuedBytes > queueBytes) {
			this.timers.pause();
			controller.pause();
		}
		this.wakeReader();
	}

	onResponseEnd(): void {
		this.ended = true;
		this.timers.end();
		this.wakeReader();
	}

	onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
		this.fail(this.sent ? this.interrupted(error) : connectFailure(error, this.request.url));
	}

	private async *chunks(): AsyncGenerator<Buffer> {
		for (;;) {
			const chunks = this.queue;
			this.queue = [];
			this.queuedBytes = 0;
			yield* chunks;
			if (this.queue.length > 0) {
				continue;
			}
			if (this.failure) {
				throw this.failure;
			}
			if (this.ended) {
				return;
			}
			const woken = new Promise<void>((resolve) => (this.wakeReader = resolve));
			if (this.controller?.paused) {
				this.timers.begin('idle');
				// May bring what has been waiting, and even the reply's end, before it returns.
				this.controller.resume();
			}
			await woken;
		}
	}

	/** A connector that gives the socket away once: undici would otherwise connect again when the socket is already closed. */
	private once(socket: Socket): buildConnector.connector {
		let given = false;
		return (_options, callback) => {
			const again = given;
			given = true;
			// Undici does not go on when it is answered before its call has returned.
			queueMicrotask(() =>
				again
					? callback(Object.assign(new Error('closed before the request'), { code: 'ECONNRESET' }), null)
					: callback(null, ignoringContinue(socket)),
			);
		};
	}

	private readonly cancel = (): void => {
		this.fail(new GenerationError('cancelled', {}, this.sent));
	};

	private interrupted(error: Error): GenerationError {
		const { receivedBytes, isWritten, replied } = this;
		const elapsedMs = Math.round(this.clock.now() - this.startedAt);
		const uploading = isWritten || replied ? {} : { isUploading: true as const };
		const facts = { code: codeOf(error), receivedBytes, elapsedMs, ...uploading };
		return new GenerationError('interrupted', facts, true, { cause: error });
	}

	/** The first failure counts; what follows is its echo. */
	private fail(failure: GenerationError): void {
		if (this.failure || this.ended) {
			return;
		}
		this.failure = failure;
		this.head.reject(failure);
		this.wakeReader();
		this.close();
	}
}
