import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import { cleanSvg } from '../../../src/svg/clean';
import { hostileSvgs } from '../../support/hostileSvgs';

const start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">';
const svg = (inner: string): string => `${start}${inner}</svg>`;

function cleaned(
	text: string,
	pixels?: { width: number; height: number },
): Exclude<ReturnType<typeof cleanSvg>, { flaw: string }> {
	const result = cleanSvg(Buffer.from(text), pixels);
	assert.ok(!('flaw' in result), JSON.stringify(result).slice(0, 200));
	return result;
}

/** Reads it as a strict parser of namespaces does. */
function assertWellFormed(text: string): void {
	const parser = new SaxesParser({ xmlns: true });
	parser.on('error', (error) => assert.fail(error));
	parser.write(text).close();
}

describe('an SVG that is made harmless', () => {
	it('is well-formed whatever it was, and has nothing in it that acts', () => {
		for (const [name, hostile] of hostileSvgs('http://127.0.0.1:9')) {
			const result = cleanSvg(Buffer.from(hostile));
			if (!('flaw' in result)) {
				assertWellFormed(result.text);
				assert.doesNotMatch(
					result.text,
					/<(?:script|a|foreignObject|handler|listener|iframe)[\s>]|<[^>]*\son[a-z]+=|<[!?]/i,
					name,
				);
			}
		}
	});

	const kept: readonly (readonly [name: string, inner: string])[] = [
		[
			'shapes',
			'<g transform="translate(1 2) rotate(3)"><path d="M0 0C1 2 3 4 5 6Z" fill="#f00" stroke-width="2"/></g>',
		],
		[
			'a gradient by its id',
			'<linearGradient id="g"><stop offset="0" stop-color="rgb(1, 2, 3)"/></linearGradient><rect width="9" height="9" fill="url(#g)"/>',
		],
		[
			'a gradient of a gradient',
			'<linearGradient id="a"/><linearGradient id="b" xlink:href="#a"/><rect fill="url(\'#b\')"/>',
		],
		[
			'a filter',
			'<filter id="f"><feGaussianBlur stdDeviation="2"/><feColorMatrix type="matrix" values="1 0 0 0 0"/></filter><rect filter="url(#f)"/>',
		],
		[
			'a mask and a clip',
			'<mask id="m"><rect/></mask><clipPath id="c"><rect/></clipPath><rect mask="url(#m)" clip-path="url(#c)"/>',
		],
		['words', '<text x="1" font-family="Georgia, serif">A &amp; B <tspan dy="2">é 漢 &lt;3</tspan></text>'],
		['what is used twice', '<symbol id="s"><circle r="3"/></symbol><use href="#s"/><use xlink:href="#s" x="5"/>'],
		[
			'classes and their sheet',
			'<style>.a > b{fill:red}@media (prefers-color-scheme:dark){.a{fill:#fff}}</style><rect class="a"/>',
		],
		[
			'a sheet with an animation',
			'<style>@keyframes k{from{opacity:0}to{opacity:1}}rect{animation:k 1s}</style><rect/>',
		],
		['an animation', '<rect><animate attributeName="width" values="1;2;3" dur="2s" repeatCount="indefinite"/></rect>'],
		['an image of pixels', '<image href="data:image/png;base64,iVBORw0KGgo=" width="9" height="9"/>'],
		['what is said of it', '<title>A fox (red)</title><desc>It sits.</desc><rect aria-label="url(of a fox)"/>'],
	];
	for (const [name, inner] of kept) {
		it(`keeps ${name}`, () => {
			const { text, removed } = cleaned(svg(inner));
			const [, again = ''] = /^<svg[^>]*>(.*)<\/svg>\n$/s.exec(text) ?? [];
			assert.equal(
				again
					.replaceAll(/&#x3C;/g, '&lt;')
					.replaceAll(/&#x26;/g, '&amp;')
					.replaceAll(/&#x27;/g, "'"),
				inner,
			);
			assert.deepEqual(removed, []);
		});
	}

	it('tells what was taken out, and nothing of what editors leave', () => {
		const inner =
			'<metadata><rdf:RDF xmlns:rdf="r"/></metadata><sodipodi:namedview xmlns:sodipodi="s"/><!-- made by a program -->' +
			'<rect onclick="x()" data-name="a" inkscape:label="b" xmlns:inkscape="i" fill="url(http://a.example/)"/><script>x()</script>';
		const { text, removed } = cleaned(`<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a" "b">${svg(inner)}`);
		assert.deepEqual([...removed].sort(), ['<script>', 'fill', 'onclick']);
		assert.match(text, /<rect\/><\/svg>/);
	});

	it('takes a sheet apart rule by rule', () => {
		const { text, removed } = cleaned(
			svg(
				'<style>@import "http://a.example/a.css";.a{fill:red;background:url(http://a.example/b)}.b{fill:blue}</style><rect/>',
			),
		);
		assert.match(text, /<style>\.a\{fill:red;?\}\.b\{fill:blue\}<\/style>/);
		assert.deepEqual(removed, ['style']);
	});

	const sizes: readonly (readonly [attributes: string, width: number, height: number])[] = [
		['viewBox="0 0 640 480"', 640, 480],
		['width="320" viewBox="0 0 640 480"', 320, 240],
		['width="1in" height="72pt"', 96, 96],
		['width="100%" height="100%" viewBox="0,0,24,24"', 24, 24],
		['width="-5" height="0" viewBox="0 0 0 5"', 300, 150],
		['', 300, 150],
		['width="1e99" height="99999999"', 300, 20_000],
	];
	for (const [attributes, width, height] of sizes) {
		it(`is ${width} × ${height} with ${attributes || 'nothing said'}`, () => {
			const found = cleaned(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect/></svg>`);
			assert.deepEqual([found.width, found.height], [width, height]);
		});
	}

	it('is cut to exact pixels around the middle', () => {
		const { text, width, height } = cleaned('<svg width="100" height="50"><rect/></svg>', { width: 1200, height: 630 });
		assert.deepEqual([width, height], [1200, 630]);
		assert.match(text, /width="1200" height="630" viewBox="0 0 100 50" preserveAspectRatio="xMidYMid slice"/);
	});

	const nested = (depth: number): string => svg(`${'<g>'.repeat(depth)}<rect/>${'</g>'.repeat(depth)}`);
	const copies = Array.from(
		{ length: 12 },
		(_, at) => `<g id="a${at + 1}">${`<use href="#a${at}"/>`.repeat(10)}</g>`,
	).join('');
	const entities = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>';
	const flawed: readonly (readonly [name: string, text: string, says: RegExp])[] = [
		['cut', svg('<rect/>').slice(0, -4), /^the SVG is damaged: /],
		['no XML', `${start}<rect width=9></svg>`, /^the SVG is damaged: /],
		['a page', '<html><svg xmlns="http://www.w3.org/2000/svg"><rect/></svg></html>', /no svg$/],
		['empty', svg(''), /^nothing in the SVG draws/],
		[
			'nothing but a page',
			svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">hello</p></foreignObject>'),
			/^nothing in the SVG draws/,
		],
		['nested deeply', nested(300), /^the SVG is nested too deeply$/],
		['nested without end', nested(200_000), /^the SVG is nested too deeply$/],
		['copies of copies', svg(`<rect id="a0"/>${copies}<use href="#a12"/>`), /^the SVG has too many shapes$/],
		['entities of its own', `${entities}${svg('<text>&b;</text>')}`, /^the SVG is damaged: Named entity/],
	];
	for (const [name, text, says] of flawed) {
		it(`is none where it is ${name}`, () => {
			const result = cleanSvg(Buffer.from(text));
			assert.ok('flaw' in result);
			assert.match(result.flaw, says);
		});
	}

	it('is none where it is no UTF-8', () => {
		assert.deepEqual(cleanSvg(Buffer.from(svg('<text>é</text>'), 'latin1')), { flaw: 'the SVG is no UTF-8' });
	});

	it('ends where a use leads in a circle', () => {
		assert.ok(cleaned(svg('<g id="a"><rect/><use href="#b"/></g><g id="b"><use href="#a"/></g>')).text.length > 0);
	});
});
