import type { LinkTarget } from './link';

/**
 * A path as it stands in a URL. Letters of any language stay readable; everything that ends a Markdown link, starts a query or
 * fragment, or reads as a scheme is percent-encoded.
 */
export function urlPath(path: string): string {
	return percentEncoded(path, /[^\p{L}\p{N}\p{M}/._~@+,=-]/gu);
}

/**
 * The same for bundlers, which look for the file that `decodeURI` gives: it leaves these six encoded (Vite, webpack's css-loader).
 */
export function bundlerPath(path: string): string {
	return withoutScheme(percentEncoded(path, /[^\p{L}\p{N}\p{M}/._~@+,=&$;:!*-]/gu));
}

/** What a link holds in a language whose links are URLs. */
export function urlOf(target: LinkTarget): string {
	return 'uri' in target ? target.uri : urlPath(target.path);
}

/** A colon in a path's first step would end a scheme. */
function withoutScheme(path: string): string {
	return /^[^/]*:/.test(path) ? `./${path}` : path;
}

/** The text with those characters as a URL writes them that stand for others. */
export function percentEncoded(path: string, unsafe: RegExp): string {
	return path.replace(unsafe, (character) =>
		Array.from(
			new TextEncoder().encode(character),
			(byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
		).join(''),
	);
}

/** The path that a link means which is a URL; as it is where it is none. */
export function fromUrl(link: string): string {
	const path = link.replace(/[?#].*$/s, '');
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
