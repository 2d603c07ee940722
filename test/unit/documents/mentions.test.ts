import assert from 'node:assert/strict';
import { mentions, textOfBytes } from '../../../src/documents/mentions';

describe('A text mentions a file', () => {
	const mentioned: Readonly<Record<string, readonly [fileName: string, text: string]>> = {
		'by its name': ['fox.png', '![](images/fox.png)'],
		'as an address': ['red fox.png', '![](red%20fox.png)'],
		'as an address in small letters': ['лиса.png', '<img src="%d0%bb%d0%b8%d1%81%d0%b0.png">'],
		'as a script has it': ['été.png', 'const a = "\\u00e9t\\u00e9.png"'],
		'with marks apart': ['\u00e9t\u00e9.png', 'e\u0301te\u0301.png'],
		'in another case': ['fox.png', 'IMAGES/FOX.PNG'],
		'without its extension in a folder': ['fox.png', '\\includegraphics{images/fox}'],
		'without its extension in braces': ['fox.png', '\\includegraphics{fox}'],
		'with any extension': ['fox.png', '.. image:: images/fox.*'],
	};
	for (const [how, [fileName, text]] of Object.entries(mentioned)) {
		it(how, () => assert.ok(mentions(text, fileName)));
	}

	it('not by a word, a longer name or another extension', () => {
		assert.ok(!mentions('A fox, fox-2.png, images/fox-2, images/fox.svg {foxes}', 'fox.png'));
	});

	it('also in UTF-16, of either order', () => {
		const little = Buffer.from('\uFEFFfox.png', 'utf16le');
		assert.ok(mentions(textOfBytes(little), 'fox.png'));
		assert.ok(mentions(textOfBytes(Buffer.from(little).swap16()), 'fox.png'));
	});
});
