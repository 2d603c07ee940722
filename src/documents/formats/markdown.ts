import { plainText } from '../altText';
import { dataIn, frontMatterOf, frontMatterSpots, isOnLastLine, withoutData } from '../frontMatter';
import { lineStart, type Range } from '../lines';
import type { ImageLink } from '../link';
import { without } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { urlOf } from '../urlPath';
import { htmlInMarkdown } from './html';
import { nextOpenPlace } from './htmlPlaces';
import { beyondAsides, boxLines, markedLines, withBoxesAsNotes, withoutMarkedLines } from './markdownAsides';
import { definitionsFor, imagesInMarkdown, labelsIn } from './markdownImages';
import { partAround, type Pieces, piecesOf } from './markdownPieces';
import { slotsAt } from './markdownSlots';
import { besideLine, type Part, spotsInPart, treeOf } from './markdownSpots';
import { type Dialect, github } from './markdownTree';

/** A kind of Markdown. */
export function markdownWith(dialect: Dialect): DocumentFormat {
	const { id, alternative, elements } = dialect;
	const open = ({ target, alt }: ImageLink, words = ''): string =>
		`![${words === '' ? alternative(alt) : words}](${urlOf(target)}`;
	const write = (link: ImageLink): string => `${open(link)})`;
	const format: DocumentFormat = {
		id,
		inLine: write,
		block: write,
		complete: (before, after, { target, alt }) => {
			// Of a definition, such as `[a fox]: `.
			if (/^[\s>]*\[[^\]^][^\]]*\]:[ \t]*<?$/.test(before) && /^>?[ \t]*$/.test(after)) {
				return [before.replace(/<?$/, '').replace(/:$/, ': ') + urlOf(target), ''];
			}
			return elements.complete(before, after, { target, alt });
		},
		spotsAt: (place) => spotsAt(place, dialect, { format, open }),
		imagesIn: (text) => imagesInMarkdown(text, dialect),
	};
	return format;
}

const common: Dialect = { id: 'markdown', alternative: plainText, elements: htmlInMarkdown, ...github };
const usual = markdownWith(common);
/** Of Marp, which takes such words in an alternative text for commands: they are left out. */
const slides = markdownWith({ ...common, alternative: (words) => withoutCommands(plainText(words)) });

/** CommonMark and GitHub's extensions of it. */
export const markdown: DocumentFormat = {
	...usual,
	spotsAt: (place) => (isOfMarp(place.text) ? slides : usual).spotsAt(place),
};

function isOfMarp(document: string): boolean {
	const data = frontMatterOf(document);
	return data !== undefined && /^marp:[ \t]*true\b/m.test(document.slice(data.inner.from, data.inner.to));
}

const command =
	/^(?:bg|fit|(?:\d*\.)?\d+%|(?:w|width|h|height|left|right):\S+|(?:blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|sepia)(?::\S+)?)$/;

function withoutCommands(words: string): string {
	return words
		.split(' ')
		.filter((word) => !command.test(word))
		.join(' ');
}

function* spotsAt(place: Place, dialect: Dialect, writer: Pick<Part, 'format' | 'open'>): Generator<Spot> {
	const { text, offset } = place;
	const data = dataIn(text);
	const own = data.find(({ from, to }) => (from === 0 || from < offset) && offset <= to);
	if (own && !isOnLastLine(text, offset, own)) {
		yield* frontMatterSpots(place, own);
		return;
	}
	const withoutFront = withoutData(text, data);
	const boxes = boxLines(withoutFront);
	const prose = withBoxesAsNotes(withoutFront, boxes);
	const pieces: Pieces = dialect.isWhole ? { starts: [0], fences: [] } : piecesOf(prose);
	const code = dialect.codeIn?.(prose) ?? [];
	const lines = [...markedLines(without(prose, [...pieces.fences, ...code])), ...code].sort((a, b) => a.from - b.from);
	const read = withoutMarkedLines(prose, lines);
	const aside = beyondAsides(read, offset, pieces.fences);
	const page = without(read, pieces.fences);
	const open = page.includes('<') ? (nextOpenPlace(page, aside.to) ?? aside.to) : aside.to;
	const { from, to } = partAround(pieces, text, { from: offset, to: open });
	const part: Part = {
		...{
			dialect,
			...writer,
			from,
			isDeep: boxes.length > 0,
			definitions: definitionsFor(read.slice(from, to), labelsIn(read)),
		},
		...{ read: read.slice(from, to), page },
	};
	const within = text.slice(from, to);
	/** A line that no image may stand on. */
	const line =
		own ?? [...lines, ...boxes].find((one) => one.from <= aside.to && aside.to <= one.to) ?? ownLines(text, aside);
	const spotsThere = function* ({ offset: at, ...rest }: Place): Generator<Spot> {
		yield* slotsAt({ ...rest, offset: at }, { ...part, treeOf: (text) => treeOf(part, text) });
		const beyond = at + aside.to - offset;
		const spots = line
			? [besideLine(part, within, { from: line.from - from, to: line.to - from }, sideOf(text, offset, line))]
			: spotsInPart({ ...rest, offset: beyond }, part);
		const { finish } = dialect;
		for (const spot of spots) {
			const isLink = spot.as === 'inLine' || spot.as === 'block';
			yield isLink && finish ? { ...spot, finish: (change, link) => finish(rest.text, change, link) } : spot;
		}
	};
	yield { as: 'embedded', format: { ...writer.format, spotsAt: spotsThere }, from, to };
}

/** Those of a formula that has some. */
function ownLines(text: string, { from, to }: Range): Range | undefined {
	return /[\r\n]/.test(text.slice(from, to)) ? { from, to } : undefined;
}

/** Before it only where the place is in front of it, and it does not have to be the first. */
function sideOf(text: string, offset: number, { from, to }: Range): 'before' | 'after' {
	return /^[ \t]*:/.test(text.slice(from, to)) &&
		text.slice(lineStart(text, offset), offset).trim() === '' &&
		offset <= to
		? 'before'
		: 'after';
}
