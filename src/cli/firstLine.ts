import type { Readable } from 'node:stream';

/** No line that is waited for is longer, in bytes. */
const maxBytes = 2 ** 20;

/** The stream's first line, without surrounding blanks; empty where there is none. The rest is not read. */
export async function firstLine(stream: Readable): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			chunks.push(chunk);
			length += chunk.length;
			if (chunk.includes('\n') || length > maxBytes) {
				break;
			}
		}
	} finally {
		stream.destroy();
	}
	// By the line feed alone: other line breaks are part of what was meant, and are refused there.
	const [line = ''] = Buffer.concat(chunks).toString('utf8').split('\n');
	return line.trim();
}
