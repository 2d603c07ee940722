import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shorten } from '../../../src/documents/shorten';
import { printable, printableJson } from '../../../src/documents/printable';

/** Everything that turns writing around or hides text. */
const turning = ['\u061C', '\u200E', '\u200F', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2069'];
const hiding = ['\u00AD', '\u200B', '\u2060', '\uFEFF', '\u{E0041}', '\uFFF9'];

const dangerous = /\p{Cc}|\p{Bidi_Control}|[\u2028\u2029]/u;

describe('A text from outside, printed', () => {
	for (const [name, text, shown] of [
		['colours', '\x1b[31mred\x1b[0m', 'red'],
		['a cleared screen', 'a\x1b[2J\x1b[Hb', 'ab'],
		['a window title', 'a\x1b]0;pwned\x07b', 'ab'],
		['a link', '\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\', 'text'],
		['a clipboard write', 'a\x1b]52;c;cm0gLXJm\x1b\\b', 'ab'],
		['a device command', 'a\x1bPq#0~\x1b\\b', 'ab'],
		['a reset', 'a\x1bcb', 'ab'],
		['one-byte introducers', 'a\x9b31mb\x9d0;t\x9cc', 'abc'],
		['a bell, a backspace and a zero', 'a\x07\x08\0b', 'ab'],
		['line breaks and tabs', 'a\r\nb\tc\u2028d\x85e', 'a b c d e'],
		['a lone surrogate', 'a\uD800b', 'a\uFFFDb'],
	] as const) {
		it(`has no ${name} in it`, () => assert.equal(printable(text), shown));
	}

	it('has nothing in it that turns it around or hides', () => {
		[...turning, ...hiding].forEach((control) => assert.equal(printable(`a${control}b`), 'ab'));
	});

	it('goes on after a sequence that never ends', () => {
		assert.equal(printable('said: \x1b]0;no end. It may be billed.'), 'said: 0;no end. It may be billed.');
		assert.equal(printable('said: \x1b['), 'said: ');
	});

	it('keeps the letters, spaces, joiners and accents of every language', () => {
		for (const text of ['two  spaces', 'می‌خواهم', '👩‍🚀 ❤️', 'שלום', 'e\u0301', '狐']) {
			assert.equal(printable(text), text);
		}
	});

	it('is harmless, whatever it was', () => {
		const piece = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x9b', '\x07', '\x1b\\', ...turning),
		);
		fc.assert(
			fc.property(fc.array(piece), (pieces) => {
				assert.doesNotMatch(printable(pieces.join('')), dangerous);
				assert.doesNotMatch(shorten(pieces.join(''), 40), dangerous);
			}),
		);
	});

	it('takes no longer than its length', () => {
		const startedAt = performance.now();
		for (const text of ['\x1b]', '\x9d', '\x1b[1', '\x1bP;']) {
			printable(text.repeat(200_000));
		}
		assert.ok(performance.now() - startedAt < 5000);
	});
});

describe('A value printed as JSON', () => {
	it('is exact, and one harmless line', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...turning, ...hiding))),
				(value) => {
					const line = printableJson(value);
					assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify(value)));
					assert.doesNotMatch(line, dangerous);
				},
			),
		);
		assert.equal(printableJson('\x7f\x9b\u202E\u{E0041}é'), '"\\u007f\\u009b\\u202e\\udb40\\udc41é"');
	});
});
