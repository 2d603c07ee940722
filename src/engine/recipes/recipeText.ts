// The deep import is the ES module: jsonc-parser's main one is UMD, whose parts esbuild cannot see.
import { applyEdits, modify } from 'jsonc-parser/lib/esm/main.js';
import * as v from 'valibot';
import { type Recipe, recipeSchema } from './recipe';

/** In the folder of the images: their recipes. In the folder of a workspace also its house style. */
export const imagegenFileName = '.imagegen.json';

/** The recipes of thousands of images. What is larger is not read. */
export const maxImagegenFileBytes = 4 * 1024 * 1024;

/**
 * Why such a file stays as it is: it is no plain file, too large, no JSON, written by a later version, holds something else under that name, or
 * has a name twice or is nested without end, so that nobody knows what a change of it would do.
 */
export type FileFlaw = 'noFile' | 'tooLarge' | 'noJson' | 'newer' | 'otherShape' | 'tangled';

/** A file's text; undefined where its bytes are none: they would not be the same when they are written again. */
export function textIn(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

/** No file that anybody needs is nested any deeper; what is takes JSON's own parser seconds. */
const maxDepth = 100;

/** What the file says of its images, by their names; or why it cannot be told. */
export function recipesIn(text: string): ReadonlyMap<string, unknown> | FileFlaw {
	if (isTooDeep(text)) {
		return 'tangled';
	}
	const file = parsed(text);
	if (file === undefined) {
		return 'noJson';
	}
	if (!isObject(file)) {
		return 'otherShape';
	}
	const { version = 1, images = {} } = file;
	if (version !== 1) {
		return 'newer';
	}
	return isObject(images) ? new Map(Object.entries(images)) : 'otherShape';
}

/** The recipe of one image; undefined where there is none, and `otherShape` for one that somebody has written in another way. */
export function recipeIn(text: string, name: string): Recipe | FileFlaw | undefined {
	const recipes = recipesIn(text);
	if (typeof recipes === 'string' || !recipes.has(name)) {
		return typeof recipes === 'string' ? recipes : undefined;
	}
	const recipe = v.safeParse(recipeSchema, recipes.get(name));
	return recipe.success ? recipe.output : 'otherShape';
}

/** The recipe of the image that had these bytes when it came, or as a copy, whatever it is called by now. */
export function recipeWith(text: string, hash: string): Recipe | undefined {
	const recipes = recipesIn(text);
	for (const one of typeof recipes === 'string' ? [] : recipes.values()) {
		const recipe = mayHaveHash(one, hash) ? v.safeParse(recipeSchema, one) : undefined;
		if (recipe?.success) {
			return recipe.output;
		}
	}
	return undefined;
}

/** Looked at first: to check each of a hundred thousand recipes takes a second. */
function mayHaveHash(recipe: unknown, hash: string): boolean {
	return (
		isObject(recipe) &&
		(recipe['originalHash'] === hash || (isObject(recipe['copy']) && recipe['copy']['hash'] === hash))
	);
}

/** The JSON library takes minutes to format around a place in a line of megabytes. */
const maxFormattedLine = 20_000;

/**
 * The text with these recipes in the order of their names; everything else in it stays, where it is. A recipe of undefined is taken out.
 * Undefined where nothing is left that anybody needs, and a flaw where the text is to stay as it is.
 *
 * @param text undefined where there is no file yet.
 */
export function withRecipes(
	text: string | undefined,
	recipes: ReadonlyMap<string, Recipe | undefined>,
): { readonly text: string | undefined } | FileFlaw {
	const before = text ?? '{\n  "version": 1,\n  "images": {}\n}\n';
	const known = recipesIn(before);
	if (typeof known === 'string') {
		return known;
	}
	const isForeign = ([name, recipe]: readonly [string, unknown]): boolean =>
		recipes.has(name) && !v.is(recipeSchema, recipe);
	if ([...known].some(isForeign)) {
		return 'otherShape';
	}
	const formattingOptions = {
		insertSpaces: !/^\t/m.test(before),
		tabSize: /^ +/m.exec(before)?.[0].length ?? 2,
		eol: before.includes('\r\n') ? '\r\n' : '\n',
	};
	const isFormatted = before.split('\n').every((line) => line.length <= maxFormattedLine);
	const put = (to: string, path: string[], value: unknown, getInsertionIndex?: (names: string[]) => number): string => {
		const options = { ...(isFormatted && { formattingOptions }), ...(getInsertionIndex && { getInsertionIndex }) };
		return applyEdits(to, modify(to, path, value, options));
	};
	const isFirst = !Object.hasOwn(parsed(before) as object, 'images') && [...recipes.values()].some(Boolean);
	// At the end of the file: where one recipe goes among others says nothing of where they go.
	let written: string;
	try {
		written = isFirst ? put(before, ['images'], {}) : before;
		for (const [name, recipe] of recipes) {
			if (recipe || known.has(name)) {
				const indexIn = (names: string[]): number => names.filter((other) => other < name).length;
				written = put(written, ['images', name], recipe && sorted(recipe), indexIn);
			}
		}
	} catch {
		return 'tangled';
	}
	if (!says(written, recipes)) {
		return 'tangled';
	}
	return { text: written !== before && isEmpty(written) ? undefined : written };
}

function isTooDeep(text: string): boolean {
	let depth = 0;
	let isQuoted = false;
	for (let at = 0; at < text.length; at++) {
		const one = text[at];
		if (one === '"') {
			isQuoted = !isQuoted;
		} else if (isQuoted) {
			// What is escaped ends no text.
			at += one === '\\' ? 1 : 0;
		} else if (one === '[' || one === '{') {
			depth++;
		} else if (one === ']' || one === '}') {
			depth--;
		}
		if (depth > maxDepth) {
			return true;
		}
	}
	return false;
}

/** Whether a file's text says that of these images: of two members of one name, one is written and the other read. */
function says(text: string, recipes: ReadonlyMap<string, Recipe | undefined>): boolean {
	const said = recipesIn(text);
	return (
		typeof said !== 'string' &&
		[...recipes].every(([name, recipe]) => JSON.stringify(sorted(said.get(name))) === JSON.stringify(sorted(recipe)))
	);
}

/** A list is none. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a file says beside how images were made; all of it where that cannot be told. */
export function withoutRecipes(text: string): string {
	const file = parsed(text);
	return isObject(file) ? JSON.stringify({ ...file, images: undefined }) : text;
}

/** Whether a file says nothing of any image, and nothing else. */
function isEmpty(text: string): boolean {
	const { version: _version, images = {}, ...others } = parsed(text) as { version?: unknown; images?: object };
	return Object.keys(images).length === 0 && Object.keys(others).length === 0;
}

/** A file's text as JSON; undefined where it is none. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
}

/** The same value, the members of its objects in the order of their names: then a change is a line. */
function sorted(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return value;
	}
	const entries = Object.entries(value).filter(([, member]) => member !== undefined);
	return Object.fromEntries(
		entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, sorted(member)]),
	);
}
