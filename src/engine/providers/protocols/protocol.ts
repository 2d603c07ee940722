import type { DecodedReply } from '../../decode/decodedReply';
import type { ImageBytes } from '../../decode/imagePart';
import type { Endpoint, Timeouts } from '../../task';
import type { Fitted } from '../fit';
import type { FormBody } from '../formBody';

/** Where a reply says its images are: bytes that came along, or links to fetch them from. */
export type FoundImage = (
	{ readonly kind: 'bytes'; readonly image: ImageBytes } | { readonly kind: 'link'; readonly url: string }
) & {
	/** Where it stood, where that is not where finished images of its protocol stand: for the log. */
	readonly place?: string;
};

/** One image API: how to ask it, and how to read what it says. One file each in this folder. */
export interface Protocol {
	/**
	 * The path below the base URL, and the JSON or the form to post there. Nothing that the API would reject or ignore is in it; where it
	 * can stream, it is asked to do so if `stream`.
	 */
	ask(image: Fitted, endpoint: Endpoint, stream?: boolean): { readonly path: string; readonly body: object | FormBody };
	/** Headers that the API wants beside those of any JSON request and the key. */
	headers(timeouts: Timeouts): Readonly<Record<string, string>>;
	/** Whether its services say the same image in several places of a reply. */
	readonly mayRepeat?: boolean;
	/** Whether a value of a reply is only a preview of the image that is still to come. */
	isPreview(value: unknown): boolean;
	/**
	 * The images of a successful reply, in one piece or streamed, best first. When there are none, throws why, in the
	 * model's own words: `blocked`, `noImage`, `badReply`, `serverError`, or what cut the reply short.
	 */
	read(reply: DecodedReply): Promise<readonly FoundImage[]>;
}
