import type { Failure, FailureKind } from '../engine/failure';

/** The sections of docs/troubleshooting.md that messages lead to, by the anchors of their headings. */
export const sections = [
	'timeouts',
	'no-connection',
	'proxy',
	'certificate',
	'lost-connection',
	'server-error',
	'busy-service',
	'quota',
	'api-key',
	'browser-check',
	'base-url',
	'model',
	'rejected-request',
	'refused-prompt',
	'no-image-in-the-reply',
	'tasks',
	'images-that-go-along',
	'saving',
	'image-links',
	'copies',
	'settings',
	'house-style-and-recipes',
	'comfyui-workflow',
	'prompt',
	'image-gen-itself',
] as const;

export type Section = (typeof sections)[number];

const ofKinds: Readonly<Record<FailureKind, Section>> = {
	cancelled: 'image-gen-itself',
	timeout: 'timeouts',
	unreachable: 'no-connection',
	proxy: 'proxy',
	certificate: 'certificate',
	http1Refused: 'no-connection',
	interrupted: 'lost-connection',
	rateLimited: 'busy-service',
	quotaExhausted: 'quota',
	overloaded: 'busy-service',
	unauthorized: 'api-key',
	notAllowed: 'api-key',
	challenged: 'browser-check',
	unable: 'model',
	badInput: 'images-that-go-along',
	badRequest: 'rejected-request',
	modelUnavailable: 'model',
	notFound: 'base-url',
	redirected: 'base-url',
	serverError: 'server-error',
	blocked: 'refused-prompt',
	noImage: 'no-image-in-the-reply',
	badReply: 'no-image-in-the-reply',
	badImage: 'no-image-in-the-reply',
	replyTooLarge: 'no-image-in-the-reply',
	linkNotFetched: 'no-image-in-the-reply',
	tooManyImages: 'no-image-in-the-reply',
	notSaved: 'saving',
	stillRunning: 'tasks',
	expired: 'tasks',
	lost: 'image-gen-itself',
};

/** Where a failure is explained. */
export function sectionOf({ kind, facts }: Failure): Section {
	// A web page answered: nothing of the kind was asked.
	return kind === 'badReply' && facts.page !== undefined ? 'base-url' : ofKinds[kind];
}
