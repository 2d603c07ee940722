/** The folders in which LaTeX looks for images beside the main file's, by `\graphicspath{{one/}{two/}}`. */
export function graphicsFolders(text: string): readonly string[] {
	const list = /\\graphicspath\s*\{((?:\s*\{[^{}]*\})+)\s*\}/.exec(text)?.[1] ?? '';
	return Array.from(list.matchAll(/\{([^{}]*)\}/g), ([, folder = '']) => folder);
}

/** The main file that a part names for editors, `% !TEX root = ../main.tex`; undefined where it names none. */
export function rootFileOf(text: string): string | undefined {
	return /^[ \t]*%[ \t]*![ \t]*TEX[ \t]+root[ \t]*=(.*)$/im.exec(text)?.[1]?.trim() || undefined;
}
