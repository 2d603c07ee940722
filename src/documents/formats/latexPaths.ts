import { posix } from 'node:path';
import type { Base } from '../spots';

/** The folders in which LaTeX looks for images beside the main file's, by `\graphicspath{{one/}{two/}}`. */
export function graphicsFolders(text: string): readonly string[] {
	const list = /\\graphicspath\s*\{((?:\s*\{[^{}]*\})+)\s*\}/.exec(text)?.[1] ?? '';
	return Array.from(list.matchAll(/\{([^{}]*)\}/g), ([, folder = '']) => folder);
}

/** Where LaTeX's paths begin, a part's too: in the main file's folder. */
export function baseInLatex(text: string): Base | undefined {
	const main = rootFileOf(text);
	return main === undefined ? undefined : { folder: main.startsWith('/') ? undefined : posix.dirname(main) };
}

/** The main file that a part names for editors, `% !TEX root = ../main.tex`; undefined where it names none. */
function rootFileOf(text: string): string | undefined {
	return /^[ \t]*%[ \t]*![ \t]*TEX[ \t]+root[ \t]*=(.*)$/im.exec(text)?.[1]?.trim() || undefined;
}
