import { type Region, type RegionRule, regionsOf } from '../regions';

/** What of LaTeX is no text that an image can stand in. */
export const regions: readonly RegionRule[] = [
	// Nothing is set before the document begins.
	{ pattern: /^[\s\S]*?\\begin\{document\}/g, is: 'block' },
	{ pattern: /(?<!\\)(?:\\\\)*%.*/g, is: 'comment' },
	{ pattern: /\\begin\{comment\}/g, close: () => /\\end\{comment\}/g, is: 'comment' },
	{
		pattern:
			/\\begin\{(verbatim|Verbatim|lstlisting|minted)\*?\}(?:\[[^\]]{0,1000}\])?(?:\{[^}]{0,1000}\})?[ \t]*\r?\n/g,
		close: ([, name = '']) => new RegExp(`\\\\end\\{${name}\\*?\\}`, 'g'),
		isCode: true,
		is: 'block',
	},
	{ pattern: /\\(?:verb\*?|lstinline)([^\sa-zA-Z*[{])[^\r\n]{0,1000}?\1/g, is: 'markup' },
	{
		pattern:
			/\\begin\{((?:equation|align|gather|multline|eqnarray|alignat|flalign|math|displaymath|tikzpicture|picture)\*?)\}/g,
		close: ([, name = '']) => new RegExp(`\\\\end\\{${name.replace('*', '\\*')}\\}`, 'g'),
		is: 'markup',
	},
	{ pattern: /\\\[/g, close: () => /\\\]/g, is: 'markup' },
	{ pattern: /\\\(/g, close: () => /\\\)/g, is: 'markup' },
	{ pattern: /\$\$[\s\S]*?\$\$|(?<!\\)\$(?:\\.|[^$\\])*\$/g, is: 'markup' },
	// A list up to its first item, and what begins a row of a table: lines across it, a cell over several columns.
	{
		pattern: /\\begin\{(?:itemize|enumerate|description|list|thebibliography)\}/g,
		close: () => /\\(?:bib)?item(?![a-zA-Z])/g,
		end: argumentsEnd,
		is: 'markup',
	},
	{ pattern: /\\begin\{(?:tabular[*x]?|longtable|array)\}|\\\\\*?|&/g, end: rowEnd, is: 'markup' },
	// A definition, an accent with its letter, a command, each with what belongs to it.
	{
		pattern: /\\(?:[gex]?def|let|(?:re|provide)?(?:new)?command|DeclareMathOperator)\*?[ \t]*\\[a-zA-Z@]+(?:#\d)*/g,
		end: argumentsEnd,
		is: 'markup',
	},
	{ pattern: /\\(?:[`'^"~=.]|[uvHtcdbrk](?![a-zA-Z]))[ \t]*[a-zA-Z]?/g, end: argumentsEnd, is: 'markup' },
	{ pattern: /\\(?:[a-zA-Z@]+\*?|[\s\S])/g, end: argumentsEnd, is: 'markup' },
	// What becomes one character.
	{ pattern: /-{2,3}|``|''|,,|[?!]`|<<|>>/g, is: 'markup' },
];

/** Where the arguments end that begin there. */
function argumentsEnd(text: string, from: number): number {
	for (let end = from; ;) {
		const next = end + (/^[ \t]*(?=[[{])/.exec(text.slice(end, end + 100))?.[0].length ?? 0);
		const close = text[next] === '[' ? ']' : text[next] === '{' ? '}' : undefined;
		const after = close && groupEnd(text, next + 1, close);
		if (after === undefined) {
			return end;
		}
		end = after;
	}
}

/** What is longer is a brace that somebody forgot. */
const longest = 5000;

/** Behind the bracket that closes what begins there; undefined where none does. */
function groupEnd(text: string, from: number, close: string): number | undefined {
	let depth = 0;
	for (let at = from; at < Math.min(text.length, from + longest); at++) {
		const character = text[at];
		if (depth === 0 && character === close) {
			return at + 1;
		}
		if (character === '\\') {
			at++;
		} else if (character === '{') {
			depth++;
		} else if (character === '}') {
			depth--;
			if (depth < 0) {
				return undefined;
			}
		}
	}
	return undefined;
}

const ofRow =
	/\s*\\(?:hline|[ct]?line|cmidrule|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot|multicolumn|multirow)(?![a-zA-Z])/y;

function rowEnd(text: string, from: number): number {
	for (let end = argumentsEnd(text, from); ;) {
		ofRow.lastIndex = end;
		if (!ofRow.test(text)) {
			return end;
		}
		end = argumentsEnd(text, ofRow.lastIndex);
	}
}

/** Environments that no figure can stand in. */
const boxes =
	/^(?:figure|table|wrapfigure|wraptable|SCfigure|minipage|tabular[*x]?|longtable|array|lrbox|multicols|tcolorbox|mdframed)\*?$/;

/** Environments in which nobody parts lines: a blank one adds room there. */
const floats =
	/^(?:figure|table|wrapfigure|wraptable|SCfigure|SCtable|marginfigure|margintable|sidewaysfigure|sidewaystable)\*?$/;

/** Where the document ends, whether a place is in an environment that no figure can stand in, and whether it is in such a figure. */
export function outlineOf(text: string): {
	readonly end: number | undefined;
	readonly isBoxed: (at: number) => boolean;
	readonly isInFloat: (at: number) => boolean;
} {
	const marks = Array.from(regionsOf(text, regions)).flatMap(markOf(text));
	const isIn = (at: number, names: RegExp): boolean => openAt(marks, at).some((name) => names.test(name));
	return {
		end: marks.find(({ is, name }) => is === 'end' && name === 'document')?.from,
		isBoxed: (at) => isIn(at, boxes),
		isInFloat: (at) => isIn(at, floats),
	};
}

/** The environments that hold the place, the outermost first. */
function openAt(marks: readonly Mark[], at: number): readonly string[] {
	const open: string[] = [];
	for (const { from, is, name } of marks) {
		if (from >= at) {
			break;
		}
		if (is === 'begin') {
			open.push(name);
		} else if (open.includes(name)) {
			open.length = open.lastIndexOf(name);
		}
	}
	return open;
}

interface Mark {
	readonly from: number;
	readonly is: string;
	readonly name: string;
}

function markOf(text: string): (region: Region) => readonly Mark[] {
	return ({ from, to }) => {
		const [, is, name] = /^\\(begin|end)\{([^{}]*)\}/.exec(text.slice(from, Math.min(to, from + 60))) ?? [];
		const isWhole = is === 'begin' && text.slice(from, to).endsWith(`\\end{${name ?? ''}}`);
		return is === undefined || name === undefined || isWhole ? [] : [{ from, is, name }];
	};
}
