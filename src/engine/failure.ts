import { redactIn } from './redactor';

/**
 * Why an image cannot go along, or be copied: there is nothing in its file; it is no image, or of a format that nothing here reads; it is damaged; it has
 * too many pixels; it moves; it is mixed for printing; or its file is gone.
 */
export const inputFlaws = [
	'empty',
	'noImage',
	'unknownFormat',
	'damaged',
	'tooLarge',
	'animated',
	'cmyk',
	'gone',
] as const;

export type InputFlaw = (typeof inputFlaws)[number];

/** What only some models do: draw on nothing, take so many images along, or draw SVG. */
export type Ability = 'transparent' | 'inputs' | 'svg' | 'pixels';

/** A model, and the service that has it. */
export interface AbleModel {
	readonly service: string;
	readonly model: string;
}

/**
 * What is known about each kind of failure. Plain data, because it is logged, stored in the job folder and shown by the
 * window: no keys, no headers, no bodies beyond the service's own short reason.
 */
export interface FailureFacts {
	/** The person stopped it. */
	cancelled: object;
	/** One of the engine's own limits ran out. */
	timeout: { phase: 'connect' | 'write' | 'firstByte' | 'idle' | 'attempt' | 'run'; timeoutMs: number };
	/**
	 * No connection: refused, no route, unknown host, cut before the request could be sent; `EOFFLINE` where this machine is in no network.
	 * Here and below, `host` is the host with its port, where that is not the scheme's usual one.
	 */
	unreachable: { host: string; code: string };
	/**
	 * The proxy refused (`status`), could not be reached (`code`), isn't a supported proxy type (`EPROXYKIND`), or its credentials are
	 * nothing that a request can carry (`EAUTHORIZATION`).
	 */
	proxy: { proxy: string; status?: number; code?: string };
	/** The certificate is not trusted, has expired, or is for another name. */
	certificate: { host: string; code: string };
	/** The server offers HTTP/2 only; the engine speaks HTTP/1.1 only. */
	http1Refused: { host: string };
	/** The connection broke once the request had begun to be sent; `isUploading` where not all of it had gone out. */
	interrupted: { code: string; receivedBytes: number; elapsedMs: number; isUploading?: true };
	/** 429 with a wait, or without one. */
	rateLimited: { status: number; retryAfterMs?: number; reason?: string };
	/** No credit, or a quota that no wait will mend: 402, or whatever the service's code for it comes with. */
	quotaExhausted: { status: number; reason?: string };
	/** 503 or 529 in the service's own words: nothing was made. */
	overloaded: { status: number; retryAfterMs?: number; reason?: string };
	/** The key is none of the service's, or one that no request can carry (status 0: nothing was sent). */
	unauthorized: { status: number; reason?: string };
	/** The key was taken, or nobody says that it was not, but may not do this: a 403, as a rule. */
	notAllowed: { status: number; reason?: string };
	/** A check for browsers, by whom, on the way to the service, which was never asked. */
	challenged: { status: number; by: string };
	/**
	 * The model is known not to do what was asked: nothing was sent. `most` images along; `lacks` is what a workflow would have to name for
	 * one more; `able` are models that can.
	 */
	unable: { ability: Ability; model: string; most?: number; lacks?: string; able: readonly AbleModel[] };
	/** An image that was to go along can't: nothing was sent. `most` megapixels. */
	badInput: { name: string; why: InputFlaw; format?: string; megapixels?: number; most?: number };
	/** 400, 413, 422 and other refusals of the request itself. */
	badRequest: { status: number; reason?: string };
	/** It has no model of that name: a 404 that speaks of the model, or whatever the service's code for it comes with. */
	modelUnavailable: { status: number; model: string; reason?: string };
	/**
	 * 404, 405 or a page for people from whoever is at the address, an image service or not: there is no such API. Without its query;
	 * `addressEnd` is what the service's base URLs end with, where this one does not.
	 */
	notFound: { status: number; address: string; reason?: string; isPage?: boolean; addressEnd?: string };
	/** A redirect that was not followed. */
	redirected: { status: number; location: string };
	/** 408 and 5xx from the service or from something on the way. `by` names the hop when it shows itself. */
	serverError: { status: number; by?: string; reason?: string };
	/** A safety refusal, of the prompt (nothing was drawn) or of the finished image. */
	blocked: { stage: 'prompt' | 'image'; reason: string };
	/**
	 * A well-formed reply without an image: the service's reason where it names one, what the model answered instead, and the id of the
	 * task that was accepted, where the service makes its images later.
	 */
	noImage: { reason?: string; said?: string; task?: string };
	/** A reply that is not what the protocol says: cut JSON, bad base64; a web page, of that title. */
	badReply: { detail: string; page?: string };
	/** The image's bytes are no whole image of a known format. */
	badImage: { detail: string };
	/** The reply is larger than the ceiling. */
	replyTooLarge: { limitBytes: number };
	/** The reply held a link instead of bytes, and it could not be fetched. The link is kept. */
	linkNotFetched: { link: string; reason: string };
	/** The reply held more images than `limit`, or more links to images. */
	tooManyImages: { limit: number };
	/** The image could not be written to disk. */
	notSaved: { code: string; path: string };
	/** The service took a task on and has not ended it within `ms`; it may go on with it. `status` is the service's own word. */
	stillRunning: { ms: number; status?: string };
	/** The service has the result of its task no more. */
	expired: object;
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
		/** What went wrong beneath it, as `causesOf` words it: for the log only. Texts from outside may stand in it. */
		readonly cause?: string;
	};
}[FailureKind];

/** Refusals and local facts that cost nothing even though a request went out. Every other kind may cost, once sent. */
const neverPaid: ReadonlySet<FailureKind> = new Set<FailureKind>([
	'rateLimited',
	'quotaExhausted',
	'overloaded',
	'unauthorized',
	'notAllowed',
	'challenged',
	'badRequest',
	'modelUnavailable',
	'notFound',
	'redirected',
	// What it costs can still be had.
	'stillRunning',
]);

/** The redirects that say where to ask instead, and that nothing was done. */
const moved: ReadonlySet<number> = new Set([301, 302, 307, 308]);

interface GenerationErrorOptions extends ErrorOptions {
	/** Whether an earlier attempt of the same run may have been paid for. */
	readonly paidBefore?: boolean;
	/** Whether the service that was asked bills nobody. */
	readonly atNoCost?: boolean;
	/** Whether what was asked for may be under way there: then nobody asks for it once more by itself, whatever it costs. */
	readonly mayGoOn?: boolean;
}

/** The only error that leaves the engine. `message` is for the log; the editor half words `kind` for people. */
export class GenerationError<K extends FailureKind = FailureKind> extends Error {
	override readonly name = 'GenerationError';
	private readonly paidBefore: boolean;
	private readonly atNoCost: boolean;
	readonly mayGoOn: boolean;

	constructor(
		readonly kind: K,
		readonly facts: FailureFacts[K],
		/** Whether the request had been handed to a connected socket when it failed. */
		readonly sent: boolean,
		{ paidBefore = false, atNoCost = false, mayGoOn = false, ...options }: GenerationErrorOptions = {},
	) {
		super(`${kind} ${JSON.stringify(facts)}`, options);
		this.paidBefore = paidBefore;
		this.atNoCost = atNoCost;
		this.mayGoOn = mayGoOn;
	}

	get maybePaid(): boolean {
		return this.paidBefore || (this.sent && !this.isFree);
	}

	private get isFree(): boolean {
		if (this.atNoCost) {
			return true;
		}
		if (GenerationError.is(this, 'blocked')) {
			return this.facts.stage === 'prompt';
		}
		// Others answer a request that was done: "see other", for example (RFC 9110, section 15.4.4).
		return neverPaid.has(this.kind) && (!GenerationError.is(this, 'redirected') || moved.has(this.facts.status));
	}

	/** The same failure as the end of a run in which an earlier attempt may have been paid for. */
	afterPaidAttempt(): GenerationError<K> {
		return this.with({ paidBefore: true });
	}

	/** The same failure of a service that bills nobody. */
	ofFreeService(): GenerationError<K> {
		return this.with({ atNoCost: true });
	}

	/** The same failure of what may be under way all the same. */
	ofTask(): GenerationError<K> {
		return this.with({ mayGoOn: true });
	}

	private with(more: GenerationErrorOptions): GenerationError<K> {
		const { kind, facts, sent, cause, paidBefore, atNoCost, mayGoOn } = this;
		return new GenerationError(kind, facts, sent, { cause, paidBefore, atNoCost, mayGoOn, ...more });
	}

	/** The same failure with whatever others have said in it changed by `redact`, its causes' words included. */
	redacted(redact: (text: string) => string): GenerationError<K> {
		const { kind, sent, paidBefore, atNoCost, mayGoOn } = this;
		const cause = causesOf(this.cause);
		return new GenerationError(kind, redactIn(this.facts, redact), sent, {
			paidBefore,
			atNoCost,
			mayGoOn,
			...(cause !== undefined && { cause: redact(cause) }),
		});
	}

	toFailure(): Failure {
		const { kind, facts, sent, maybePaid } = this;
		const cause = causesOf(this.cause);
		return { kind, facts, sent, maybePaid, ...(cause !== undefined && { cause }) } as Failure;
	}

	/** Whether `error` is a failed generation, of that kind where one is given. */
	static is<K extends FailureKind = FailureKind>(error: unknown, kind?: K): error is GenerationError<K> {
		return error instanceof GenerationError && (kind === undefined || error.kind === kind);
	}
}

/** Whether a gateway on the way gave up waiting for the service, and said so in its place: 504, or Cloudflare's 524. */
export function isGatewayTimeout({ kind, facts }: Failure): boolean {
	return kind === 'serverError' && (facts.status === 504 || facts.status === 524);
}

/** Whether the failed request itself may have been paid for, whatever came before it in its run. */
export function isPaidByItself({ kind, facts, sent }: Failure): boolean {
	return new GenerationError(kind, facts, sent).maybePaid;
}

const maxCauses = 5;
const maxCauseChars = 500;

/** Name, code and message of each error down a chain of causes, on one line of at most 500 characters; undefined without any. */
function causesOf(first: unknown): string | undefined {
	const words: string[] = [];
	for (let cause = first; cause !== undefined && words.length < maxCauses; cause = causeOf(cause)) {
		words.push(wordsOf(cause));
	}
	const line = words
		.join(' < ')
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim();
	return line === '' ? undefined : line.slice(0, maxCauseChars);
}

function wordsOf(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}
	const code = 'code' in error ? ` ${String(error.code)}` : '';
	return `${error.name}${code}: ${error.message}`;
}

function causeOf(error: unknown): unknown {
	return error instanceof AggregateError ? error.errors[0] : error instanceof Error ? error.cause : undefined;
}
