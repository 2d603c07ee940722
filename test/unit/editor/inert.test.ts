import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inert } from '../../../src/editor/ui/inert';

/** As Visual Studio Code 1.106 finds links in notifications and questions, and icons in labels. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

describe('A text that is shown in the editor', () => {
	it('holds no live link and no icon', () => {
		for (const text of [
			'[click](command:workbench.action.quickOpen)',
			'[x](https://evil.example "title")',
			'[x](FILE:///etc/passwd)',
			'[x]\u2060(command:a)',
			'[x]\u200B(command:a)',
			'[x]\x1b[0m(command:a)',
			'$(zap) $(loading~spin)',
			'$\u202E(zap)',
		]) {
			assert.doesNotMatch(inert(text), link);
			assert.doesNotMatch(inert(text), icon);
		}
		const part = fc.constantFrom(
			'[',
			'x',
			']',
			'(',
			'command:a',
			')',
			'$',
			'zap',
			'\u2060',
			'\u200B',
			'\x1b[0m',
			' ',
			'\n',
		);
		fc.assert(
			fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
				const shown = inert(parts.join(''));
				assert.doesNotMatch(shown, link);
				assert.doesNotMatch(shown, icon);
				assert.equal(inert(shown), shown);
			}),
		);
	});

	it('can still be read', () => {
		assert.equal(
			inert('a [link](command:a) for $5 (five)').replaceAll('\u2060', ''),
			'a [link](command:a) for $5 (five)',
		);
		assert.equal(inert('Image saved: images/a (1).jpg'), 'Image saved: images/a (1).jpg');
	});

	it('is one line, and no longer than a notification', () => {
		assert.equal(inert('a\nb\u202Ec'), 'a bc');
		assert.equal(inert('](x '.repeat(10_000)).length, 1000);
	});

	it('keeps its end, however long a foreign text in it is', () => {
		const shown = inert(`Refused by ${'🙂'.repeat(10_000)}. You may have been billed.`);
		assert.match(shown, /^Refused by .*\. You may have been billed\.$/u);
		assert.equal(shown.length, 1000);
		assert.ok(shown.isWellFormed());
	});
});
