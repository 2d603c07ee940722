import { indentationOf, lineAfter, lineAt, textAbove } from '../lines';
import type { DocumentFormat, Place, Spot } from '../spots';
import { image, indentationUnit, scss } from './css';
import { cssPlaceAt, cssTokens } from './cssTokens';

/**
 * Style sheets whose rules are told by their indentation: Sass's older syntax, Stylus. Where there are braces all the same, they
 * are read as in others.
 */
export const indentedCss: DocumentFormat = {
	id: 'sass',
	inLine: image,
	block: (link) => `background-image: ${image(link)}`,
	complete: () => undefined,
	spotsAt,
	imagesIn: scss.imagesIn,
};

function* spotsAt(place: Place): Generator<Spot> {
	const { text, offset } = place;
	const { within, calls, blocks } = cssPlaceAt(text, offset, cssTokens(text, true));
	if (blocks.length > 0 || within?.is === 'string' || within?.is === 'url' || calls.at(-1) === 'url') {
		yield* scss.spotsAt(place);
		return;
	}
	const { from, to } = lineAt(text, offset);
	const line = text.slice(from, to);
	const own = indentationOf(text, from);
	const value = /^\s*[\w$-]+\s*[:=](?=\s*(?:\/\/.*)?$)/.exec(line)?.[0];
	if (value !== undefined && offset - from >= value.length) {
		yield { as: 'written', write: (link) => ({ from: from + value.length, to: offset, text: ` ${image(link)}` }) };
	} else if (line.trim() === '') {
		const prefix = own || innerOf(textAbove(text, from), text);
		if (prefix !== '') {
			yield { as: 'block', side: 'before', offset: to, style: { prefix, isParted: false } };
		}
	} else if (own !== '' || isRule(line)) {
		const below = indentationOf(lineAfter(text, to) ?? '', 0);
		const isOpen = below.startsWith(own) && below.length > own.length;
		const prefix = isOpen ? below : innerOf(line, text);
		yield { as: 'block', side: 'after', offset, style: { prefix, isParted: false } };
	}
}

/** The indentation of what may follow such a line. */
function innerOf(line: string, text: string): string {
	return indentationOf(line, 0) + (isRule(line) ? indentationUnit(text) : '');
}

/** Whether a line is in front of declarations: neither one itself, nor a call or a comment. */
function isRule(line: string): boolean {
	const isOther =
		/^\s*(?:[\w$-]+\s*[:=](?:\s|$)|[$+}]|\/[/*]|@(?:include|extend|import|use|forward|return|charset|require)\b|[\w-]+\(.*\)\s*$)/;
	return line.trim() !== '' && !isOther.test(line) && !property.test(line);
}

/** Stylus needs no colon behind these. */
const property =
	/^\s+(?:[a-z]+-[a-z-]+|animation|background|border|bottom|clear|color|columns|content|cursor|direction|display|filter|flex|float|font|gap|grid|height|left|margin|mask|opacity|order|outline|overflow|padding|position|resize|right|top|transform|transition|visibility|width)\s+\S/;
