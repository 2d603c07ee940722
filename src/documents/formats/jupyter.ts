import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { insertionAt } from '../insertion';
import { lineAt } from '../lines';
import type { ImageLink } from '../link';
import type { Change, DocumentFormat, Edit, FoundImage, Place, Spot } from '../spots';
import { codeIn } from './code';
import { markdown } from './markdown';

/** Notebooks as they are on disk: JSON, whose cells are documents of their own. Editors open each cell as such. */
export const jupyter: DocumentFormat = {
	id: 'jupyter',
	inLine: markdown.inLine,
	block: markdown.block,
	complete: () => undefined,
	spotsAt,
	imagesIn,
};

/** A cell's text, which JSON keeps as one string or as one for each line. */
interface Cell {
	readonly format: DocumentFormat;
	readonly text: string;
	/** Where each code unit of the text begins in the file, and where the last one ends. */
	readonly offsets: readonly number[];
	/** The strings' parent, or the only string. */
	readonly source: Node;
}

function cellsIn(file: string): readonly Cell[] {
	const root = parseTree(file);
	const cells = root && findNodeAtLocation(root, ['cells']);
	const valueAt = (...path: string[]): unknown => root && findNodeAtLocation(root, path)?.value;
	const language = valueAt('metadata', 'language_info', 'name') ?? valueAt('metadata', 'kernelspec', 'language');
	return (cells?.children ?? []).flatMap((cell) => {
		const source = findNodeAtLocation(cell, ['source']);
		const kind: unknown = findNodeAtLocation(cell, ['cell_type'])?.value;
		const code = codeIn(
			kind === 'code' ? (typeof language === 'string' ? language.toLowerCase() : 'python') : 'plaintext',
		);
		return source ? [{ ...textOf(source, file), format: kind === 'markdown' ? markdown : code, source }] : [];
	});
}

function textOf(source: Node, file: string): Pick<Cell, 'text' | 'offsets'> {
	const strings = source.type === 'array' ? (source.children ?? []) : [source];
	const offsets: number[] = [];
	let [text, end] = ['', source.offset + 1];
	for (const { type, value, offset, length } of strings) {
		if (type !== 'string') {
			continue;
		}
		text += String(value);
		for (let at = offset + 1; at < offset + length - 1;) {
			offsets.push(at);
			at += file.charAt(at) !== '\\' ? 1 : file.charAt(at + 1) === 'u' ? 6 : 2;
		}
		end = offset + length - 1;
	}
	return { text, offsets: [...offsets, end] };
}

function* spotsAt({ text: file, offset, isBlock }: Place): Generator<Spot> {
	const cell = cellsIn(file).find(({ source }) => source.offset < offset && offset < source.offset + source.length);
	if (!cell) {
		return;
	}
	const { text, offsets, format } = cell;
	const at = offsets.findIndex((start) => start >= offset);
	const inner = at === -1 ? text.length : at;
	const { from, to } = lineAt(text, inner);
	const place: Place = { text, offset: inner, isBlock: isBlock || text.slice(from, to).trim() === '' };
	const isPlace = insertionAt(format, place, { target: { path: 'a.png' }, alt: '' }) !== 'place';
	if (isPlace) {
		const write = (link: ImageLink): Change | undefined => {
			const insertion = insertionAt(format, place, link);
			return typeof insertion === 'string' ? undefined : inFile(file, cell, insertion);
		};
		yield { as: 'written', write };
	}
}

/** A change of a cell's text in its file: where there is a string for each line, each but the last ends in a line feed. */
function inFile(file: string, { source, text, offsets }: Cell, edit: Edit): Change {
	const [from = 0, to = 0] = [offsets[edit.from], offsets[edit.to]];
	// The last line of a cell has no end.
	const written = edit.to === text.length ? edit.text.replace(/\n$/, '') : edit.text;
	if (source.type === 'string') {
		return { from, to, text: escaped(written) };
	}
	const [first, second] = source.children ?? [];
	if (!first) {
		const lines = linesOf(written).map((line) => JSON.stringify(line));
		return { from, to: from, text: lines.join(', ') };
	}
	const lineBreak = /[\r\n]+[ \t]*$/.exec(file.slice(0, first.offset))?.[0] ?? ' ';
	const between = second ? file.slice(first.offset + first.length, second.offset) : `,${lineBreak}`;
	const lines = linesOf(written);
	// The rest of what the last of them ends.
	const isOpen = !written.endsWith('\n');
	return { from, to, text: [...lines, ...(isOpen ? [] : [''])].map(escaped).join(`"${between}"`) };
}

function linesOf(text: string): readonly string[] {
	return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function escaped(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

function imagesIn(file: string): readonly FoundImage[] {
	return cellsIn(file).flatMap(({ format, text, offsets }) => {
		const inFile = (range: { from: number; to: number }): { from: number; to: number } => ({
			from: offsets[range.from] ?? 0,
			to: offsets[range.to] ?? 0,
		});
		return format
			.imagesIn(text)
			.filter(({ path }) => !path.startsWith('attachment:'))
			.map(({ whole, ...image }) => ({ ...image, ...inFile(image), ...(whole && { whole: inFile(whole) }) }));
	});
}
