import type { ImageBytes, Reply } from '../decode/reply';
import type { Connection, ImageRequest } from '../request';

/** Where a reply says its images are: bytes that came along, or links to fetch them from. */
export type FoundImage =
	{ readonly kind: 'bytes'; readonly image: ImageBytes } | { readonly kind: 'link'; readonly url: string };

/** One image API: how to ask it, and how to read what it says. One file each in this folder. */
export interface Protocol {
	/** The path below the base URL, and the JSON to post there. Nothing that the API would reject or ignore is in it. */
	ask(image: ImageRequest, connection: Connection): { readonly path: string; readonly body: object };
	/**
	 * The images of a successful reply, best first. Throws `blocked`, `noImage` or `badReply` when there are none, in the
	 * model's own words.
	 */
	read(reply: Reply): Promise<readonly FoundImage[]>;
}
