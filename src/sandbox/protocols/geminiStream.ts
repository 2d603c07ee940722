import type { Meanwhile } from '../meanwhile';
import { withImages, type Piece, type Reply } from '../reply';

/** An answer of one candidate, as `generateContent` gives it. */
export interface GeminiAnswer {
	readonly candidates: readonly [
		{ readonly content: { readonly parts: readonly object[]; readonly role: string }; readonly finishReason: string },
	];
	readonly usageMetadata?: object;
	readonly modelVersion: string;
	readonly responseId: string;
}

/** In which form an answer goes out: whole, or in chunks as a list or as events. */
export type Form = 'whole' | 'list' | 'events';

/** The form that is asked for. `streamGenerateContent` gives a list unless told `alt=sse`. */
export function formOf(verb: string, alt: string | null): Form {
	return verb === 'generateContent' ? 'whole' : alt === 'sse' ? 'events' : 'list';
}

const headersOf = (form: Form): Reply['headers'] => ({
	'content-type': form === 'events' ? 'text/event-stream' : 'application/json; charset=UTF-8',
});

/** The reply in that form, with the images in their places. */
export function replyIn(form: Form, answer: GeminiAnswer, images: readonly Uint8Array[]): Reply {
	const bodies: Record<Form, () => Piece[]> = {
		whole: () => withImages(answer, images),
		list: () => withImages(chunksOf(answer), images),
		events: () => chunksOf(answer).flatMap((chunk) => ['data: ', ...withImages(chunk, images), '\r\n\r\n']),
	};
	return { status: 200, headers: headersOf(form), body: bodies[form]() };
}

/** A stream begins at once and is silent then: whether Google's sends anything before the image is not known. */
export function meanwhileIn(form: Form): { readonly meanwhile?: Meanwhile } {
	return form === 'events' ? { meanwhile: { headers: headersOf(form), previews: 0, preview: () => [] } } : {};
}

/** A chunk for each part, and one that says why there are no more. */
function chunksOf({ candidates: [{ content, ...end }], usageMetadata, ...facts }: GeminiAnswer): object[] {
	const chunk = (part: object, more: object = {}): object => ({
		candidates: [{ content: { ...content, parts: [part] }, index: 0, ...more }],
		...facts,
	});
	return [...content.parts.map((part) => chunk(part)), { ...chunk({ text: '' }, end), usageMetadata }];
}
