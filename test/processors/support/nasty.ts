import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import type { ImageLink } from '../../../src/documents/link';
import type { DocumentFormat } from '../../../src/documents/spots';
import { imagesOf, type Page, shownIn } from './page';

/** Names that mean something in one language or another. All of them can be files on Linux. */
const names: readonly string[] = [
	...['plain.png', 'my images/a b.png', 'a  b.png', ' lead.png', 'tail .png', 'a(1).png', 'a(.png', 'a).png'],
	...['a#1.png', '#1.png', '100%.png', 'a%20b.png', '%d.png', "it's.png", "a''b.png", 'a"b".png', 'a”b.png'],
	...[
		'a[b].png',
		'a]b.png',
		'a[b.png',
		'a[[b]].png',
		'a|b.png',
		'a\\b.png',
		'a\\_b.png',
		'a@b.png',
		'me@example.org.png',
	],
	...['a{b}.png', 'a{b.png', 'a}b.png', '{name}.png', '{{b}}.png', 'a$b.png', '$a$.png', 'a&b.png', 'a&amp;b.png'],
	...['a;b.png', 'a,b.png', 'a--b.png', 'a---b.png', 'a...b.png', 'a->b.png', '(C).png', '~a.png', '-a.png', '.a.png'],
	...[
		'a_b_c.png',
		'_a_.png',
		'__a__.png',
		'*a*.png',
		'**a**.png',
		'`a`.png',
		'^a^.png',
		'~a~.png',
		'+a+.png',
		'++a++.png',
	],
	...['<b>.png', 'a<b.png', '<<b>>.png', 'a?b.png', 'a!b.png', '!a!.png', 'a:b.png', 'a::b.png', ':b:.png', '=a=.png'],
	...['a==b.png', 'deep/a/b.png', "''a''.png", '((a)).png', '==a.png', '+a b.png', '1. a.png', '- a.png', 'x.tar.png'],
	...[
		'ünï.png',
		'u\u0308.png',
		'é.png',
		'图像.png',
		'🦊.png',
		'👩‍🚀.png',
		'שועל אדום.png',
		'ثعلب.png',
		'ไทย.png',
		`${'x'.repeat(200)}.png`,
	],
];

/** Words that mean something in one language or another. */
const words: readonly string[] = [
	...[
		'',
		'a fox',
		'a, b',
		'a, b=c',
		'a; b',
		'a (b) [c] {d}',
		'a ] b',
		'a [ b',
		'a { b',
		'a } b',
		'[[a]]',
		'{{a}}',
		'{{{a}}}',
	],
	...[
		'*a* _b_ `c` ~d~ ^e^',
		'**a** __b__ ++c++',
		'a_b_c snake_case',
		'1 < 2 > 3',
		'<b>bold</b>',
		'<!-- a -->',
		'a & b &amp; &#65;',
	],
	...[
		'"quoted" \'words\'',
		'say "hi',
		'a|b|c',
		'a \\ b \\n \\\\ c',
		'ends in \\',
		'#1 # two',
		'100% % c',
		'$5 and $6',
		'@fox me@a.org',
	],
	...[
		'a -- b --- c',
		'wait... what',
		'(C) (TM) -> =>',
		':name: a',
		':: a',
		'a :b c',
		'= a',
		'- a',
		'1. a',
		'// a',
		'/* a */',
		"''a''",
	],
	...[
		'http://example.org/a?b=c#d',
		'a^2 + b~1',
		'!a!',
		'ünï “café” – 图像',
		'🦊 👩‍🚀',
		'שועל אדום',
		'x'.repeat(200),
		'%a ~ b',
		'/a/ =b= +c+',
	],
];

export interface NastyLink extends ImageLink {
	readonly target: { readonly path: string };
}

/** Each name, and each alternative text. */
export const nastyLinks: readonly NastyLink[] = Array.from(
	{ length: Math.max(names.length, words.length) },
	(_, index) => ({
		target: { path: names[index] ?? 'plain.png' },
		alt: words[index % words.length] ?? '',
	}),
);

/** Files of all those names, each of a width of its own: its place in the list, and one. */
export async function writeNastyFiles(folder: string): Promise<void> {
	for (const [index, { target }] of nastyLinks.entries()) {
		const path = join(folder, target.path);
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, PNG.sync.write(new PNG({ width: index + 1, height: 1 })));
	}
}

/** What a processor makes of a document, and which file it means by an image's source. */
export interface Reader {
	readonly format: DocumentFormat;
	readonly render: (text: string) => Promise<Page>;
	readonly resolve: (source: string) => string;
	/** Whether there are no images within a line. */
	readonly isBlockOnly?: boolean;
	/** Which file the link means; that of its path by default. */
	readonly fileOf?: (path: string) => string;
	/** Whether an alternative text is read as it may be; only as it is by default. */
	readonly isAlt?: (read: string, link: NastyLink, isInLine: boolean) => boolean;
}

/**
 * Asserts that every link, within a line and as a block, is read as the same file and alternative text, and leaves what is around
 * it alone; or that the format refuses it, which it may do to `impossible` paths only.
 */
export async function assertReadBack(reader: Reader, impossible = /^\b$/): Promise<void> {
	const faults = await Promise.all(
		nastyLinks.flatMap((link) => [
			...(reader.isBlockOnly
				? []
				: [faultOf(reader, link, reader.format.inLine(link), (written) => `Alpha ${written} omega.\n`, impossible)]),
			faultOf(reader, link, reader.format.block(link), (written) => `Alpha\n\n${written}\n\nOmega\n`, impossible),
		]),
	);
	const said = faults.filter((fault) => fault !== '');
	assert.equal(said.length, 0, said.join('\n'));
}

async function faultOf(
	reader: Reader,
	link: NastyLink,
	written: string | undefined,
	around: (written: string) => string,
	impossible: RegExp,
): Promise<string> {
	const { render, resolve, fileOf = (path: string) => path, isAlt = isSame } = reader;
	if ((written === undefined) !== impossible.test(link.target.path)) {
		return `${link.target.path}: ${written ?? 'refused'}`;
	}
	if (written === undefined) {
		return '';
	}
	const page = await render(around(written));
	const [image, ...others] = imagesOf(page);
	const shown = shownIn(page, () => true)
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	const isRight =
		image !== undefined &&
		others.length === 0 &&
		normalize(resolve(image.source)) === fileOf(link.target.path) &&
		isAlt(image.alt, link, written === reader.format.inLine(link)) &&
		/^Alpha ?\uFFFC ?(?:omega\.|Omega)$/.test(shown);
	return isRight ? '' : `${written} → ${image ? `${image.source} “${image.alt}”` : 'no image'}: ${shown}`;
}

function isSame(read: string, { alt }: NastyLink): boolean {
	return read === alt;
}

/** The path that a URL in a page leads to; said where it is no path. */
export function decoded(source: string): string {
	const url = new URL(source, 'file:///');
	return url.protocol === 'file:' && url.host === '' ? fileURLToPath(url).slice(1) : `not a path: ${source}`;
}
