import { posix } from 'node:path';
import { eolOf, indentationOf, lineStart } from '../lines';
import type { ImageLink } from '../link';
import type { Change, Edit } from '../spots';
import { modulePath } from './codePaths';
import { childOf, everyNode, isNode, type JsNode, type JsTree, nameOf } from './jsxTree';

/** A file by the name that code has for it, and the import that it needs if there is none yet. */
export interface Imported {
	readonly name: string;
	readonly edit?: Edit;
}

/** How a language names an image by an import. */
export interface Importing {
	/** Undefined where there is no code that could import it. */
	readonly importOf: (path: string) => Imported | undefined;
	/** The element: by its path, or by such a name. */
	readonly element: (link: ImageLink, name?: string) => string;
	/** What the change has in the stead of it; by default the element by its path. */
	readonly byPath?: (link: ImageLink) => string;
}

/** The change that puts an image there, with its import where it is a file: what is published at a site's root cannot be imported. */
export function withImport(change: Change, link: ImageLink, importing: Importing): Change {
	const { importOf, element, byPath = element } = importing;
	const { target } = link;
	const imported = 'uri' in target || target.path.startsWith('/') ? undefined : importOf(target.path);
	if (!imported) {
		return change;
	}
	const { name, edit } = imported;
	const text = change.text.replace(byPath(link), () => element(link, name));
	if (edit?.from === change.from) {
		// Editors do not agree which of two edits at one place comes first.
		return { ...change, text: edit.text + text };
	}
	return { ...change, text, also: [...(change.also ?? []), ...(edit ? [edit] : [])] };
}

/**
 * Imports an image into a module: below its other imports, or below what must stand first.
 *
 * @param taken Names that the module must not have, beside its own.
 */
export function importOf(path: string, text: string, { root }: JsTree, taken: Iterable<string> = []): Imported {
	const source = modulePath(path);
	const body = Array.isArray(root['body']) ? root['body'].filter(isNode) : [];
	const imports = body.filter(({ type }) => type === 'ImportDeclaration');
	for (const one of imports) {
		const specifiers = Array.isArray(one['specifiers']) ? one['specifiers'].filter(isNode) : [];
		const specifier = specifiers.find(({ type }) => type === 'ImportDefaultSpecifier');
		if (specifier && childOf(one, 'source')?.['value'] === source) {
			return { name: nameOf(childOf(specifier, 'local')) };
		}
	}
	const name = freeName(path, root, taken);
	const eol = eolOf(text);
	const last = imports.at(-1);
	const directives = Array.isArray(root['directives']) ? root['directives'].filter(isNode) : [];
	const above = last ?? directives.at(-1);
	const like = above && text.slice(above.start, above.end);
	const quote = like?.includes('"') === true && !like.includes("'") ? '"' : "'";
	const escaped = source
		.replace(/[\\\r\n]/g, (character) => JSON.stringify(character).slice(1, -1))
		.replaceAll(quote, `\\${quote}`);
	const statement = `import ${name} from ${quote}${escaped}${quote}${like === undefined || like.endsWith(';') ? ';' : ''}`;
	if (above) {
		const indentation = indentationOf(text, lineStart(text, above.start));
		return { name, edit: { from: above.end, to: above.end, text: (last ? eol : eol + eol) + indentation + statement } };
	}
	// Below a hash bang, or the line with the tag or the fence in front of the module.
	const at = /^(?:#!.*|[ \t]*)(?:\r\n|\n|\r)/.exec(text)?.[0].length ?? 0;
	const code = text.slice(at).trimStart();
	const indentation = code === '' ? '' : indentationOf(text, lineStart(text, text.length - code.length));
	const end = code === '' ? eol : eol + eol;
	return { name, edit: { from: at, to: at, text: indentation + statement + end } };
}

/** The file's name as an identifier that nothing in the module has. */
function freeName(path: string, root: JsNode, others: Iterable<string>): string {
	const taken = new Set(others);
	for (const { type, name } of everyNode(root)) {
		if ((type === 'Identifier' || type === 'JSXIdentifier') && typeof name === 'string') {
			taken.add(name);
		}
	}
	const [first = '', ...rest] = posix.parse(path).name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
	const words = [
		first.charAt(0).toLowerCase() + first.slice(1),
		...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
	];
	const joined = words.join('').slice(0, 60);
	const identifier =
		/^\p{ID_Start}\p{ID_Continue}*$/u.test(joined) && !reserved.has(joined)
			? joined
			: `image${joined.replace(/\P{ID_Continue}/gu, '')}`;
	for (let number = 2, name = identifier; ; number++) {
		if (!taken.has(name)) {
			return name;
		}
		name = `${identifier}${number}`;
	}
}

const reserved: ReadonlySet<string> = new Set(
	(
		'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
		'function if implements import in instanceof interface let new null package private protected public return static super switch ' +
		'this throw true try typeof undefined var void while with yield document window console name React'
	).split(' '),
);
