import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Realistic documents of a language, by their names. */
export function corpus(extension: string): readonly { readonly name: string; readonly text: string }[] {
	return globSync(join(import.meta.dirname, `../corpus/*.${extension}`))
		.toSorted()
		.map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }));
}
