import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import MarkdownIt from 'markdown-it';
import footnote from 'markdown-it-footnote';
import { formatOf } from '../../../src/documents/formats';
import { dataIn, frontMatterOf } from '../../../src/documents/frontMatter';
import { applied } from '../../../src/documents/edits';
import { insertionAt } from '../../../src/documents/insertion';
import { placeOf } from '../../../src/documents/place';
import { hasOneMore, readingOf } from '../../support/page';

const corpus = path.join(__dirname, 'corpus');
const image = 'new/an image.png';

/** What a processor makes of a text: a page. */
type Processor = (text: string) => string;

const markdownIt = new MarkdownIt({ html: true }).use(footnote);
const processors: Readonly<Record<string, readonly [string, Processor]>> = {
	md: [
		'markdown',
		(text) => {
			const body = text.slice(frontMatterOf(text)?.to ?? 0);
			// Other programs take these lines for the ends of blocks.
			const inner = body.replace(/^```\{note\}\r?\n([^`]*)```/gm, '$1');
			return markdownIt.render(
				inner.replace(/^[ \t]*:::.*$|^[ \t]*::\w+::$|^> \[!\w+\]$/gm, (line) => line.slice(0, line.search(/[:[]/))),
			);
		},
	],
	html: ['html', (text) => text],
};

/** Where in the text the image cannot be put, or changes more than that it is there. */
function* faultsIn(text: string, language: string, process: Processor, step: number): Generator<string> {
	const format = formatOf(language);
	const before = readingOf(process(text), image);
	const squeezed = (page: string): string => page.replace(/[\s\u00B7\u21B5]/g, '');
	for (let offset = 0; offset <= text.length; offset += step) {
		const place = placeOf(format, text, { from: offset, to: offset });
		const insertion = insertionAt(format, place, { target: { path: image }, alt: 'It' });
		const around = `${text.slice(Math.max(0, offset - 30), offset)}§${text.slice(offset, offset + 20)}`;
		if (typeof insertion === 'string') {
			// There the person is asked.
			if (!mayBeAsked(text, offset)) {
				yield `${insertion}: ${around}`;
			}
			continue;
		}
		const written = applied(text, insertion);
		const after = readingOf(process(written), image);
		const isRight =
			insertion.format === language || insertion.format === 'html'
				? hasOneMore(before, after) && after.images[0] === 'It'
				: isData(text, offset) ||
					squeezed(after.page).replace(squeezed(image), '') === squeezed(before.page) ||
					insertion.format === 'css';
		if (!isRight) {
			yield `${insertion.format}: ${around}\n${written.slice(Math.max(0, insertion.from - 30), insertion.from + insertion.text.length + 30)}`;
		}
	}
}

function isData(text: string, offset: number): boolean {
	return dataIn(text).some(({ from, to }) => from <= offset && offset <= to);
}

/** In the data in front of a text, in style sheets, and far in front of a page's body. */
function mayBeAsked(text: string, offset: number): boolean {
	return (
		isData(text, offset) ||
		text.includes('<body', offset) ||
		/<style[^>]*>(?:(?!<\/style>)[^])*$/.test(text.slice(0, offset))
	);
}

describe('An image that is put anywhere into a document', () => {
	for (const name of readdirSync(corpus)) {
		const text = readFileSync(path.join(corpus, name), 'utf8');
		const [language, process] = processors[path.extname(name).slice(1)] ?? [];
		if (language === undefined || !process) {
			continue;
		}
		it(`leaves the rest of it as it was: ${name}`, () => {
			assert.deepEqual([...faultsIn(text, language, process, 13)], []);
		});
		it(`leaves the rest of it as it was: ${name}, with the line ends of Windows`, () => {
			assert.deepEqual([...faultsIn(text.replaceAll('\n', '\r\n'), language, process, 61)], []);
		});
	}
});
