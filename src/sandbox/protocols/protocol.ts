import type { Resolution } from '../../engine/task';
import type { Call } from '../call';
import type { PaintedFormat } from '../encode';
import type { Meanwhile } from '../meanwhile';
import type { Reply } from '../reply';

/** One service's dialect of HTTP and JSON. */
export interface Protocol {
	/** The ids of the services that it stands for, as the catalogue has them: below `/as/ID` everything is theirs. */
	readonly services: readonly string[];
	/** Whether a call that names no service is its own, by its address and headers. */
	takes(call: Call): boolean;
	/** What to do about a call: reply at once, or draw first. Throws a `Refusal` for whatever the real service refuses. */
	answer(call: Call): Answer;
	/** An error in the service's own words and form, for what goes wrong around `answer`. */
	refuse(status: 401 | 413 | 429 | 500 | 503, message: string): Reply;
}

type Answer = { readonly kind: 'reply'; readonly reply: Reply } | { readonly kind: 'order'; readonly order: Order };

/** A valid request for images. */
export interface Order {
	readonly model: string;
	readonly prompt: string;
	/** In pixels. */
	readonly width: number;
	readonly height: number;
	readonly format: PaintedFormat;
	readonly count: number;
	/** Whose waiting time it takes. */
	readonly latencyOf: Resolution;
	/** What comes before the images, where the reply is a stream. */
	readonly meanwhile?: Meanwhile;
	/** The reply with the finished files; `publish` makes a link to one of them. */
	reply(files: readonly Uint8Array[], publish: (file: Uint8Array, format: PaintedFormat) => string): Reply;
}

/** The service says no, in the reply it carries. */
export class Refusal extends Error {
	constructor(readonly reply: Reply) {
		super(`refused with ${reply.status}`);
	}
}
