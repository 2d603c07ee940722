import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageBytes } from '../decode/imagePart';
import { WholenessCheck } from '../decode/wholeness';

/** The `.part` files in a folder, judged by their bytes, the latest first: a model's drafts get better. */
export async function partsIn(path: string): Promise<ImageBytes[]> {
	const entries = await readdir(path, { withFileTypes: true });
	const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.part')).map(({ name }) => name);
	names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
	const parts: ImageBytes[] = [];
	for (const name of names) {
		parts.push(await inspectPart(join(path, name)));
	}
	return parts;
}

/** The file judged by its bytes. */
export async function inspectPart(path: string): Promise<ImageBytes> {
	const check = new WholenessCheck();
	let bytes = 0;
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		check.write(chunk);
	}
	const flaw = check.end();
	return { path, bytes, ...(flaw !== undefined && { flaw }) };
}
