import { posix } from 'node:path';
import { urlPath } from './urlPath';

/**
 * Whether a text may refer to the file with that name, in whatever language: it holds the name, as it is, as in an address, or as in a
 * script, or it holds the name without its extension behind a folder or a brace, as LaTeX and others leave it away. Case and how letters
 * with marks are put together do not count, since they don't on some disks.
 */
export function mentions(text: string, fileName: string): boolean {
	const within = alike(text);
	const spellings = [fileName, urlPath(fileName), encodeURI(fileName), inScript(fileName)].map(alike);
	return spellings.some((name) => within.includes(name)) || holdsStem(within, alike(posix.parse(fileName).name));
}

function alike(text: string): string {
	return text.normalize('NFC').toLowerCase();
}

function inScript(name: string): string {
	return name.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function holdsStem(text: string, stem: string): boolean {
	for (let at = text.indexOf(stem); at !== -1; at = text.indexOf(stem, at + 1)) {
		const end = at + stem.length;
		if (
			/[/{]/.test(text.charAt(at - 1)) &&
			!/[\p{L}\p{N}_-]/u.test(text.charAt(end)) &&
			!/^\.\w/.test(text.slice(end, end + 2))
		) {
			return true;
		}
	}
	return false;
}

/** The text that a file's bytes are: UTF-8, or UTF-16 where they begin with its mark. */
export function textOfBytes(bytes: Uint8Array): string {
	const [first, second] = bytes;
	const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
	return new TextDecoder(isWide ? (first === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes);
}
