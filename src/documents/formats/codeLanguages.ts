import {
	backslashParenthesis,
	brace,
	closing,
	type CodeLanguage,
	dollarBrace,
	dollarParenthesis,
	doubled,
	escaped,
	hashBrace,
	raw,
	type TextRule,
} from './codeTexts';

const slashes = /\/\/.*/y;
const starred = /\/\*[\s\S]*?(?:\*\/|$)/y;
const hash = /#.*/y;
const dashes = /--.*/y;
const semicolon = /;.*/y;
const percent = /%.*/y;
const character = /'(?:\\[^\r\n]{1,10}?|[^'\\\r\n])'/uy;
const hereDocument = /<<[-~]?\s?(["']?)(\w+)\1.*[\r\n]+(?:[\s\S]{0,20000}?[\r\n])??[ \t]*\2\b/y;
const regularExpression =
	/(?=\/)(?<=(?:^|[=(,:[!&|?{};+*%<>~^\n-]|\breturn|\btypeof|\bcase)\s{0,99})\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^\\/[\r\n])+\//y;

const cComments = [slashes, starred];

const javascript: CodeLanguage = {
	modules: /(?:(?<![.\w$])(?:from|import|require)\s*|(?<![.\w$])(?:import|require|new\s+URL)\s*\(\s*)$/,
	texts: [escaped('"'), escaped("'"), escaped('`', { also: /\$(?=\{)/g, hole: dollarBrace })],
	skipped: [...cComments, regularExpression],
};
const c: CodeLanguage = { texts: [escaped('"')], skipped: [...cComments, character] };
const json: CodeLanguage = {
	texts: [{ ...escaped('"'), write: (path) => JSON.stringify(path).slice(1, -1) }],
	skipped: [],
};

/** A raw text of Python, where a backslash still keeps a quote from ending it, and stays. */
const rawPython = (open: RegExp, twice?: RegExp, isBytes = false): TextRule => ({
	...raw(open),
	escape: '\\',
	...(twice && { hole: brace }),
	write: (path, close, after) => {
		const endsInEscape = /(?<!\\)(?:\\\\)*\\$/.test(path) && after.startsWith(close.charAt(0));
		return path.includes(close.charAt(0)) || endsInEscape || (isBytes && /[^\0-\x7F]/.test(path))
			? undefined
			: twice
				? path.replace(twice, '$&$&')
				: path;
	},
});
const python: CodeLanguage = {
	texts: [
		rawPython(/(?<=\b(?:[fFtT][rR]|[rR][fFtT]))("""|'''|"|')/y, /[{}]/g),
		escaped(/(?<=\b[fFtT])("""|'''|"|')/y, { twice: /[{}]/g, hole: brace }),
		rawPython(/(?<=\b(?:[bB][rR]|[rR][bB]))("""|'''|"|')/y, undefined, true),
		rawPython(/(?<=\b[rR])("""|'''|"|')/y),
		escaped(/(?<=\b[bB])("""|'''|"|')/y, { isBytes: true }),
		escaped('"""'),
		escaped("'''"),
		escaped('"'),
		escaped("'"),
	],
	skipped: [hash],
};

/** Where Rust fills in what is between braces. */
const rustFormat = String.raw`(?<=\b(?:format|format_args|e?print(?:ln)?|write(?:ln)?|panic|todo|unimplemented|unreachable|(?:debug_)?assert(?:_eq|_ne)?|bail|anyhow|ensure|trace|debug|info|warn|error|log)!\s{0,9}[([{](?:[^"()]{0,99},)?\s{0,99}`;
const rustClose = ([opened]: RegExpExecArray): string => `"${'#'.repeat(opened.length - 1)}`;
const rust: CodeLanguage = {
	texts: [
		raw(new RegExp(`${rustFormat}r)#{0,255}"`, 'y'), rustClose, undefined, /[{}]/g),
		raw(/(?<=\bbr)#{0,255}"/y, rustClose, /[^\0-\x7F]/),
		raw(/(?<=\bc?r)#{0,255}"/y, rustClose),
		escaped(new RegExp(`${rustFormat})"`, 'y'), { twice: /[{}]/g, isLong: true }),
		escaped(/(?<=\bb)"/y, { isBytes: true, isLong: true }),
		escaped('"', { isLong: true }),
	],
	skipped: [...cComments, character],
};

const ruby: CodeLanguage = {
	texts: [
		escaped('"', { also: /#(?=[{$@])/g, hole: hashBrace, isLong: true }),
		escaped("'", { isLong: true, hasLineBreaks: false }),
	],
	skipped: [hash, hereDocument, /\?["'](?!\w)/y],
};
const shell: CodeLanguage = {
	texts: [
		escaped(/(?<=\$)'/y, { isLong: true }),
		escaped('"', { also: /[$`]/g, hole: dollarParenthesis, isLong: true, hasLineBreaks: false }),
		{ ...raw("'"), write: (path) => path.replaceAll("'", "'\\''") },
	],
	skipped: [/(?<=^|[\s;|&()])#.*/y, /\\./y, hereDocument],
};
const sql: CodeLanguage = { texts: [doubled("'"), doubled('"'), doubled('`')], skipped: [dashes, starred] };
const lisp: CodeLanguage = { texts: [escaped('"', { isLong: true })], skipped: [semicolon, /\\./y] };
const yaml: CodeLanguage = {
	// Elsewhere a quote is an apostrophe.
	texts: [escaped(/(?<=(?:^|[\n\r,:[{-])[ \t]*)"/y, { isLong: true }), doubled(/(?<=(?:^|[\n\r,:[{-])[ \t]*)'/y)],
	skipped: [/(?<=^|\s)#.*/y],
};
const terraform: CodeLanguage = {
	texts: [
		{
			...escaped('"', { hole: dollarBrace }),
			write: (path) => path.replace(/["\\]/g, '\\$&').replace(/[$%](?=\{)/g, '$&$&'),
		},
	],
	skipped: [hash, ...cComments],
};

/** Texts in which PowerShell fills in variables; it takes typographic quotes for quotes. */
const powershell: CodeLanguage = {
	texts: [
		{ open: /@"[ \t]*[\r\n]+/y, close: () => '\n"@', write: (path) => path.replace(/[`$]/g, '`$&') },
		raw(/@'[ \t]*[\r\n]+/y, () => "\n'@"),
		{
			open: /"/y,
			close: () => '"',
			escape: '`',
			isDoubled: true,
			hole: dollarParenthesis,
			write: (path) => path.replace(/[`$"“”„]/g, '`$&'),
		},
		{ ...doubled("'"), write: (path) => path.replace(/['‘’‚‛]/g, '$&$&') },
	],
	skipped: [/<#[\s\S]*?(?:#>|$)/y, hash, /`./y],
};

const usualTexts = [escaped('"'), escaped("'")];

/** By editors' language ids. */
const languages: ReadonlyMap<string, CodeLanguage> = new Map(
	(
		[
			[javascript, ['javascript', 'typescript', 'javascriptreact', 'typescriptreact', 'coffeescript']],
			[json, ['json', 'jsonl']],
			[{ ...json, skipped: cComments }, ['jsonc', 'json5', 'snippets']],
			[python, ['python', 'starlark', 'bazel', 'gdscript', 'mojo']],
			[{ texts: [escaped('"'), raw('`')], skipped: [...cComments, character] }, ['go']],
			[rust, ['rust']],
			[c, ['c', 'objective-c', 'glsl', 'hlsl', 'shaderlab', 'proto3', 'proto']],
			[
				{
					texts: [raw(/(?<=\b(?:u8|[uUL])?R)"([^\s()\\]{0,16})\(/y, ([, name = '']) => `)${name}"`), escaped('"')],
					skipped: [...cComments, character],
				},
				['cpp', 'objective-cpp', 'cuda-cpp'],
			],
			[{ texts: [escaped('"""'), escaped('"')], skipped: [...cComments, character] }, ['java']],
			[
				{
					texts: [
						{
							...raw('"""'),
							hole: dollarBrace,
							write: (path: string) => (path.includes('"""') ? undefined : path.replaceAll('$', () => "${'$'}")),
						},
						escaped('"', { also: /\$/g, hole: dollarBrace }),
					],
					skipped: [...cComments, character],
				},
				['kotlin'],
			],
			[
				{
					texts: [
						escaped(/(?<=\b[sf])"(?!"")/y, { twice: /\$/g, hole: dollarBrace }),
						raw(/(?<=\b(?:[sf]|raw))"""/y, () => '"""', undefined, /\$/g),
						raw('"""'),
						escaped('"'),
					],
					skipped: [...cComments, character],
				},
				['scala'],
			],
			[
				{
					texts: [
						escaped('"""', { also: /\$/g, hole: dollarBrace }),
						escaped("'''"),
						escaped('"', { also: /\$/g, hole: dollarBrace }),
						escaped("'"),
					],
					skipped: [...cComments, regularExpression],
				},
				['groovy', 'gradle'],
			],
			[
				{
					texts: [
						raw(/(?<=\br)("""|'''|"|')/y),
						...['"""', "'''", '"', "'"].map((quote) => escaped(quote, { also: /\$/g, hole: dollarBrace })),
					],
					skipped: cComments,
				},
				['dart'],
			],
			[
				{
					texts: [
						raw(/#{1,200}"(?:"")?/y, ([opened]) => opened.replace(/(#+)("+)/, '$2$1'), /\\/),
						escaped('"""', { hole: backslashParenthesis }),
						escaped('"', { hole: backslashParenthesis }),
					],
					skipped: cComments,
				},
				['swift'],
			],
			[
				{
					texts: [
						// Also around nothing yet.
						raw(/(?<=\$)("""+?)(?=\1(?!")|(?!"))/y, closing, /[{}]/),
						raw(/("""+?)(?=\1(?!")|(?!"))/y),
						doubled(/(?<=\$@|@\$)"/y, /[{}]/g),
						doubled(/(?<=@)"/y),
						escaped(/(?<=\$)"/y, { twice: /[{}]/g, hole: brace }),
						escaped('"'),
					],
					skipped: [...cComments, character],
				},
				['csharp'],
			],
			[
				{
					texts: [
						raw(/(?<=\$)"""/y, closing, /[{}]/),
						raw('"""'),
						doubled(/(?<=@)"/y),
						escaped(/(?<=\$)"/y, { twice: /[{}]/g, hole: brace, isLong: true }),
						escaped('"', { isLong: true }),
					],
					skipped: [slashes, /\(\*(?!\))[\s\S]*?(?:\*\)|$)/y, character],
				},
				['fsharp'],
			],
			[ruby, ['ruby', 'crystal']],
			[
				{
					texts: [
						escaped('"""', { also: /#(?=\{)/g, hole: hashBrace }),
						escaped('"', { also: /#(?=\{)/g, hole: hashBrace, isLong: true }),
						escaped("'", { also: /#(?=\{)/g, hole: hashBrace, isLong: true }),
					],
					skipped: [hash, /\?["']/y],
				},
				['elixir'],
			],
			[
				{
					texts: [escaped('"', { also: /[$@]/g, isLong: true }), escaped("'", { isLong: true, hasLineBreaks: false })],
					skipped: [/(?<!\$)#.*/y, hereDocument],
				},
				['perl'],
			],
			[
				{
					texts: [escaped('"', { also: /\$/g, isLong: true }), escaped("'", { isLong: true, hasLineBreaks: false })],
					skipped: [slashes, /#(?!\[).*/y, starred, /<<<\s?(["']?)(\w+)\1[\s\S]{0,20000}?[\r\n][ \t]*\2\b/y],
				},
				['php'],
			],
			[shell, ['shellscript', 'dotenv']],
			[
				{
					texts: [
						escaped('"', { also: /\$/g, isLong: true, hasLineBreaks: false }),
						escaped("'", { isLong: true, hasLineBreaks: false }),
					],
					skipped: [/(?<=^|\s)#.*/y, /\\./y],
				},
				['fish'],
			],
			[powershell, ['powershell']],
			[{ texts: [{ ...raw('"'), isShort: true }], skipped: [] }, ['bat']],
			[sql, ['sql', 'mssql', 'pgsql', 'plsql', 'postgres', 'sqlite']],
			[{ texts: [doubled('"', undefined, true)], skipped: [/'.*/y] }, ['vb', 'vba', 'vbscript']],
			[
				{
					texts: [raw(/\[(=*)\[/y, ([, level = '']) => `]${level}]`), ...usualTexts],
					skipped: [/--\[(=*)\[[\s\S]*?(?:\]\1\]|$)/y, dashes],
				},
				['lua', 'luau'],
			],
			[
				{
					texts: [
						raw(/(?<=\b[rR])["'](-*)[([{]/y, ([opened]) => {
							const bracket = { '(': ')', '[': ']', '{': '}' }[opened.slice(-1)] ?? ')';
							return bracket + opened.slice(1, -1) + opened.charAt(0);
						}),
						escaped('"', { isLong: true }),
						escaped("'", { isLong: true }),
					],
					skipped: [hash],
				},
				['r'],
			],
			[
				{
					texts: [
						raw(/(?<=\braw)("""|")/y),
						escaped('"""', { also: /\$/g, hole: dollarParenthesis }),
						escaped('"', { also: /\$/g, hole: dollarParenthesis, isLong: true }),
					],
					skipped: [/#=[\s\S]*?(?:=#|$)/y, hash, character],
				},
				['julia'],
			],
			[
				{
					texts: [escaped('"')],
					skipped: [/--(?![!#$%&*+./<=>?@\\^|~]).*/y, /\{-[\s\S]*?(?:-\}|$)/y, character],
				},
				['haskell', 'elm', 'purescript'],
			],
			[
				{
					texts: [raw(/\{([a-z_]*)\|/y, ([, name = '']) => `|${name}}`), escaped('"', { isLong: true })],
					skipped: [/\(\*[\s\S]*?(?:\*\)|$)/y, character],
				},
				['ocaml'],
			],
			[{ texts: [escaped('"', { isLong: true }), escaped("'")], skipped: [percent, /\$./y] }, ['erlang']],
			[lisp, ['clojure', 'lisp', 'commonlisp', 'scheme', 'racket', 'elisp', 'emacs-lisp', 'fennel', 'janet']],
			[{ texts: [doubled("'", undefined, true), doubled('"', undefined, true)], skipped: [/%.*/y] }, ['matlab']],
			[{ texts: [doubled("'", undefined, true), doubled('"', undefined, true)], skipped: [/!.*/y] }, ['fortran']],
			[{ texts: [doubled("'", undefined, true)], skipped: [slashes, /\{[^}]*\}?/y] }, ['pascal', 'objectpascal']],
			[{ texts: [doubled('"', undefined, true)], skipped: [dashes, character] }, ['ada', 'vhdl']],
			[{ texts: [raw('"""'), escaped('"')], skipped: [hash, character] }, ['nim']],
			[{ texts: [escaped('"')], skipped: [slashes, character] }, ['zig']],
			[{ texts: [escaped('"', { also: /[$[]/g, isLong: true })], skipped: [/(?<=^|[\n\r;])[ \t]*#.*/y] }, ['tcl']],
			[terraform, ['terraform', 'hcl', 'opentofu']],
			[
				{ texts: [escaped('"', { also: /\$(?=\{)/g, hole: dollarBrace, isLong: true })], skipped: [hash, starred] },
				['nix'],
			],
			[{ texts: [escaped('"', { also: /\$(?=\{)/g, isLong: true })], skipped: [hash] }, ['cmake']],
			[{ texts: [escaped('"""'), escaped('"')], skipped: [hash] }, ['graphql']],
			[yaml, ['yaml', 'dockercompose', 'github-actions-workflow', 'ansible', 'helm']],
			[
				{ texts: [escaped('"""'), raw("'''"), escaped('"'), { ...raw("'"), isShort: true }], skipped: [hash] },
				['toml'],
			],
			[{ texts: [escaped('"')], skipped: [/(?<=^|[\n\r])[ \t]*#.*/y] }, ['dockerfile']],
			[
				{ texts: [], skipped: [] },
				[
					...['plaintext', 'log', 'csv', 'tsv', 'diff', 'git-commit', 'git-rebase', 'ignore', 'scminput'],
					...['ini', 'properties', 'makefile', 'bibtex', 'search-result', 'code-text-binary'],
				],
			],
		] as const
	).flatMap(([language, ids]) => ids.map((id) => [id, language] as const)),
);

/** For every other language: the two usual quotes. */
const usual: CodeLanguage = { texts: usualTexts, skipped: [starred] };

/** Whether that language's texts are known. */
export function isCodeLanguage(languageId: string): boolean {
	return languages.has(languageId);
}

/** The texts of a language, by its id in editors. */
export function codeLanguageOf(languageId: string): CodeLanguage {
	return languages.get(languageId) ?? usual;
}
