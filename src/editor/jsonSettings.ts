// The deep import is the ES module: jsonc-parser's main one is UMD, whose parts esbuild cannot see.
import {
	applyEdits,
	createScanner,
	getNodeValue,
	modify,
	type Node,
	type ParseError,
	parseTree,
} from 'jsonc-parser/lib/esm/main.js';

/** What was taken out of a settings file, and what the file is without it. */
export interface TakenSettings {
	readonly rest: string;
	readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Takes settings out of the text of a settings file; everything else stays as the person wrote it, comments included. Undefined
 * when the text is no settings file: nobody knows then what stands where.
 */
export function takeSettings(text: string, keys: readonly string[]): TakenSettings | undefined {
	const properties = propertiesOf(text);
	if (!properties) {
		return undefined;
	}
	const values: Record<string, unknown> = {};
	let rest = text;
	// From the last one, so that those before it stay where they are.
	for (const [index, { offset, length, children: [name, value] = [] }] of [...properties.entries()].reverse()) {
		const key: unknown = name?.value;
		if (typeof key === 'string' && keys.includes(key)) {
			// Of a setting that stands there twice the last one counts.
			values[key] ??= value && getNodeValue(value);
			rest = withoutProperty(rest, { start: offset, end: offset + length }, properties[index - 1]);
		}
	}
	return { rest, values };
}

/** Puts settings into the text of a settings file, but for those that stand there already. */
export function putSettings(text: string, values: Readonly<Record<string, unknown>>): string {
	const present = propertiesOf(text)?.map(({ children: [name] = [] }) => name?.value as unknown) ?? [];
	const missing = Object.entries(values).filter(([key]) => !present.includes(key));
	const formattingOptions = {
		insertSpaces: !/^\t/m.test(text),
		tabSize: 4,
		eol: text.includes('\r\n') ? '\r\n' : '\n',
	};
	return missing.reduce(
		(written, [key, value]) => applyEdits(written, modify(written, [key], value, { formattingOptions })),
		text,
	);
}

function propertiesOf(text: string): readonly Node[] | undefined {
	const errors: ParseError[] = [];
	// The editor's own settings files may end in a comma as well.
	const root = parseTree(text, errors, { allowTrailingComma: true });
	return errors.length === 0 && root?.type === 'object' ? (root.children ?? []) : undefined;
}

interface Range {
	readonly start: number;
	readonly end: number;
}

/** The text without a property and its comma: the one after it, or that before the last property. */
function withoutProperty(text: string, property: Range, previous: Node | undefined): string {
	const after = commaAfter(text, property.end);
	if (after !== undefined) {
		return withoutLine(cut(text, { start: after, end: after + 1 }), property);
	}
	const before = previous && commaAfter(text, previous.offset + previous.length);
	const rest = withoutLine(text, property);
	return before === undefined ? rest : cut(rest, { start: before, end: before + 1 });
}

/** Where the comma is that comes next, comments apart. */
function commaAfter(text: string, offset: number): number | undefined {
	const scanner = createScanner(text, true);
	scanner.setPosition(offset);
	scanner.scan();
	return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined;
}

/** The text without what stands there, and without its lines where nothing else stands in them. */
function withoutLine(text: string, { start, end }: Range): string {
	const lineStart = text.lastIndexOf('\n', start - 1) + 1;
	const lineEnd = text.indexOf('\n', end) + 1;
	const isAlone = lineEnd > 0 && `${text.slice(lineStart, start)}${text.slice(end, lineEnd)}`.trim() === '';
	return isAlone
		? cut(text, { start: lineStart, end: lineEnd })
		: cut(text, { start, end: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) });
}

function cut(text: string, { start, end }: Range): string {
	return text.slice(0, start) + text.slice(end);
}
