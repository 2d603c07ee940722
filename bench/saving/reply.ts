import type { ProtocolId } from '../../src/engine/task';

/** How the image comes to the client. */
export type Framing =
	/** JSON with a Content-Length. */
	| 'length'
	/** JSON in chunks. */
	| 'chunked'
	/** One event of a stream, in chunks. */
	| 'events'
	/** JSON with a link, and the image behind it. */
	| 'link';

/** One reply of the bench's service. */
export interface ReplySpec {
	readonly protocol: ProtocolId;
	readonly framing: Framing;
	/** The size of the image file; on the wire it is a third larger, as base64. */
	readonly imageBytes: number;
	/** How many images of that size one reply holds. */
	readonly images: number;
	/** The wire's speed; as fast as it goes without it. */
	readonly bytesPerSecond?: number;
	/** Whether the service stays silent until its parent says `release`, as one does that draws. */
	readonly held?: boolean;
}

/** A base address at which the service answers with that reply, whatever it is asked. */
export function addressOf(spec: ReplySpec, origin: string): string {
	return `${origin}/${Buffer.from(JSON.stringify(spec)).toString('base64url')}`;
}

/** The reply that a path asks for. */
export function specIn(path: string): ReplySpec {
	return JSON.parse(Buffer.from(path.split('/')[1] ?? '', 'base64url').toString()) as ReplySpec;
}

/** A reply's body around its images. */
export function bodyOf({ protocol, framing, images }: ReplySpec, image: Buffer, link: string): Buffer {
	const base64 = Buffer.from(image.toString('base64'), 'latin1');
	const each = <T>(item: T): T[] => Array.from({ length: images }, () => item);
	if (framing === 'link') {
		return Buffer.from(JSON.stringify({ created: 1, data: each({ url: link }) }));
	}
	const [before, between, after] =
		protocol === 'geminiNative'
			? [
					'{"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"',
					'"}},{"inlineData":{"mimeType":"image/png","data":"',
					'"}}]},"finishReason":"STOP","index":0}],"usageMetadata":{}}',
				]
			: framing === 'events'
				? ['{"type":"image_generation.completed","b64_json":"', '', '"}']
				: ['{"created":1,"data":[{"b64_json":"', '"},{"b64_json":"', '"}]}'];
	const json = [
		Buffer.from(before),
		...each(base64).flatMap((text, index) => (index > 0 ? [Buffer.from(between), text] : [text])),
		Buffer.from(after),
	];
	return Buffer.concat(framing === 'events' ? [Buffer.from('data: '), ...json, Buffer.from('\n\n')] : json);
}
