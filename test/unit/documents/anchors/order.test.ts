import assert from 'node:assert/strict';
import { Follower, versionOf } from '../../../../src/documents/anchors/follower';
import { apply } from '../../../../src/documents/edits';
import { formatOf } from '../../../../src/documents/formats';
import { insertionAt } from '../../../../src/documents/insertion';

/** The image numbers in the order of the document, once each was inserted at the same place in that order. */
function imagesIn(languageId: string, marked: string, arriving: readonly number[]): readonly number[] {
	let text = marked.replace('|', '');
	const offset = marked.indexOf('|');
	const isBlock = /(?:^|\n)[ \t]*\|[ \t]*(?:\n|$)/.test(marked);
	const places = arriving.map(() => Follower.from(versionOf(text), offset, isBlock));
	for (const image of arriving) {
		const at = places[image]?.offset ?? assert.fail('its place is lost');
		const link = { target: { path: `images/${image}.png`, from: '/w' }, alt: 'x' };
		const insertion = insertionAt(formatOf(languageId), { text, offset: at, isBlock }, link);
		assert.ok(typeof insertion !== 'string', insertion as string);
		const edits = [insertion, ...(insertion.also ?? [])] as const;
		text = apply(text, edits);
		places.forEach((place, index) => place.inserted(edits, image < index, versionOf(text)));
	}
	return Array.from(text.matchAll(/(\d)\.png/g), ([, number]) => Number(number));
}

function ordersOf(images: readonly number[]): readonly (readonly number[])[] {
	return images.length < 2
		? [images]
		: images.flatMap((first) => ordersOf(images.filter((image) => image !== first)).map((rest) => [first, ...rest]));
}

describe('Images that were asked for at one place', () => {
	const places: readonly (readonly [languageId: string, marked: string])[] = [
		...['markdown', 'asciidoc', 'restructuredtext', 'typst', 'latex', 'org', 'textile', 'mediawiki'].flatMap(
			(id) =>
				[
					[id, 'One.\n\n|\n\nTwo.\n'],
					[id, 'One.\n|\nTwo.\n'],
					[id, 'One.\n\n|'],
				] as const,
		),
		['markdown', '|'],
		['markdown', 'Text here| and there.\n'],
		['markdown', '- a\n\n|\n- b\n'],
		['asciidoc', '* a\n\n|\n* b\n'],
		['html', '<p>a</p>\n|\n<p>b</p>\n'],
		['css', '.a {\n\t|\n}\n'],
		['typescriptreact', 'const A = () => (\n<div>\n|\n</div>);\n'],
	];
	for (const [languageId, marked] of places) {
		it(`stand in that order in ${languageId}, whichever arrives first: ${JSON.stringify(marked)}`, () => {
			for (const arriving of ordersOf([0, 1, 2])) {
				assert.deepEqual(imagesIn(languageId, marked, arriving), [0, 1, 2], arriving.join(' before '));
			}
		});
	}
});
