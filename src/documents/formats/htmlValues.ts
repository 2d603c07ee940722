import { decodeHTMLAttribute } from 'entities';
import { type Range, shifted } from '../lines';
import type { ImageLink } from '../link';
import { attributesIn } from '../markup';
import { asReferences } from '../references';
import type { Change, Path, Spot } from '../spots';
import { script } from './code';
import { css } from './css';
import { parseJs } from './jsxTree';

/** The tag that a place is in. */
export interface InTag {
	/** What of the text is elements, and no template's; as long as that. */
	readonly page: string;
	readonly tag: Range;
	readonly offset: number;
}

/** How a path is written somewhere; undefined where it cannot be. */
type Write = NonNullable<Path['write']>;

/** An attribute's value, without its quotes. */
interface Value extends Range {
	readonly name: string;
	/** Those that are there, and those that are not. */
	readonly quote: '"' | "'" | '';
	readonly missing: '"' | '';
}

/**
 * Where the value of an attribute waits for an image: a style for an address, code for a text, any other but the words of an image
 * for an address where there is a gap in it.
 *
 * @param address For a path, as elements there have it.
 */
export function* valueSpots(text: string, place: InTag, address: (path: string) => string): Generator<Spot> {
	const value = valueAt(place);
	if (!value) {
		return;
	}
	const { page, offset } = place;
	if (/^style(?::|$)/.test(value.name)) {
		yield* inStyle(page, value, offset);
	} else if (value.quote !== '' && codeName.test(value.name)) {
		yield* inCode(page, value, offset);
	} else if (
		value.name !== 'alt' &&
		gapBefore.test(text.slice(value.from, offset)) &&
		gapAfter.test(text.slice(offset, value.to))
	) {
		yield { as: 'path', offset, write: (path) => value.missing + attributeText(address(path)) + value.missing };
	}
}

/**
 * A text within an attribute's quotes. Not only what HTML itself needs: the braces and signs that templates and components act on
 * are entities as well, and nobody but a browser reads those.
 */
export function attributeText(text: string): string {
	return asReferences(text, /[&"'<>{}@`]/g);
}

function valueAt({ page, tag, offset }: InTag): Value | undefined {
	const found = attributesIn(page, tag.from, tag.to).find(
		({ from, raw }) => from <= offset && offset <= from + raw.length,
	);
	if (found) {
		const { name, raw, from } = found;
		const quote = page.charAt(from - 1);
		const range = { from, to: from + raw.length };
		return { name, ...range, quote: quote === '"' || quote === "'" ? quote : '', missing: '' };
	}
	const [, name] = /\s([^\s"'<>/=]+)=$/.exec(page.slice(tag.from, offset)) ?? [];
	return name !== undefined && /^(?:[\s>]|\/>|$)/.test(page.slice(offset, tag.to))
		? { name: name.toLowerCase(), from: offset, to: offset, quote: '', missing: '"' }
		: undefined;
}

const gapBefore = /(?:^|[\s,(/=:;"'`[{|}>])$/;
const gapAfter = /^(?:$|[\s,);"'`\]}|?#&{<])/;

/** Handlers, and what components bind: Vue, Alpine, Angular, htmx. */
const codeName = /^(?:on[a-z]+$|v-|x-|hx-on|bind-|on-|[:@#*[(])/;

/** In JavaScript: the path in a text that is there, or as a text where a value is missing. */
function* inCode(page: string, { from, to, quote }: Value, offset: number): Generator<Path> {
	const written = page.slice(from, to);
	const code = withSigns(written);
	const at = offset - from;
	const write = writeIn(code, at);
	if (write) {
		yield { as: 'path', offset, write: encodedBy(write) };
		return;
	}
	const own = quote === '"' ? "'" : '"';
	const writeOwn = encodedBy(writeIn(`${code.slice(0, at)}${own}${own}${code.slice(at)}`, at + 1));
	yield {
		as: 'path',
		offset,
		write: (path) => {
			const inner = writeOwn(path);
			return inner === undefined ? undefined : own + inner + own;
		},
		isSound: (change) => {
			const read = decodeHTMLAttribute(
				written.slice(0, change.from - from) + change.text + written.slice(change.to - from),
			);
			return [`(${read}\n)`, read].some((source) => parseJs(source)?.errors === 0);
		},
	};
}

/** How a path is written in the text that the place in that code is in; undefined where it is in none. */
export function writeIn(code: string, offset: number): Write | undefined {
	const [spot] = script.spotsAt({ text: code, offset, isBlock: false });
	return spot?.as === 'path' ? spot.write : undefined;
}

/** In the declarations of a style, or in the value of one (Svelte). */
function* inStyle(page: string, { name, from, to, quote, missing }: Value, offset: number): Generator<Spot> {
	const [, property] = name.split(':');
	const head = property === undefined ? 'a{' : `a{${property}:`;
	const by = from - head.length;
	const sheet = `${head}${withSigns(page.slice(from, to))}}`;
	const written = (declared: string): string =>
		missing + asReferences(quote === "'" ? declared : declared.replaceAll('"', "'"), /[&<>{}@`]/g) + missing;
	for (const spot of css.spotsAt({ text: sheet, offset: offset - by, isBlock: false })) {
		if (spot.as === 'written') {
			const write = (link: ImageLink): Change | undefined => {
				const change = spot.write(link);
				return change && shifted({ ...change, text: written(edged(change, sheet, head.length)) }, by);
			};
			// One property's value has no room for another declaration.
			yield { ...spot, write, isSound: ({ text }) => property === undefined || !text.includes(';') };
		} else if (spot.as === 'path') {
			yield { ...spot, offset: spot.offset + by, write: encodedBy(spot.write) };
		}
	}
}

/** What a change of a style puts there, without white space at its edges. */
function edged({ from, to, text }: Change, sheet: string, start: number): string {
	const begun = from === start ? text.trimStart() : text;
	return to === sheet.length - 1 ? begun.trimEnd() : begun;
}

function encodedBy(write: Write = (path) => path): Write {
	return (path) => {
		const written = write(path);
		return written === undefined ? undefined : attributeText(written);
	};
}

/** As long as it was, with signs in the stead of their references. */
function withSigns(written: string): string {
	return written.replace(/&(?:quot|apos|amp|lt|gt|#3[49]);/g, (reference) =>
		decodeHTMLAttribute(reference).padStart(reference.length),
	);
}
