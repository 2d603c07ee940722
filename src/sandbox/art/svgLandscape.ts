import type { ImageSpec } from '../studio';
import { sentTypeOf } from '../protocols/sentImages';
import { between, mulberry32 } from '../random';
import { type Colour, mix, toRgb } from './colour';
import { type Ridge, type Scene, sceneFor } from './scene';

/** The landscape of a prompt as shapes, with a label; or the first image that was sent, in a tint of it. */
export function svgLandscape({ prompt, width, height, inputs = [] }: ImageSpec): Uint8Array {
	const unit = Math.min(width, height);
	const scene = sceneFor(prompt, width / unit, height / unit);
	const [sent] = inputs.filter((file) => sentTypeOf(file) !== undefined);
	const shapes = sent ? edited(sent, scene) : landscape(scene, unit);
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n` +
			`<title>${escaped(prompt)}</title>\n${shapes}\n${label(prompt, unit, height)}\n</svg>\n`,
	);
}

function landscape({ palette, sun, ridges, lake, horizon, height }: Scene, unit: number): string {
	const stops = palette.sky.map(
		(colour, at) => `<stop offset="${round(at / (palette.sky.length - 1))}" stop-color="${hex(colour)}"/>`,
	);
	const [x, y, radius] = [sun.x, sun.y, sun.radius].map((length) => round(length * unit));
	return [
		'<defs>',
		`<linearGradient id="sky" x2="0" y2="${round(horizon / height)}">${stops.join('')}</linearGradient>`,
		`<radialGradient id="glow"><stop stop-color="${hex(palette.glow)}"/><stop offset="1" stop-color="${hex(palette.glow)}" stop-opacity="0"/></radialGradient>`,
		'</defs>',
		'<rect width="100%" height="100%" fill="url(#sky)"/>',
		`<circle cx="${x}" cy="${y}" r="${round(sun.radius * unit * 6)}" fill="url(#glow)" opacity="0.6"/>`,
		`<circle cx="${x}" cy="${y}" r="${radius}" fill="${hex(palette.disc)}"/>`,
		...(lake ? [`<rect y="${round(lake.shore * unit)}" width="100%" height="100%" fill="${hex(palette.mist)}"/>`] : []),
		...ridges.map(
			(ridge) =>
				`<path d="${outline(ridge, unit)}" fill="${hex(mix(palette.far, palette.near, ridge.nearness))}" opacity="0.95"/>`,
		),
	].join('\n');
}

/** So many summits and valleys are enough for any width. */
const points = 24;

function outline({ seed, base, rise, lean }: Ridge, unit: number): string {
	const random = mulberry32(seed);
	const crest = Array.from({ length: points + 1 }, (_, at) => {
		const height = base - rise * between(random, 0.3, 1) - lean * 0.1 * (at / points - 0.5);
		return `${round((at / points) * 4 * unit)} ${round(height * unit)}`;
	});
	return `M0 ${5 * unit}L${crest.join('L')}L${4 * unit} ${5 * unit}Z`;
}

function edited(file: Uint8Array, { palette }: Scene): string {
	const data = Buffer.from(file).toString('base64');
	return [
		`<image width="100%" height="100%" preserveAspectRatio="xMidYMid slice" href="data:image/${sentTypeOf(file)};base64,${data}"/>`,
		`<rect width="100%" height="100%" fill="${hex(palette.glow)}" opacity="0.3"/>`,
	].join('\n');
}

/** Nobody should take the image for a model's. */
function label(prompt: string, unit: number, height: number): string {
	const size = round(Math.max(8, unit * 0.024));
	const at = `x="${size}" y="${round(height - size)}"`;
	return `<text ${at} fill="#fff" font-family="sans-serif" font-size="${size}">Sandbox · ${escaped(prompt.slice(0, 48))}</text>`;
}

function escaped(text: string): string {
	const plain = text.toWellFormed().replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ');
	return plain.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function hex(colour: Colour): string {
	return `#${toRgb(colour)
		.map((part) => Math.round(part).toString(16).padStart(2, '0'))
		.join('')}`;
}

function round(length: number): number {
	return Math.round(length * 100) / 100;
}
