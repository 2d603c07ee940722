/**
 * What is known about each kind of failure. Plain data, because it is logged, stored in the job folder and shown by the
 * window: no keys, no headers, no bodies beyond the service's own short reason.
 */
export interface FailureFacts {
	/** The person stopped it. */
	cancelled: object;
	/** One of the engine's own limits ran out. */
	timeout: { phase: 'connect' | 'write' | 'firstByte' | 'idle' | 'attempt' | 'run'; timeoutMs: number };
	/** No connection: refused, no route, unknown host, cut before the request could be sent. */
	unreachable: { host: string; code: string };
	/** The proxy refused (`status`), could not be reached (`code`), or isn't a supported proxy type (`EPROXYKIND`). */
	proxy: { proxy: string; status?: number; code?: string };
	/** The certificate is not trusted, has expired, or is for another name. */
	certificate: { host: string; code: string };
	/** The server offers HTTP/2 only; the engine speaks HTTP/1.1 only. */
	http1Refused: { host: string };
	/** The connection broke after the request was sent. */
	interrupted: { code: string; receivedBytes: number; elapsedMs: number };
	/** 429 with a wait, or without one. */
	rateLimited: { status: number; retryAfterMs?: number; reason?: string };
	/** 402, or a 429 that no wait will mend. */
	quotaExhausted: { status: number; reason?: string };
	/** 503 or 529 in the service's own words: nothing was made. */
	overloaded: { status: number; retryAfterMs?: number; reason?: string };
	/** 401, 403, or no key where one is needed (status 0: nothing was sent). */
	unauthorized: { status: number; reason?: string };
	/** 400, 413, 422 and other refusals of the request itself. */
	badRequest: { status: number; reason?: string };
	/** 404: the model or the address does not exist. */
	modelUnavailable: { status: number; model: string; reason?: string };
	/** A redirect that was not followed. */
	redirected: { status: number; location: string };
	/** 408 and 5xx from the service or from something on the way. `by` names the hop when it shows itself. */
	serverError: { status: number; by?: string; reason?: string };
	/** A safety refusal, of the prompt (nothing was drawn) or of the finished image. */
	blocked: { stage: 'prompt' | 'image'; reason: string };
	/** A well-formed reply without an image; `said` is what the model answered instead. */
	noImage: { reason: string; said?: string };
	/** A reply that is not what the protocol says: HTML, cut JSON, bad base64. */
	badReply: { detail: string };
	/** The image's bytes are no whole image of a known format. */
	badImage: { detail: string };
	/** The reply is larger than the ceiling. */
	replyTooLarge: { limitBytes: number };
	/** The reply held a link instead of bytes, and it could not be fetched. The link is kept. */
	linkNotFetched: { link: string; reason: string };
	/** The image could not be written to disk. */
	notSaved: { code: string; path: string };
	/** The job's process ended without a word, or by a fault of its own, which `detail` names. */
	lost: { detail?: string };
}

export type FailureKind = keyof FailureFacts;

/** A failure as it is stored and passed on: one shape for every kind, told apart by `kind`. */
export type Failure = {
	[K in FailureKind]: {
		readonly kind: K;
		readonly facts: FailureFacts[K];
		/** Whether the request had been handed to a connected socket. */
		readonly sent: boolean;
		/** Whether the service may bill for it all the same. */
		readonly maybePaid: boolean;
	};
}[FailureKind];

/** Refusals and local facts that cost nothing even though a request went out. Every other kind may cost, once sent. */
const neverPaid: ReadonlySet<FailureKind> = new Set<FailureKind>([
	'rateLimited',
	'quotaExhausted',
	'overloaded',
	'unauthorized',
	'badRequest',
	'modelUnavailable',
	'redirected',
]);

/** The only error that leaves the engine. `message` is for the log; the editor half words `kind` for people. */
export class GenerationError<K extends FailureKind = FailureKind> extends Error {
	override readonly name = 'GenerationError';

	constructor(
		readonly kind: K,
		readonly facts: FailureFacts[K],
		/** Whether the request had been handed to a connected socket when it failed. */
		readonly sent: boolean,
		options?: ErrorOptions,
	) {
		super(`${kind} ${JSON.stringify(facts)}`, options);
	}

	get maybePaid(): boolean {
		const promptRefused = GenerationError.is(this, 'blocked') && this.facts.stage === 'prompt';
		return this.sent && !neverPaid.has(this.kind) && !promptRefused;
	}

	toFailure(): Failure {
		const { kind, facts, sent, maybePaid } = this;
		return { kind, facts, sent, maybePaid } as Failure;
	}

	/** Whether `error` is a failed generation, of that kind where one is given. */
	static is<K extends FailureKind = FailureKind>(error: unknown, kind?: K): error is GenerationError<K> {
		return error instanceof GenerationError && (kind === undefined || error.kind === kind);
	}
}
