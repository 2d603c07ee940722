import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** As much as is read at once. */
const pieceBytes = 256 * 1024;

/** The SHA-256 of a file's bytes, in hexadecimal. They pass by in one buffer: a stream's would be garbage as large as the file. */
export async function fileHash(path: string): Promise<string> {
	const hash = createHash('sha256');
	const piece = Buffer.allocUnsafe(pieceBytes);
	await using file = await open(path);
	for (;;) {
		const { bytesRead } = await file.read(piece, 0, piece.length);
		if (bytesRead === 0) {
			return hash.digest('hex');
		}
		hash.update(piece.subarray(0, bytesRead));
	}
}
