import * as v from 'valibot';
import type { DecodedReply } from '../decode/decodedReply';
import { GenerationError } from '../failure';

/** What the services put into `error`: an object, or with stable-diffusion.cpp just a text. */
const errorSchema = v.union([
	v.string(),
	v.object({
		message: v.nullish(v.string()),
		status: v.nullish(v.string()),
		code: v.nullish(v.union([v.string(), v.number()])),
		type: v.nullish(v.string()),
		details: v.nullish(v.array(v.looseObject({}))),
		moderation_details: v.nullish(v.object({ moderation_stage: v.nullish(v.string()) })),
	}),
]);

/** Any JSON reply that may hold an `error`; unknown members are ignored. */
export const errorReplySchema = v.object({ error: v.nullish(errorSchema) });

export type ErrorReply = v.InferOutput<typeof errorSchema>;

/** The service's own words, on one line of at most 500 characters. */
export function reasonOf(error: ErrorReply | null | undefined): string | undefined {
	const text = typeof error === 'string' ? error : error?.message;
	return text ? shortened(text.replace(/\s+/g, ' ').trim()) : undefined;
}

/** The first 500 characters of a text from outside. */
export function shortened(text: string): string {
	return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/**
 * The values of a reply that have the protocol's shape; others are passed over, since a stream may hold events that nobody
 * knows yet. `flaw` says why there may be more in the reply than in them.
 */
export function valuesOf<T extends v.GenericSchema>(
	reply: DecodedReply,
	schema: T,
): { readonly values: readonly v.InferOutput<T>[]; readonly flaw: GenerationError | undefined } {
	const parsed = reply.values.map((value) => v.safeParse(schema, value));
	const issue = parsed.find(({ success }) => !success)?.issues?.[0];
	return {
		values: parsed.flatMap(({ success, output }) => (success ? [output] : [])),
		flaw: reply.flaw ?? (issue && misshapen(reply, issue.message)),
	};
}

/** Not what the protocol says; in the service's own words, where it has put some in its place: `{"code":1001,"msg":"busy"}`. */
function misshapen(reply: DecodedReply, issue: string): GenerationError {
	const said = reply.values.map(messageIn).find((message) => message !== undefined);
	return said === undefined
		? new GenerationError('badReply', { detail: `not what the protocol says: ${issue}` }, true)
		: new GenerationError('noImage', { said }, true);
}

const text = v.fallback(v.optional(v.string()), undefined);
const messageSchema = v.object({ message: text, msg: text });

function messageIn(value: unknown): string | undefined {
	const found = v.safeParse(messageSchema, value);
	return found.success ? reasonOf(found.output.message ?? found.output.msg) : undefined;
}
