import { linkAt, refersTo } from './base';
import { formatOf, type LinkStyle } from './formats';
import { type Insertion, insertionAt, type NotInserted } from './insertion';
import type { Range } from './lines';
import type { ImageLink, LinkTarget } from './link';
import { filesLinkedIn } from './linkedFiles';
import { placeOf } from './place';
import type { Place } from './spots';

/** A text in a language, by the editor's id of that. */
interface Written {
	readonly languageId: string;
	readonly text: string;
}

/** What is asked of documents, in plain data: so that it can be asked of a thread. */
export const readings = {
	/** The image files that its links mean. */
	links: filesLinkedIn,

	/** The change that puts a link where it belongs. */
	insertion: ({ languageId, style, place, link, template }: AskedInsertion): Insertion | NotInserted =>
		insertionAt(formatOf(languageId, style), place, link, template),

	/** The place that is meant by what is selected. */
	place: ({ languageId, text, selected }: Written & { readonly selected: Range }): Omit<Place, 'text'> => {
		const { text: _, ...place } = placeOf(formatOf(languageId), text, selected);
		return place;
	},

	/** Whether it refers to an image. */
	reference: ({ languageId, text, target }: Written & { readonly target: LinkTarget }): boolean | undefined =>
		refersTo(formatOf(languageId), text, target),

	/** A link as it would stand within its last line; nothing where none leads to that path. */
	link: ({ languageId, text, link }: Written & { readonly link: ImageLink }): { readonly written?: string } => {
		const format = formatOf(languageId);
		const meant = linkAt(format, text, text.length, link);
		const written = meant && format.inLine(meant);
		return written === undefined ? {} : { written };
	},
};

interface AskedInsertion {
	readonly languageId: string;
	readonly style: LinkStyle;
	readonly place: Place;
	readonly link: ImageLink;
	readonly template: string | undefined;
}

/** What can be asked, by its name. */
export type Readings = typeof readings;
