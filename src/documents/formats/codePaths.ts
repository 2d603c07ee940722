import { urlPath } from '../urlPath';

/* Paths as what reads a text of code takes them. What is no path but a whole URI stays as it is. */

/** As modules name files: without a dot in front it would be a package. */
export function modulePath(path: string): string {
	return isUri(path) || /^\.{0,2}\//.test(path) ? path : `./${path}`;
}

/** In what is a style, behind its `url(` an address. `before` is what stands there in front of it. */
export function stylePath(path: string, before: string): string {
	return !isUri(path) && /\burl\(\s{0,9}["']?$/i.test(before) ? urlPath(path) : path;
}

export function isUri(path: string): boolean {
	return /^[a-z][a-z\d+.-]*:\/\//i.test(path);
}
