import { urlPath } from './urlPath';

/** Whether a text may refer to the file with that name, in whatever language: it holds the name, as it is or as in an address. */
export function mentions(text: string, fileName: string): boolean {
	return [fileName, urlPath(fileName), encodeURI(fileName)].some((name) => text.includes(name));
}
