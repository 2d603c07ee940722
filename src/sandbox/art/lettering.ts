import { fill, type Canvas } from './canvas';
import { clamp, type Rgb } from './colour';

/**
 * A stroke font of capitals. A glyph is strokes with spaces between them, a stroke is points of two hexadecimal digits:
 * x from 0 at the left, y from 0 at the cap height to 9 on the baseline. `~` bends a stroke into a curve, which closes
 * when it ends where it began.
 */
const glyphs: Readonly<Record<string, string>> = {
	A: '093069 1656',
	B: '0009 ~00505404 ~04646909',
	C: '~626000096967',
	D: '0009 ~00606909',
	E: '60000969 0454',
	F: '600009 0454',
	G: '~626000096965 6535',
	H: '0009 6069 0464',
	I: '0009',
	J: '~40490907',
	K: '0009 5005 2359',
	L: '000959',
	M: '0900366069',
	N: '09006960',
	O: '~0060690900',
	P: '0009 ~00606505',
	Q: '~0060690900 466a',
	R: '0009 ~00606505 3569',
	S: '~6260000465690907',
	T: '0060 3039',
	U: '~00096960',
	V: '003960',
	W: '0029426980',
	X: '0069 6009',
	Y: '003460 3439',
	Z: '00600969',
	0: '~0050590900',
	1: '022029',
	2: '~0200505409 0959',
	3: '~0200505424 ~2454590907',
	4: '49400656',
	5: '500004 ~0454590907',
	6: '~5150000959540406',
	7: '005019',
	8: '~0050540400 ~0454590904',
	9: '~0809595000055553',
	'.': '0809',
	',': '190b',
	':': '0304 0809',
	';': '1314 190b',
	'!': '0006 0809',
	'?': '~020050542426 2829',
	"'": '0002',
	'"': '0002 2022',
	'-': '0545',
	'+': '0545 2327',
	'=': '0444 0646',
	'/': '500a',
	'(': '~2000092a',
	')': '~0020290a',
	'&': '~691310505305095965',
	'%': '0960 ~0020230300 ~4666694946',
	'#': '2019 5049 0363 0666',
	'*': '2024 0123 4103',
	_: '0959',
	'…': '0809 2829 4849',
};

type Point = readonly [x: number, y: number];

/** In the grid of the glyphs. */
const spacing = 3.4;
const spaceWidth = 3;
const capHeight = 9;

/** A line of lettering, ready to be drawn; lengths are in cap heights. */
export interface HttpExchange {
	readonly strokes: readonly (readonly Point[])[];
	readonly width: number;
}

/** Sets the text in capitals, without what the font lacks, and cut short with an ellipsis to be no wider than `maxWidth`. */
export function setLine(text: string, maxWidth: number): HttpExchange {
	const capitals = text.slice(0, 200).normalize('NFKD').toUpperCase().replace(/\s+/g, ' ').trim();
	const letters = capitals.replace(/./gu, (letter) => (letter === ' ' || letter in glyphs ? letter : ''));
	for (let length = letters.length; length > 0; length--) {
		const line = length === letters.length ? letters : `${letters.slice(0, length).trimEnd()}…`;
		const width = widthOf(line);
		if (width <= maxWidth) {
			return { strokes: layOut(line), width };
		}
	}
	return { strokes: [], width: 0 };
}

function widthOf(letters: string): number {
	const sum = Array.from(letters, glyphWidth).reduce((total, width) => total + width + spacing, -spacing);
	return sum / capHeight;
}

function glyphWidth(letter: string): number {
	const points = (glyphs[letter] ?? '').replace(/[~ ]/g, '').match(/../g);
	return points ? Math.max(...points.map(([x = '']) => parseInt(x, 16))) : spaceWidth;
}

function layOut(letters: string): HttpExchange['strokes'] {
	const strokes: (readonly Point[])[] = [];
	let pen = 0;
	for (const letter of letters) {
		const glyph = (glyphs[letter] ?? '').split(' ').filter(Boolean).map(readStroke);
		for (const stroke of glyph) {
			strokes.push(stroke.map(([x, y]) => [(pen + x) / capHeight, y / capHeight] as const));
		}
		pen += glyphWidth(letter) + spacing;
	}
	return strokes;
}

function readStroke(stroke: string): readonly Point[] {
	const digits = stroke.replace('~', '');
	const points = Array.from({ length: digits.length / 2 }, (_, i): Point => {
		const [x = '', y = ''] = digits.slice(2 * i);
		return [parseInt(x, 16), parseInt(y, 16)];
	});
	return stroke.startsWith('~') ? rounded(rounded(rounded(points))) : points;
}

/** Cuts every corner at a quarter of its edges (Chaikin, 1974); done thrice, it is as good as a curve. */
function rounded(points: readonly Point[]): readonly Point[] {
	const first = points[0];
	const last = points.at(-1);
	if (!first || !last) {
		return points;
	}
	const cut = points.slice(1).flatMap((to, i): Point[] => {
		const from = points[i] ?? first;
		const along = (share: number): Point => [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
		return [along(0.25), along(0.75)];
	});
	const closed = first[0] === last[0] && first[1] === last[1];
	return closed ? [...cut, ...cut.slice(0, 1)] : [first, ...cut.slice(1, -1), last];
}

/** Draws a line of lettering; `left`, `top`, the cap `height` and the strokes' `weight` are in pixels. */
export function drawLine(
	canvas: Canvas,
	line: HttpExchange,
	place: { readonly left: number; readonly top: number; readonly height: number; readonly weight: number },
	rgb: Rgb,
	opacity: number,
): void {
	const { left, top, height, weight } = place;
	for (const stroke of line.strokes) {
		const points = stroke.map(([x, y]): Point => [left + x * height, top + y * height]);
		drawStroke(canvas, points, weight, rgb, opacity);
	}
}

/** Draws one stroke with round ends, as one shape: where its parts overlap it is not drawn twice. */
function drawStroke(canvas: Canvas, points: readonly Point[], weight: number, rgb: Rgb, opacity: number): void {
	const margin = weight / 2 + 1;
	const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
	const box = {
		left: Math.min(...xs) - margin,
		right: Math.max(...xs) + margin,
		top: Math.min(...ys) - margin,
		bottom: Math.max(...ys) + margin,
	};
	fill(canvas, box, rgb, (x, y) => opacity * clamp((weight + 1) / 2 - distanceTo(points, x, y)));
}

function distanceTo(points: readonly Point[], x: number, y: number): number {
	let nearest = Infinity;
	for (let i = 1; i < points.length; i++) {
		const [fromX, fromY] = points[i - 1] ?? [0, 0];
		const [toX, toY] = points[i] ?? [0, 0];
		const [alongX, alongY] = [toX - fromX, toY - fromY];
		const length = alongX * alongX + alongY * alongY;
		const share = length === 0 ? 0 : clamp(((x - fromX) * alongX + (y - fromY) * alongY) / length);
		nearest = Math.min(nearest, Math.hypot(x - fromX - alongX * share, y - fromY - alongY * share));
	}
	return nearest;
}
