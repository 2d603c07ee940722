import type { Base, FoundImage } from '../spots';

/** From an offset on, what images' paths begin with. */
interface Entry {
	readonly from: number;
	readonly base: Base;
}

/** Where images' paths begin there. */
export const baseInAsciidoc = (text: string, offset: number): Base =>
	imageFolders(text).findLast(({ from }) => from < offset)?.base ?? { folder: '' };

/** The images with where their paths begin, in their order. */
export function withBases(images: readonly FoundImage[], text: string): readonly FoundImage[] {
	const entries = imageFolders(text);
	let next = 0;
	return images.map((image) => {
		while ((entries[next]?.from ?? Infinity) < image.from) {
			next++;
		}
		const base = entries[next - 1]?.base;
		return base ? { ...image, base } : image;
	});
}

/** Where `:imagesdir:` changes, from the beginning on: as Asciidoctor reads it that is told no attributes by anybody else. */
function imageFolders(text: string): readonly Entry[] {
	const entries: Entry[] = [];
	const attributes = new Map(known);
	const conditions: Condition[] = [];
	let fence: string | undefined;
	let isHeader = false;
	// Within a paragraph, a line that looks like an attribute is text.
	let isText = false;
	for (const { index: from, 0: whole } of text.matchAll(logicalLine)) {
		let line = whole.trimEnd();
		let holds = conditions.at(-1) ?? 'yes';
		const [, directive, names = '', inner = ''] = /^(ifn?def|ifeval|endif)::([^[\s]*)\[(.*)\]$/.exec(line) ?? [];
		if (directive === 'endif') {
			conditions.pop();
			continue;
		}
		if (directive !== undefined) {
			holds = both(holds, directive === 'ifeval' ? 'maybe' : isMet(directive, names, attributes));
			if (inner === '' || directive === 'ifeval') {
				conditions.push(holds);
				continue;
			}
			line = inner;
		}
		if (holds === 'no') {
			continue;
		}
		const [, marked = '', value = ''] = attribute.exec(line) ?? [];
		if (fence !== undefined) {
			fence = line === fence ? undefined : fence;
		} else if (opaque.test(line)) {
			fence = /^`+/.exec(line)?.[0] ?? line;
			isText = false;
		} else if (line === '') {
			isHeader = false;
			isText = false;
		} else if (isText) {
			isText = !/^\[.*\]$/.test(line);
		} else if (marked === '') {
			isHeader ||= /^= \S/.test(line);
			// Below a document's title come its authors and its date, amid its attributes.
			isText = !isHeader && !isStructure.test(line);
		} else {
			const name = marked.replaceAll('!', '').toLowerCase();
			if (marked.includes('!')) {
				attributes.delete(name);
			} else {
				attributes.set(name, resolved(value.replace(/[ \t]+\\\r?\n[ \t]*/g, ' ').trim(), attributes));
			}
			if (name === 'imagesdir') {
				entries.push({ from, base: holds === 'yes' ? baseOf(attributes.get(name) ?? '') : { folder: undefined } });
			}
		}
	}
	return entries;
}

/** A name, between exclamation marks where it is taken away, and a value. */
const attribute = /^:(!?[\w-]+!?):(?:[ \t]+([\s\S]*))?$/;

/** With those that end in a backslash and go on. */
const logicalLine = /(?<![^\n])(?::.*[ \t]\\\r?\n(?:.*[ \t]\\\r?\n)*)?.*/g;

/** What holds no attributes of the document: code, literal text, comments, tables, what is passed on as it is. */
const opaque = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|[|,:!]={3,}|`{3,}[^`]*)$/;

/** Lines that begin no paragraph. */
const isStructure = /^(?:={1,6} |\[.*\]$|\.[^.\s]|\w+::[^\s[]*\[.*\]$|\/\/|={4,}$|\*{4,}$|_{4,}$|--$|'{3}$|<{3}$|\+$)/;

type Condition = 'yes' | 'no' | 'maybe';

function both(first: Condition, second: Condition): Condition {
	return first === 'no' || second === 'no' ? 'no' : first === 'yes' ? second : first;
}

/** A comma is an or, a plus an and. */
function isMet(directive: string, names: string, attributes: ReadonlyMap<string, string>): Condition {
	const isSet = (name: string): boolean => attributes.has(name.toLowerCase());
	const all = names.split(/[,+]/);
	const isMany = names.includes('+') === (directive === 'ifdef');
	const holds = directive === 'ifdef' ? isSet : (name: string) => !isSet(name);
	return (isMany ? all.every(holds) : all.some(holds)) ? 'yes' : 'no';
}

/** What Asciidoctor sets itself; the folder of the document is where its images' paths begin anyway. */
const known: ReadonlyMap<string, string> = new Map([
	['asciidoctor', ''],
	['backend-html5', ''],
	['basebackend-html', ''],
	['docdir', '.'],
	['empty', ''],
]);

/** With the values of the attributes that it names. */
function resolved(value: string, attributes: ReadonlyMap<string, string>): string {
	return value.replace(/\{([\w-]+)\}/g, (reference, name: string) => attributes.get(name.toLowerCase()) ?? reference);
}

/** Not known where an attribute is missing, nor where images are on a server or from its root on. */
function baseOf(value: string): Base {
	return { folder: /[{}\\]|^[a-z][a-z\d+.-]+:|^\//i.test(value) ? undefined : value };
}
