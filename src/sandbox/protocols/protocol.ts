import type { Call } from '../call';
import type { PaintedFormat } from '../encode';
import type { Meanwhile } from '../meanwhile';
import type { Reply } from '../reply';
import type { Ask, Drawing, FileAsk, TaskOrder } from '../task';

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

export type Answer =
	| { readonly kind: 'reply'; readonly reply: Reply }
	| { readonly kind: 'order'; readonly order: Order }
	| { readonly kind: 'task'; readonly order: TaskOrder; readonly ignored?: readonly string[] }
	| { readonly kind: 'ask'; readonly ask: Ask }
	| { readonly kind: 'file'; readonly file: FileAsk };

/** A valid request for images that is answered with them. */
export interface Order extends Drawing {
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
