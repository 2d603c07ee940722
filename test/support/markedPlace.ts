import { applied } from '../../src/documents/edits';
import { insertionAt } from '../../src/documents/insertion';
import type { ImageLink } from '../../src/documents/link';
import type { DocumentFormat, Place } from '../../src/documents/spots';

/** The place that `§` marks in a text: for a block where it stands alone on its line. */
export function markedPlace(marked: string): Place {
	const [before = '', after = ''] = marked.split('§');
	const isBlock = /(?:^|\n)[ \t>]*§[ \t]*(?:\r?\n|$)/.test(marked);
	return { text: before + after, offset: before.length, isBlock };
}

/** The text with the link at that place; why there is none. */
export function put(format: DocumentFormat, place: Place, link: ImageLink, template?: string): string {
	const insertion = insertionAt(format, place, link, template);
	return typeof insertion === 'string' ? insertion : applied(place.text, insertion);
}
