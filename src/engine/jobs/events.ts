import * as v from 'valibot';
import type { Failure } from '../failure';
import type { ImageFormat } from '../decode/imageFile';
import type { Change } from '../providers/fit';
import type { AcceptedTask } from '../providers/protocols/taskProtocol';
import { type Endpoint, endpointSchema } from '../task';

/** A verified image on disk. */
export interface SavedImage {
	/** Absolute path. */
	readonly path: string;
	readonly width: number;
	readonly height: number;
	/** From the bytes, whatever the service declared; also the file's extension, but for `jpeg`, which is `.jpg`. */
	readonly format: ImageFormat;
	readonly bytes: number;
	/** Whether nothing of it can be seen through, although that was asked for. */
	readonly isOpaque?: true;
	/** What was taken out of an SVG so that nothing in it acts, and nothing leads elsewhere: names of elements and attributes. */
	readonly removed?: readonly string[];
}

/** An image that goes along in another form than its file has. */
export interface PreparedInput {
	/** What people call it. */
	readonly name: string;
	readonly format: ImageFormat;
	readonly width: number;
	readonly height: number;
	readonly bytes: number;
}

/** A task that a service has taken on: enough to go on asking for it, from any process that has the key. */
export interface TakenOn extends AcceptedTask {
	/** Who was asked. */
	readonly endpoint: Endpoint;
	/** How long the service keeps a result, in milliseconds. */
	readonly keptMs: number;
}

/** One step of a job. A job's state is the fold of its events (`state.ts`); the log and `--json` show them as they are. */
export type JobStep =
	/** The job's process has begun. */
	| { readonly type: 'started'; readonly pid: number }
	/** The service is asked for as much as may be at once: so many other jobs are before this one, which waits. */
	| { readonly type: 'queued'; readonly ahead: number }
	/** An attempt begins to connect. `limitMs` is the attempt's own limit. */
	| {
			readonly type: 'attempt';
			readonly attempt: number;
			readonly service: string;
			readonly model: string;
			readonly host: string;
			readonly timeoutMs: number;
			/** Whether nobody is billed there. */
			readonly free?: true;
	  }
	/** What was wished and the model does not take, and what it is asked for instead. */
	| { readonly type: 'fitted'; readonly attempt: number; readonly changes: readonly Change[] }
	/** Images that go along were scaled down or converted, as the service takes them. */
	| { readonly type: 'prepared'; readonly attempt: number; readonly inputs: readonly PreparedInput[] }
	/** The service seems to refuse streams, at no cost: the next attempt asks it for the same without one. */
	| { readonly type: 'withoutStream'; readonly failure: Failure }
	/** The request is about to be handed to a connected socket: from here on it may cost money. On disk before its first byte leaves. */
	| { readonly type: 'sending'; readonly attempt: number }
	/** The reply's status line and headers are in. */
	| { readonly type: 'replied'; readonly attempt: number; readonly status: number; readonly requestId?: string }
	/** A preview of the image lies in that file of the job's folder, until the image is there. */
	| { readonly type: 'preview'; readonly attempt: number; readonly file: string }
	/**
	 * The service has taken the task on: from here on it is asked for, and never paid for again. On disk before anything else is done
	 * with its reply.
	 */
	| ({ readonly type: 'accepted'; readonly attempt: number } & TakenOn)
	/** What the service says of its task, where that has changed; `ahead` so many others are before it there. */
	| { readonly type: 'polled'; readonly attempt: number; readonly status: string; readonly ahead?: number }
	/** The service was asked to stop; an image that comes all the same is taken. */
	| { readonly type: 'stopping'; readonly attempt: number }
	/** The service's task is over. Only of one that came to something anything is left to be fetched. */
	| { readonly type: 'done'; readonly attempt: number; readonly status: string; readonly isFetchable: boolean }
	/** Bytes of the reply so far; at most four times a second. */
	| { readonly type: 'received'; readonly attempt: number; readonly bytes: number }
	/**
	 * An image of the reply was saved that stood elsewhere than its protocol says: the path to it through the reply's JSON, `thought`
	 * for a model's last draft, or `text`.
	 */
	| { readonly type: 'foundElsewhere'; readonly attempt: number; readonly place: string }
	/** The attempt failed; the next one begins after `delayMs`, at the same connection or at the next fallback. */
	| {
			readonly type: 'retrying';
			readonly attempt: number;
			readonly delayMs: number;
			readonly failure: Failure;
			readonly fallback: boolean;
	  }
	/** The end: the image is on disk. `others` are further images of the same reply. */
	| ({
			readonly type: 'saved';
			readonly attempt: number;
			/** Who made it: the fallback's names where one had to help out. */
			readonly service: string;
			readonly model: string;
			readonly others?: readonly SavedImage[];
			/** Why further images of the same reply are not among them; a link that could not be fetched is named. */
			readonly spoiled?: readonly Failure[];
	  } & SavedImage)
	/** The end: no image. */
	| ({ readonly type: 'failed' } & Failure);

/** A step with the time it was taken, in milliseconds since 1970. */
export type JobEvent = JobStep & { readonly at: number };

const failureSchema = v.looseObject({
	kind: v.string(),
	facts: v.looseObject({ reason: v.optional(v.string()) }),
	sent: v.boolean(),
	maybePaid: v.boolean(),
});
const imageSchema = v.looseObject({
	path: v.string(),
	width: v.number(),
	height: v.number(),
	format: v.string(),
	bytes: v.number(),
	removed: v.optional(v.array(v.string())),
});
/** As far as dates go (ECMA-262, 21.4.1.1). */
const at = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const attempt = v.number();

/** As much of the shape of each step as a job's state is made of. */
const eventSchema = v.variant('type', [
	v.looseObject({ type: v.literal('started'), at, pid: v.number() }),
	v.looseObject({ type: v.literal('queued'), at, ahead: v.number() }),
	v.looseObject({
		...{ type: v.literal('attempt'), at, attempt, service: v.string(), model: v.string(), host: v.string() },
		free: v.optional(v.literal(true)),
	}),
	v.looseObject({
		type: v.literal('fitted'),
		at,
		attempt,
		changes: v.array(v.looseObject({ wish: v.string(), wanted: v.string() })),
	}),
	v.looseObject({
		...{ type: v.literal('prepared'), at, attempt },
		inputs: v.array(v.looseObject({ ...imageSchema.entries, path: v.optional(v.string()), name: v.string() })),
	}),
	v.looseObject({ type: v.literal('withoutStream'), at, failure: failureSchema }),
	v.looseObject({ type: v.literal('sending'), at, attempt }),
	v.looseObject({ type: v.literal('replied'), at, attempt, requestId: v.optional(v.string()) }),
	v.looseObject({ type: v.literal('preview'), at, attempt, file: v.pipe(v.string(), v.regex(/^preview-\d+$/)) }),
	v.looseObject({
		...{ type: v.literal('accepted'), at, attempt, id: v.string(), endpoint: endpointSchema, keptMs: v.number() },
		...{ statusUrl: v.optional(v.string()), resultUrl: v.optional(v.string()), cancelUrl: v.optional(v.string()) },
	}),
	v.looseObject({ type: v.literal('polled'), at, attempt, status: v.string(), ahead: v.optional(v.number()) }),
	v.looseObject({ type: v.literal('stopping'), at, attempt }),
	v.looseObject({ type: v.literal('done'), at, attempt, status: v.string(), isFetchable: v.boolean() }),
	v.looseObject({ type: v.literal('received'), at, attempt, bytes: v.number() }),
	v.looseObject({ type: v.literal('foundElsewhere'), at, attempt, place: v.string() }),
	v.looseObject({
		type: v.literal('retrying'),
		at,
		attempt,
		delayMs: v.number(),
		fallback: v.boolean(),
		failure: failureSchema,
	}),
	v.looseObject({
		...imageSchema.entries,
		...{ type: v.literal('saved'), at, attempt, service: v.string(), model: v.string() },
		others: v.optional(v.array(imageSchema)),
		spoiled: v.optional(v.array(failureSchema)),
	}),
	v.looseObject({ ...failureSchema.entries, type: v.literal('failed'), at }),
]);

/** The value as an event; undefined for anything else, such as a step that only a later version knows. */
export function checkEvent(value: unknown): JobEvent | undefined {
	return v.is(eventSchema, value) ? (value as JobEvent) : undefined;
}
