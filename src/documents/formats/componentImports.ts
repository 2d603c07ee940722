import { frontMatterOf } from '../frontMatter';
import { shiftedImage } from '../images';
import { eolOf, type Range, shifted } from '../lines';
import { attributesIn, markupAt, tagsIn } from '../markup';
import type { FoundImage } from '../spots';
import { indentationUnit } from './css';
import { jsx } from './jsx';
import { type Imported, importOf } from './jsxImports';
import { parseJs } from './jsxTree';
import type { Kind } from './htmlPlaces';

/** The code of an Astro component, between its fences. */
export function fenceOf(text: string): (Range & { readonly inner: Range }) | undefined {
	const start = /^(?:\s|<!--[\s\S]*?-->)*/.exec(text)?.[0].length ?? 0;
	const data = frontMatterOf(text.slice(start));
	return data?.syntax === 'yaml' ? { from: start, to: start + data.to, inner: shifted(data.inner, start) } : undefined;
}

/** The code of a component that can import images: its scripts, and what Astro has between fences. */
export function modulesIn(text: string, kind: Kind): readonly Range[] {
	const fence = kind === 'astro' ? fenceOf(text) : undefined;
	return fence ? [fence.inner] : scriptsIn(text);
}

/** The name of an image in a Svelte component, with the import in its script, which is made where there is none. */
export function importInSvelte(text: string, path: string): Imported | undefined {
	const scripts = scriptsIn(text);
	const own = scripts.find(({ isOfModule }) => !isOfModule);
	const names = namesIn(text, scripts);
	const around = (statement: string): string => `<script>\n${indentationUnit(text)}${statement}</script>\n\n`;
	return own ? importInto(text, own, path, names) : newImport(text, path, names, { at: 0, around });
}

/** The same in an Astro component, between its fences. What it imports is the image with its size. */
export function importInAstro(text: string, path: string): Imported | undefined {
	const fence = fenceOf(text);
	const names = namesIn(text, []);
	const around = (statement: string): string => `---\n${statement}---\n\n`;
	const imported = fence ? importInto(text, fence.inner, path, names) : newImport(text, path, names, { at: 0, around });
	return imported && { ...imported, name: `${imported.name}.src` };
}

/** Imports an image into a module that is a part of a text. */
export function importInto(
	text: string,
	{ from, to }: Range,
	path: string,
	taken: Iterable<string>,
): Imported | undefined {
	const module = text.slice(from, to);
	const tree = parseJs(module);
	if (!tree) {
		return undefined;
	}
	const { name, edit } = importOf(path, module, tree, taken);
	return edit ? { name, edit: shifted({ ...edit, text: withEndsOf(text, edit.text) }, from) } : { name };
}

/** An import in a text that has no module for it, with what makes it one. */
export function newImport(
	text: string,
	path: string,
	taken: Iterable<string>,
	{ at, around }: { readonly at: number; readonly around: (statement: string) => string },
): Imported | undefined {
	const imported = importInto('', { from: 0, to: 0 }, path, taken);
	return (
		imported?.edit && {
			...imported,
			edit: { from: at, to: at, text: withEndsOf(text, around(imported.edit.text)) },
		}
	);
}

function withEndsOf(text: string, part: string): string {
	return part.replace(/\r\n|\n|\r/g, eolOf(text));
}

/** The code of a component's scripts, and whether it is the module's and not each instance's. */
function scriptsIn(text: string): readonly (Range & { readonly isOfModule: boolean })[] {
	return tagsIn(text)
		.filter(({ name, from }) => name === 'script' && markupAt(text, from, { isComponent: true }).elements.length === 0)
		.map(({ from, to }) => {
			const end = text.indexOf('</script', to);
			const isOfModule = /\smodule\b|\scontext=["']?module/.test(text.slice(from, to));
			return { from: to, to: end === -1 ? text.length : end, isOfModule };
		});
}

/** What may be a name in a component: the words of its code, in its tags, and between braces. */
export function namesIn(text: string, code: readonly Range[]): ReadonlySet<string> {
	const names = new Set<string>();
	let [depth, isInTag] = [0, false];
	for (const { index, 0: found } of text.matchAll(
		/[{}>]|<(?=[\w/])|"[^"{}<>]*"|'[^'{}<>]*'|[\p{ID_Start}_]\p{ID_Continue}*/gu,
	)) {
		if (found === '{' || found === '}') {
			depth = Math.max(0, depth + (found === '{' ? 1 : -1));
		} else if (found === '<' || found === '>') {
			isInTag = found === '<';
		} else if (depth > 0 || isInTag || code.some(({ from, to }) => from <= index && index < to)) {
			names.add(found);
		}
	}
	return names;
}

/** The images that the modules of a component import, with the words of the first element that names them. */
export function imagesImported(text: string, modules: readonly Range[]): readonly FoundImage[] {
	return modules.flatMap(({ from, to }) => {
		const module = text.slice(from, to);
		return jsx.imagesIn(module).map((image) => {
			const [, name] = /([\p{ID_Start}_$][\p{ID_Continue}$]*)\s+from\s*["']$/u.exec(module.slice(0, image.from)) ?? [];
			const alt = image.alt === '' && name !== undefined ? wordsOf(text, name) : image.alt;
			return shiftedImage({ ...image, alt }, from);
		});
	});
}

function wordsOf(text: string, name: string): string {
	const tag = tagsIn(text).find((one) => {
		const [, source] = /\ssrc=\{\s*([^{}\s.]+)(?:\.src)?\s*\}/.exec(text.slice(one.from, one.to)) ?? [];
		return source === name;
	});
	return (tag && attributesIn(text, tag.from, tag.to).find((one) => one.name === 'alt')?.value) ?? '';
}
