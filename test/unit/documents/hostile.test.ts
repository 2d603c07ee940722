import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applied } from '../../../src/documents/edits';
import { readings } from '../../../src/documents/readings';
import { codeLanguages, openers, openersAnywhere, openersInCode } from '../../support/hostileTexts';

/** So many characters: enough for each beginning to be met very often, too few for parsers that take their time. */
const length = 150;
const link = { target: { path: 'new.png', from: '/w' }, alt: 'a fox' };
const style = { jsxImport: true, latexFigure: true };

/** All that is asked of a text, and that it says something or refuses to: `place` is asked for at that offset. */
function assertReadable(languageId: string, text: string, at: number): void {
	const offset = Math.min(at, text.length);
	const links = readings.links({ path: '/w/a', languageId, text, roots: ['/w'] });
	links?.forEach(({ from, to }) => assert.ok(from <= to && to <= text.length));
	readings.reference({ languageId, text, target: link.target });
	const place = readings.place({ languageId, text, selected: { from: offset, to: text.length } });
	assert.ok(place.offset >= 0 && place.offset <= text.length);
	for (const isBlock of [false, true]) {
		const asked = { languageId, style, place: { text, offset, isBlock }, link, template: undefined };
		const insertion = readings.insertion(asked);
		if (typeof insertion === 'string') {
			assert.ok(['path', 'base', 'place'].includes(insertion));
		} else {
			const after = applied(text, insertion);
			assert.ok(after.includes('new.png') || after.includes('new'), `the image is in the text: ${insertion.text}`);
		}
	}
}

describe('A text that nobody has written', () => {
	const languages = [
		...Object.entries(openers).map(([id, own]) => [id, [...own, ...openersAnywhere]] as const),
		...codeLanguages.map((id) => [id, [...openersInCode, ...openersAnywhere]] as const),
	];
	for (const [languageId, units] of languages) {
		it(`is read or refused in ${languageId}, whatever begins there without end`, () => {
			for (const unit of units) {
				const text = unit.repeat(Math.ceil(length / unit.length));
				assertReadable(languageId, text, text.length);
				assertReadable(languageId, `${text}\n\n`, text.length / 2);
			}
		}).timeout(60_000);

		it(`is read or refused in ${languageId}, whatever begins there one after the other`, () => {
			const text = fc.array(fc.constantFrom(...units), { maxLength: 40 }).map((parts) => parts.join(''));
			fc.assert(
				fc.property(text, fc.nat(200), (hostile, at) => assertReadable(languageId, hostile, at)),
				{ numRuns: 60 },
			);
		}).timeout(60_000);
	}

	for (const [languageId, unit] of [
		['typst', '#['],
		['typst', '#a('],
		['typst', '#{'],
		['javascriptreact', '`${'],
		['javascriptreact', '<a>'],
		['javascriptreact', '{['],
		['python', 'f"{'],
		['shellscript', '"$('],
		['vue', '<template>'],
		['html', '<div>'],
		['latex', '\\a{'],
		['scss', 'a{'],
		['json', '['],
		['jupyter', '['],
	] as const) {
		it(`is refused or read where ${unit} is in ${languageId} as deep as it is long`, () => {
			assertReadable(languageId, unit.repeat(8000), 8000 * unit.length);
		}).timeout(60_000);
	}

	it('in Markdown is refused where it is nested so deep that there is no room to follow it down', () => {
		const text = `${'> '.repeat(3000)}a`;
		const place = { text, offset: text.length, isBlock: false };
		const insertion = readings.insertion({ languageId: 'markdown', style, place, link, template: undefined });
		assert.equal(insertion, 'place');
	}).timeout(60_000);
});
