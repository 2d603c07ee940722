import * as v from 'valibot';
import { textIn } from './members';

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

/** The error that a value of a reply holds; undefined where there is none that anybody could read. */
export function errorIn(value: unknown): ErrorReply | undefined {
	const found = v.safeParse(errorReplySchema, value);
	return found.success && found.output.error ? found.output.error : undefined;
}

/** What a value says in the place of an image, on one line: `{"code":1001,"msg":"busy"}`. */
export function wordsIn(value: unknown): string | undefined {
	return reasonOf(textIn(value, 'message', 'msg'));
}
