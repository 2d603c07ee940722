import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The stream's first line, without surrounding blanks; empty where there is none. The rest is not read. */
export async function firstLine(stream: Readable): Promise<string> {
	const lines = createInterface({ input: stream, terminal: false });
	try {
		for await (const line of lines) {
			return line.trim();
		}
		return '';
	} finally {
		lines.close();
		stream.destroy();
	}
}
