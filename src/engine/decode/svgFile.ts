import { open } from 'node:fs/promises';

/** What an SVG says of its own size. */
export interface SvgAttributes {
	readonly width?: string | undefined;
	readonly height?: string | undefined;
	readonly viewBox?: string | undefined;
}

/** A declaration, comments and a document type before the image itself; no program writes more of them. */
const headBytes = 64 * 1024;

/** No image that is drawn by shapes is larger; in base64 it is less than may be kept of a reply. */
export const maxSvgBytes = 8 * 1024 * 1024;

/** Whether a file begins as an SVG does. */
export async function beginsAsSvg(path: string): Promise<boolean> {
	return rootIn(await headOf(path)) !== undefined;
}

/** Width and height of an SVG in CSS pixels, by its first element. Undefined for any other file. */
export async function measureSvg(path: string): Promise<{ width: number; height: number; format: 'svg' } | undefined> {
	const root = rootIn(await headOf(path));
	return root === undefined ? undefined : { ...sizeOfSvg(attributesIn(root)), format: 'svg' };
}

/** What browsers draw of which nothing is known: https://www.w3.org/TR/css-images-3/#default-object-size */
const usual = { width: 300, height: 150 };

const maxEdge = 20_000;

/** The size that an SVG has by itself, in CSS pixels; where it only says its shape, as large as the numbers that it uses. */
export function sizeOfSvg({ width, height, viewBox = '' }: SvgAttributes): {
	readonly width: number;
	readonly height: number;
} {
	const [, , boxWidth = 0, boxHeight = 0] = viewBox
		.trim()
		.split(/[\s,]+/)
		.map(Number);
	const box = boxWidth > 0 && boxHeight > 0 ? { width: boxWidth, height: boxHeight } : undefined;
	const [wide, high] = [pixelsIn(width), pixelsIn(height)];
	const ratio = box && box.width / box.height;
	return {
		width: edge(wide ?? (high !== undefined && ratio ? high * ratio : (box?.width ?? usual.width))),
		height: edge(high ?? (wide !== undefined && ratio ? wide / ratio : (box?.height ?? usual.height))),
	};
}

function edge(pixels: number): number {
	return Math.min(Math.max(Math.round(pixels), 1), maxEdge);
}

/** Of each absolute unit of CSS: https://www.w3.org/TR/css-values-3/#absolute-lengths */
const pixelsPer: Readonly<Record<string, number>> = {
	'': 1,
	px: 1,
	pt: 96 / 72,
	pc: 16,
	in: 96,
	cm: 96 / 2.54,
	mm: 96 / 25.4,
};

function pixelsIn(length: string | undefined): number | undefined {
	const [, number, unit = ''] = /^\s*\+?(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})\s*([a-z]*)\s*$/i.exec(length ?? '') ?? [];
	const pixels = Number(number ?? 0) * (pixelsPer[unit.toLowerCase()] ?? 0);
	return pixels > 0 ? pixels : undefined;
}

async function headOf(path: string): Promise<string> {
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
		return buffer.toString('utf8', 0, bytesRead);
	} finally {
		await file.close();
	}
}

/** What may stand before the first element, and how it ends. */
const before = [
	['<?', '?>'],
	['<!--', '-->'],
	['<!', '>'],
] as const;

/** The start of an SVG's first element, as far as it is there; undefined where the text begins with anything else. */
function rootIn(head: string): string | undefined {
	let text = head.replace(/^\uFEFF/, '').trimStart();
	for (let found = before.find(([start]) => text.startsWith(start)); found;) {
		const [, ending] = found;
		// A document type may hold declarations of its own.
		const subset = ending === '>' && /^[^>]{0,2000}\[/.test(text) ? text.indexOf(']') : 0;
		const end = text.indexOf(ending, Math.max(subset, 0));
		if (end < 0) {
			return undefined;
		}
		text = text.slice(end + ending.length).trimStart();
		found = before.find(([start]) => text.startsWith(start));
	}
	return /^<svg(?=[\s/>])/.test(text) ? text : undefined;
}

/** The attributes of the first element that tell a size. */
function attributesIn(root: string): SvgAttributes {
	const attributes: Record<string, string> = {};
	const attribute = /\s+([\w:.-]{1,100})\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
	attribute.lastIndex = '<svg'.length;
	for (let found = attribute.exec(root); found; found = attribute.exec(root)) {
		const [, name = '', quoted, single = ''] = found;
		attributes[name] ??= quoted ?? single;
	}
	return attributes;
}
