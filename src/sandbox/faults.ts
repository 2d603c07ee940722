import * as v from 'valibot';
import { hash, mulberry32 } from './random';

const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** How often a poll goes wrong: every time, every second time… */
const every = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1);

/** What goes wrong with a task once it was taken on. The services that answer a request with its image know none of these. */
const taskFaults = [
	/** The id is answered as unknown for so long, in milliseconds: a minute on the sandbox's own clock by default. */
	v.strictObject({ fault: v.literal('unknown-at-first'), forMs: v.optional(v.pipe(v.number(), v.minValue(0))) }),
	/** Whoever asks while it is drawn is refused. */
	v.strictObject({ fault: v.literal('forbidden-while-running') }),
	/** It is in progress for ever. */
	v.strictObject({ fault: v.literal('zombie') }),
	/** It fails in the end; or the images that were drawn are held back. */
	v.strictObject({ fault: v.literal('failed') }),
	v.strictObject({ fault: v.literal('moderated') }),
	/** What was drawn, and paid for, is not kept until somebody asks. */
	v.strictObject({ fault: v.literal('expired-result') }),
	/** A cancel is acknowledged, and the image is made all the same. */
	v.strictObject({ fault: v.literal('cancel-too-late') }),
	/** The image's bytes are cut after that part so many times (once), then come whole; within the result where that can hold them. */
	v.strictObject({
		fault: v.literal('cut-result'),
		fraction,
		times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
		inline: v.optional(v.boolean()),
	}),
	/** Whoever asks how it stands meets a broken connection, a page, or an error. */
	v.strictObject({
		fault: v.literal('bad-polls'),
		every,
		with: v.picklist(['rst', 'fin', 'html-200', 429, 500, 502, 503, 504]),
	}),
] as const;

/** What goes wrong with one request for an image. Plain data, so that a test, a file or a command can order it. */
const faultSchema = v.variant('fault', [
	...taskFaults,
	/** The connection is reset, or closed, when the image is ready: it is paid for, and nobody gets it. */
	v.strictObject({ fault: v.literal('rst-before-reply') }),
	v.strictObject({ fault: v.literal('fin-before-reply') }),
	/** The connection is reset after that part of the reply's body. */
	v.strictObject({ fault: v.literal('rst-mid-body'), fraction }),
	/** A refusal in the service's own words, before anything is made; or (504) a gateway's page, after. */
	v.strictObject({
		fault: v.literal('status'),
		status: v.picklist([401, 429, 503, 504]),
		/** In the `Retry-After` header. */
		retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
	}),
	/** Whoever asks for a stream is refused: by a gateway with that status before anything is made, or as Portkey's does it, after. Others are let through. */
	v.strictObject({ fault: v.literal('no-stream'), with: v.picklist([400, 404, 405, 415, 501, 'portkey']) }),
	/** Nothing more comes: instead of the status line, or after half of the body. */
	v.strictObject({ fault: v.literal('stall'), at: v.picklist(['headers', 'body']) }),
	/** A page for people, with status 200. */
	v.strictObject({ fault: v.literal('html-200') }),
	/** A good reply in which there is no image. */
	v.strictObject({ fault: v.literal('no-image') }),
	/** A good reply in which the image file ends early. */
	v.strictObject({ fault: v.literal('truncated-image') }),
	/** A good reply whose SVG has scripts in it, and leads elsewhere; an image of pixels is as usual. */
	v.strictObject({ fault: v.literal('hostile-svg') }),
	/** The whole reply, but slowly: in small pieces over that time. */
	v.strictObject({ fault: v.literal('drip'), overMs: v.pipe(v.number(), v.minValue(0)) }),
]);

export type Fault = v.InferOutput<typeof faultSchema>;

/** What to do with the next requests for images, in order; null lets one through as it is. */
export const faultListSchema = v.array(v.nullable(faultSchema));

/** How often which fault happens: each with its share of all requests for images. The shares sum up to at most 1. */
export const faultMixSchema = v.pipe(
	v.array(v.strictObject({ share: fraction, of: faultSchema })),
	v.check((mix) => mix.reduce((sum, { share }) => sum + share, 0) < 1 + 1e-9, 'the shares sum up to more than 1'),
);

export type FaultMix = v.InferOutput<typeof faultMixSchema>;

/** Says which request is to meet which fault: those on order first, then the mix. */
export class Faults {
	#ordered: (Fault | null)[] = [];
	readonly #timesAsked = new Map<string, number>();

	constructor(
		private readonly mix: FaultMix,
		private readonly seed: number,
	) {}

	order(faults: readonly (Fault | null)[]): void {
		this.#ordered.push(...faults);
	}

	/**
	 * The next request's fault. The mix's choice follows from the seed, the prompt and how often it was asked before, and
	 * not from the order in which requests come: so that every client meets the same faults with the same load.
	 */
	next(prompt: string): Fault | undefined {
		const ordered = this.#ordered.shift();
		if (ordered !== undefined || this.mix.length === 0) {
			return ordered ?? undefined;
		}
		const times = this.#timesAsked.get(prompt) ?? 0;
		this.#timesAsked.set(prompt, times + 1);
		let left = mulberry32(hash(`${this.seed} ${times} ${prompt}`))();
		return this.mix.find(({ share }) => (left -= share) < 0)?.of;
	}
}
