import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fileNameFor, fileNameLike, needsAscii, versionedName } from '../../../../src/documents/destination/fileName';

describe("An image's file name", () => {
	for (const [prompt, asWritten, ascii] of [
		['A red Fox, in the snow!', 'a-red-fox-in-the-snow', 'a-red-fox-in-the-snow'],
		["Don't stop: GPT-4o & C++", 'dont-stop-gpt-4o-c', 'dont-stop-gpt-4o-c'],
		['It’s a fox', 'its-a-fox', 'its-a-fox'],
		['../../etc/passwd', 'etc-passwd', 'etc-passwd'],
		['__init__ -- a..b', 'init-a-b', 'init-a-b'],
		['一只戴帽子的红狐狸', '一只戴帽子的红狐狸', 'image'],
		['red fox 一只', 'red-fox-一只', 'red-fox'],
		['빨간 여우', '빨간-여우', 'image'],
		['हिन्दी लोमड़ी', 'हिन्दी-लोमड़ी'.normalize('NFC'), 'image'],
		['ไทย แมว', 'ไทย-แมว', 'image'],
		['שועל אדום', 'שועל-אדום', 'image'],
		['Лиса в снегу', 'лиса-в-снегу', 'image'],
		['می\u200Cخواهم', 'میخواهم', 'image'],
		['Über den Wolken, Straße', 'über-den-wolken-straße', 'uber-den-wolken-strasse'],
		['U\u0308ber', 'über', 'uber'],
		['Łódź Ærø þing œuvre đak', 'łódź-ærø-þing-œuvre-đak', 'lodz-aero-thing-oeuvre-dak'],
		['H₂O, x², ½', 'h₂o-x²-½', 'h2o-x2-1-2'],
		['🙂', 'image', 'image'],
		['a 👩‍👩‍👧 family 1️⃣', 'a-family-1', 'a-family-1'],
		['', 'image', 'image'],
		['\u202Egnp.exe\u0007', 'gnp-exe', 'gnp-exe'],
		['\u0301a', 'a', 'a'],
		['\u3164\u115F\u2800', 'image', 'image'],
		['CON', 'con-image', 'con-image'],
		['lpt1', 'lpt1-image', 'lpt1-image'],
		['com¹', 'com¹-image', 'com1-image'],
		['𝐁𝐨𝐥𝐝 fox', '𝐁𝐨𝐥𝐝-fox', 'bold-fox'],
	] as const) {
		it(`is ${asWritten} for ${JSON.stringify(prompt)}, and ${ascii} in ASCII`, () => {
			assert.deepEqual([fileNameFor(prompt), fileNameFor(prompt, 'ascii')], [asWritten, ascii]);
		});
	}

	it('ends at a word when the prompt is long', () => {
		assert.equal(
			fileNameFor('a watercolour painting of a red fox who jumps over a very lazy dog in the snow'),
			'a-watercolour-painting-of-a-red-fox-who-jumps-over-a-very',
		);
		assert.equal(fileNameFor('x'.repeat(1000)), 'x'.repeat(60));
		assert.equal(fileNameFor(`fox ${'狐'.repeat(1000)}`), `fox-${'狐'.repeat(56)}`);
	});

	it('counts on from a numbered version of an image that is there, and from no other number', () => {
		assert.equal(versionedName('fox', ['fox.png']), 'fox');
		assert.equal(versionedName('fox-1', ['fox.png', 'fox-1.jpg']), 'fox');
		assert.equal(versionedName('fox-1', ['fox-1.jpg', 'fox.md']), 'fox-1');
		assert.equal(versionedName('shot-2026', ['shot.png', 'shot-2026.png']), 'shot-2026');
	});

	it('is never cut within what people see as one character', () => {
		assert.equal(fileNameFor('ที่'.repeat(100)), 'ที่'.repeat(26));
		assert.equal(fileNameFor('क्षि'.repeat(100)), 'क्षि'.repeat(20));
	});

	for (const letters of ['asWritten', 'ascii'] as const) {
		it(`is one step that every file system takes, whatever the prompt (${letters})`, () => {
			const word = fc.constantFrom(
				'a',
				'\u0301',
				'\u0344',
				'İ',
				'\u200D',
				'\uFE0F',
				'가',
				'ᄀ',
				'का',
				'ẞ',
				'1',
				'\u20DD',
				'ﬁ',
			);
			const prompts = fc.oneof(
				fc.string({ unit: 'binary' }),
				fc.string({ unit: 'grapheme', maxLength: 200 }),
				fc.array(word, { maxLength: 300 }).map((words) => words.join('')),
			);
			fc.assert(
				fc.property(prompts, (prompt) => {
					const name = fileNameFor(prompt, letters);
					const allowed =
						letters === 'ascii'
							? /^[a-z0-9]+(-[a-z0-9]+)*$/
							: /^[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(-[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*$/u;
					assert.match(name, allowed);
					assert.doesNotMatch(name, /[\p{C}\p{Default_Ignorable_Code_Point}]/u);
					assert.equal(name, name.normalize('NFC'));
					assert.ok(Buffer.byteLength(name) <= 246, `${Buffer.byteLength(name)} bytes`);
					assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)$/);
				}),
				{ numRuns: 500 },
			);
		});
	}

	it('is ASCII in LaTeX', () => {
		assert.deepEqual(['latex', 'tex', 'rsweave', 'markdown', 'typst'].map(needsAscii), [
			true,
			true,
			true,
			false,
			false,
		]);
	});
});

describe('A file name like another', () => {
	it('is one step of a path that file systems take', () => {
		assert.deepEqual(['..', '.', '', 'a\u202Eb', 'fox'].map(fileNameLike), ['image', 'image', 'image', 'ab', 'fox']);
		assert.equal(fileNameLike('狐'.repeat(200)), '狐'.repeat(80));
	});
});
