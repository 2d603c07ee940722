import { lineAt, lineStart, type Range } from '../lines';

/** A cell of a table. */
export interface Cell extends Range {
	/** How it is read, by a letter: `a` as AsciiDoc, `l` as it is written. Empty where it is text. */
	readonly style: string;
	/** Whether it stands in the table's first row, whose lines tell whether it is a header. */
	readonly isFirstRow: boolean;
	readonly separator: string;
}

/** How many columns or rows, and how it is aligned and read. */
const spec = String.raw`(?:(\d+(?:\.\d*)?|\.\d+)[*+])?(?:[<^>](?:\.[<^>])?|(?:[<^>]?\.)?[<^>])?([a-z])?`;

/**
 * The cell that the place is in, of the table with this text; a mark's own place is that of the cell it begins. Undefined beside all
 * cells; `unknown` where it is not told by marks between cells where they are.
 */
export function cellAt(table: string, offset: number): Cell | 'unknown' | undefined {
	const [opening, separator = ''] = /^([|!,:])={3,}[ \t]*$/m.exec(table) ?? [];
	if (opening === undefined) {
		return 'unknown';
	}
	const body = table.indexOf(opening) + opening.length;
	const attributes = table.slice(0, table.indexOf(opening));
	const closing = new RegExp(String.raw`\r?\n[${separator}]={3,}[ \t]*\s*$`).exec(table)?.index ?? table.length;
	if (offset <= body || offset > closing) {
		return undefined;
	}
	if (!/[|!]/.test(separator) || /\b(?:format|separator)\s*=/.test(attributes)) {
		return 'unknown';
	}
	const marks = Array.from(
		table
			.slice(0, closing)
			.matchAll(new RegExp(String.raw`(?:(?<![^ \t\r\n])${spec})?(?<!\\)[${separator}](?!={3,}[ \t]*$)`, 'gm')),
		({ index, 0: mark, 1: count = '1', 2: style = '' }) => ({
			...{ at: index, from: index + mark.length, style },
			columns: Math.max(1, Math.trunc(Number(count))),
		}),
	).filter(({ at }) => at >= body);
	// In front of a line is in its first cell.
	const isFirst = table.slice(lineStart(table, offset), offset).trim() === '';
	const own = marks.findLastIndex(({ at }) => at < offset || (at === offset && isFirst));
	const mark = marks[own];
	if (!mark) {
		return undefined;
	}
	const firstRow = lineAt(table, marks[0]?.at ?? 0);
	const styles = columnStyles(attributes);
	const column = marks.slice(0, own).reduce((count, { columns }) => count + columns, 0);
	return {
		from: mark.from,
		to: marks[own + 1]?.at ?? closing,
		style: mark.style || (styles[column % styles.length] ?? ''),
		isFirstRow: mark.at <= firstRow.to,
		separator,
	};
}

/** Of a table's columns: `cols="1,2a,3*l"`. */
function columnStyles(attributes: string): readonly string[] {
	const [, quoted, plain = ''] = /\bcols\s*=\s*(?:"([^"]*)"|([\d*]+))/.exec(attributes) ?? [];
	return (quoted ?? plain).split(/[,;]/).flatMap((column) => {
		const [, count = '1'] = /^\s*(\d{1,3})\*/.exec(column) ?? [];
		const [style = ''] = /[a-z]\s*$/.exec(column) ?? [];
		return Array.from({ length: Number(count) }, () => style.trim());
	});
}
