import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { Config } from 'vega-lite';
import type { Chart } from './section';

const folder = join(__dirname, 'charts');

/** Text and lines on a light and on a dark page; the grid is faint on either. */
const light = { text: '#1f2328', faint: '#d1d9e0' };
const dark = { text: '#f0f6fc', faint: '#3d444d' };

/**
 * The marks' colours: Okabe and Ito's, which people with any kind of colour blindness can tell apart, those of them that are
 * seen on white and on black alike. https://jfly.uni-koeln.de/color/
 */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];

const font = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';

const config: Config = {
	font,
	background: 'transparent',
	padding: 12,
	range: { category: colours },
	title: { anchor: 'start', fontSize: 15, fontWeight: 600, offset: 14, subtitleFontSize: 12, color: light.text },
	axis: {
		...{ labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelColor: light.text },
		...{
			titleColor: light.text,
			gridColor: light.faint,
			domain: false,
			ticks: false,
			labelPadding: 6,
			labelLimit: 0,
		},
	},
	legend: { labelFontSize: 12, titleFontSize: 12, labelColor: light.text, titleColor: light.text },
	text: { fontSize: 12, color: light.text },
	view: { stroke: null },
};

/** An `<img>` takes the colours of the person's system from within: the page around it cannot reach into it. */
const style = `<style>
text { fill: ${light.text} }
.mark-rule.role-axis-grid line { stroke: ${light.faint} }
@media (prefers-color-scheme: dark) {
	text { fill: ${dark.text} }
	.mark-rule.role-axis-grid line { stroke: ${dark.faint} }
}
</style>`;

/** Draws charts/<name>.svg, transparent and in the colours of the person's system, and charts/<name>.png on white. */
export async function drawChart({ name, alt, spec }: Chart): Promise<void> {
	// They cannot be required: a part of Vega awaits at its top level.
	const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
	const { spec: compiled } = compile(spec, { config });
	const view = new View(parse(compiled), { renderer: 'none' });
	const svg = await view.toSVG();
	view.finalize();
	await mkdir(folder, { recursive: true });
	const titled = svg.replace(/>/, ` role="img"><title>${escapeXml(alt)}</title>${style}`);
	await writeFile(join(folder, `${name}.svg`), `${titled}\n`);
	const png = new Resvg(svg, { background: 'white', fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
	await writeFile(join(folder, `${name}.png`), png);
}

function escapeXml(text: string): string {
	return text.replace(/[<>&]/g, (character) => `&#${character.codePointAt(0)};`);
}
