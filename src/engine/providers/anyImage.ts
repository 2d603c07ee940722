import type { DecodedReply } from '../decode/decodedReply';
import type { ImageBytes } from '../decode/imagePart';
import { GenerationError } from '../failure';
import { imageLinks, isAddress, namesImage } from './links';
import { memberOf, textIn } from './members';
import type { FoundImage } from './protocols/protocol';

/** An image that stood anywhere in a reply. */
export type ImageElsewhere = FoundImage & {
	/** The path to it through the reply's JSON, or through the list of its events: `data.result.images[0].url[0]`. */
	readonly place: string;
	/** The path to the object that it is a member of: a link there is the same image. */
	readonly object: string;
};

/**
 * Every image that stands anywhere in a reply, whatever its protocol says of it: base64 and `data:` URLs in any text, addresses where
 * they are plausibly images'. Left out is what cannot be the result: previews, drafts, and what the request held.
 */
export async function imagesAnywhere(reply: DecodedReply): Promise<readonly ImageElsewhere[]> {
	const addresses = new Set<string>();
	const texts = textsOf(reply).filter(({ role }) => role === 'result');
	const found: ImageElsewhere[] = await bytesIn(reply, texts);
	for (const { text, name, place, object } of texts) {
		for (const url of linksIn(text, name).filter((one) => !addresses.has(one))) {
			addresses.add(url);
			found.push({ kind: 'link', url, place, object });
		}
	}
	return found;
}

/** Every image that lies in a reply, whatever it was to be; links are left out. For where a person says that there is one. */
export async function imagesAtAll(reply: DecodedReply): Promise<readonly ImageBytes[]> {
	return reply.image ? [reply.image] : (await bytesIn(reply, textsOf(reply))).map(({ image }) => image);
}

/** Images of a reply that are not its result, and no draft of it either: what the request held, and what stands beside an answer. */
export function imagesBeside(reply: DecodedReply): readonly ImageBytes[] {
	return textsOf(reply).flatMap(({ text, role }) => (role === 'other' ? reply.filesIn(text) : []));
}

/** The images in texts of a reply, as many as there may be. */
async function bytesIn(
	reply: DecodedReply,
	texts: readonly PlacedText[],
): Promise<(ImageElsewhere & { readonly kind: 'bytes' })[]> {
	const found: (ImageElsewhere & { readonly kind: 'bytes' })[] = [];
	try {
		for (const { text, place, object } of texts) {
			const images = await reply.imagesIn(text);
			found.push(...images.map((image) => ({ kind: 'bytes', image, place, object }) as const));
		}
	} catch (error) {
		if (!GenerationError.is(error, 'tooManyImages')) {
			throw error;
		}
	}
	return found;
}

type Role = 'result' | 'draft' | 'other';

interface PlacedText {
	readonly text: string;
	/** The member that it is, or that it is listed in. */
	readonly name: string;
	readonly place: string;
	readonly object: string;
	readonly role: Role;
}

/** Deeper than any service nests what it says. */
const maxDepth = 64;

function textsOf(reply: DecodedReply): PlacedText[] {
	const { values } = reply;
	const texts: PlacedText[] = [];
	const visit = (value: unknown, at: Omit<PlacedText, 'text'>, depth: number): void => {
		const inner = depth < maxDepth ? withJson(value) : value;
		if (typeof inner === 'string') {
			texts.push({ text: inner, ...at });
		} else if (Array.isArray(inner) && depth < maxDepth) {
			inner.forEach((item, index) => visit(item, { ...at, place: `${at.place}[${index}]` }, depth + 1));
		} else if (typeof inner === 'object' && inner !== null && depth < maxDepth) {
			const role = at.role === 'result' ? roleOf(inner) : at.role;
			for (const [name, member] of Object.entries(inner)) {
				const place = placeOf(at.place, name);
				visit(member, { name, place, object: at.place, role: role === 'result' ? roleNamed(name) : role }, depth + 1);
			}
		}
	};
	// A reply in one piece is no list of events.
	visit(values.length === 1 ? values[0] : values, { name: '', place: '', object: '', role: 'result' }, 0);
	for (const text of reply.looseTexts.filter((loose) => !/^\uFEFF?\s*</.test(loose))) {
		texts.push({ text: unescaped(text), name: '', place: 'text', object: '', role: 'result' });
	}
	return texts;
}

/** What a text says as JSON, which gateways put into texts; the value itself where it does not. */
function withJson(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) {
		return value;
	}
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

/** In JSON that is cut or damaged, addresses stand as they are written there. */
function unescaped(text: string): string {
	return text.replaceAll('\\/', '/').replaceAll('\\u0026', '&');
}

function placeOf(place: string, name: string): string {
	const isPlain = /^[A-Za-z_$][\w$]{0,60}$/.test(name);
	const path = isPlain ? `${place}${place === '' ? '' : '.'}${name}` : `${place}[${JSON.stringify(name.slice(0, 60))}]`;
	return path.length > 300 ? `…${path.slice(-300)}` : path;
}

/** What an object's own members say that it holds. */
function roleOf(value: object): Role {
	if (memberOf(value, 'thought') === true || /partial_image/.test(textIn(value, 'type') ?? '')) {
		return 'draft';
	}
	return /^(user|system|developer|tool|function)$/.test(textIn(value, 'role') ?? '') ? 'other' : 'result';
}

/** What a member's name says that it holds. */
function roleNamed(name: string): Role {
	const word = name.toLowerCase().replace(/[^a-z\d]/g, '');
	if (/^(partial|preview|thumb|draft)|(preview|thumb(nail)?)(url|uri|image|b64|base64)?s?$/.test(word)) {
		return 'draft';
	}
	const isRequest =
		/^(inputs?|input(image|reference)\w*|request\w*|prompt\w*|negativeprompt|param(eter)?s|arguments?|initimages?|mask\w*|ref(erence)?(image)?s?|control\w*)$/;
	const isAside =
		/^(error|grounding|citation|annotation|search|usage|safety|avatar|icon|logo|favicon|webhook|callback)/;
	return isRequest.test(word) || isAside.test(word) ? 'other' : 'result';
}

/** The addresses in a text that are plausibly an image's, by themselves or by the name of the member that is nothing else. */
function linksIn(text: string, name: string): string[] {
	const address = text.trim();
	if (!isAddress(address)) {
		return imageLinks(text);
	}
	// Base64 may look like a path, but names no file.
	return namesImage(address) || (/^http/i.test(address) && isNamedAsImage(name)) ? [address] : [];
}

function isNamedAsImage(name: string): boolean {
	const word = name.toLowerCase().replace(/[^a-z\d]/g, '');
	const isElsewhere =
		/(status|cancel|response|poll|polling|stream|get|self|next|prev|web|site|page|doc|docs|help|info|home|terms|policy|support|profile)(url|uri|link|href)?s?$/;
	const isFile =
		/url|uri|link|href|src|im(a)?ge?|pict|photo|output|result|file|data|artifact|sample|download|asset|media|content|b64|base64/;
	return isFile.test(word) && !isElsewhere.test(word);
}
