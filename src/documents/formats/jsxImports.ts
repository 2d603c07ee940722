import { posix } from 'node:path';
import { eolOf } from '../lines';
import type { Edit } from '../spots';
import { childOf, everyNode, isNode, type JsNode, type JsTree, nameOf } from './jsxTree';

/** A file by the name that code has for it, and the import that it needs if there is none yet. */
export interface Imported {
	readonly name: string;
	readonly edit?: Edit;
}

/** Imports an image into a module: below its other imports, or below what must stand first. */
export function importOf(path: string, text: string, { root }: JsTree): Imported {
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
	const name = freeName(path, root);
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
		return { name, edit: { from: above.end, to: above.end, text: (last ? eol : eol + eol) + statement } };
	}
	const hashBang = /^#!.*(?:\r\n|\n|\r)?/.exec(text)?.[0].length ?? 0;
	return { name, edit: { from: hashBang, to: hashBang, text: `${statement}${eol}${eol}` } };
}

/** A path as modules name files: without a dot in front it would be a package. */
export function modulePath(path: string): string {
	return /^\.{0,2}\//.test(path) ? path : `./${path}`;
}

/** The file's name as an identifier that nothing in the module has. */
function freeName(path: string, root: JsNode): string {
	const taken = new Set<string>();
	for (const { type, name } of everyNode(root)) {
		if ((type === 'Identifier' || type === 'JSXIdentifier') && typeof name === 'string') {
			taken.add(name);
		}
	}
	const [first = '', ...others] = posix.parse(path).name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
	const words = [
		first.charAt(0).toLowerCase() + first.slice(1),
		...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
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
