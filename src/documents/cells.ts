import { lineAt, type Range } from './lines';
import { type ProseRules, proseSpots } from './prose';
import type { DocumentFormat, Place, Spot } from './spots';

/** Where an image may stand in a cell of a table, which is a part of a line. */
export function* spotsInCell(
	format: DocumentFormat,
	rules: ProseRules,
	place: Place,
	{ from, to }: Range,
): Generator<Spot> {
	if (place.text.slice(from, to).trim() === '') {
		yield { as: 'inLine', offset: Math.min(to, Math.max(from, place.offset)) };
		return;
	}
	const spots = proseSpots({
		...rules,
		regions: rules.regions.filter(({ is }) => is === 'markup' || is === 'verbatim'),
	});
	const inCell: DocumentFormat = {
		...format,
		spotsAt: (inner) => spots({ ...inner, offset: Math.min(to - from, Math.max(0, inner.offset)), isBlock: false }),
	};
	yield { as: 'embedded', format: inCell, from, to };
}

/** The cell of a place in a row that is a line, between marks; undefined where the line is none. */
export function cellOfRow({ text, offset }: Place, row: RegExp, mark: string): Range | undefined {
	const line = lineAt(text, offset);
	if (!row.test(text.slice(line.from, line.to))) {
		return undefined;
	}
	const first = text.indexOf(mark, line.from) + mark.length;
	const at = Math.max(first, offset);
	const from = Math.max(first, text.lastIndexOf(mark, at - 1) + mark.length);
	const end = text.indexOf(mark, at);
	return { from, to: end === -1 || end > line.to ? line.to : end };
}
