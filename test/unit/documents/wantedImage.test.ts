import assert from 'node:assert/strict';
import { filesLinkedIn } from '../../../src/documents/linkedFiles';
import { imageFileFormat, type WantedImage, wantedFor } from '../../../src/documents/wantedImage';

function wantedIn(languageId: string, text: string): readonly (WantedImage | string)[] {
	const links = filesLinkedIn({ path: '/w/docs/a', languageId, text, roots: ['/w'] }) ?? [];
	return links.map((link) => wantedFor(link));
}

describe('The image that mends a link', () => {
	it('shows what the link says, and goes where it leads', () => {
		assert.deepEqual(wantedIn('markdown', '![ a red fox ](img/fox%201.png "title")'), [
			{ prompt: 'a red fox', targets: ['/w/docs/img/fox 1.png'] },
		]);
	});

	it('may have any extension where the link names none, but one that services make', () => {
		const targets = ['/w/docs/fig/fox.png', '/w/docs/fig/fox.jpg', '/w/docs/fig/fox.jpeg'];
		assert.deepEqual(wantedIn('latex', '\\includegraphics{fig/fox}'), [{ prompt: '', targets }]);
	});

	it('is a drawing where the link names one', () => {
		const targets = ['/w/docs/fox.svg'];
		assert.deepEqual(wantedIn('markdown', '![A fox](fox.svg)'), [{ prompt: 'A fox', targets }]);
	});

	it('goes to the likeliest of the places that are possible, and to no other', () => {
		assert.deepEqual(wantedIn('scss', '.a { background: url(img/fox.png) }'), [
			{ prompt: '', targets: ['/w/docs/img/fox.png'] },
		]);
	});

	for (const [what, [path, reason]] of Object.entries({
		'an icon': ['fox.ico', 'format'],
		'a control in its name': ['fo%0Ax.png', 'name'],
		'an escape in its name': ['fo%1B[31mx.png', 'name'],
		'a name that is turned around': ['a%E2%80%AEgnp.png', 'name'],
		'a backslash in its name': ['a%5Cb.png', 'name'],
		'a name too long': [`${'x'.repeat(250)}.png`, 'longName'],
		'a folder’s name too long': [`${'x'.repeat(250)}/fox.png`, 'longName'],
		"Windows' device of a stream": ['/c:/w/fox.png:hidden.png', 'nameOnWindows'],
	} as const)) {
		it(`is none for ${what}`, () => {
			const roots = path.startsWith('/c:') ? [''] : ['/w'];
			const document = { path: '/w/a.md', languageId: 'markdown', text: `![fox](<${path}>)`, roots };
			const [link] = filesLinkedIn(document) ?? [];
			assert.ok(link, 'it is a link to an image');
			assert.equal(wantedFor(link), reason);
		});
	}

	it('has a name that its system takes', () => {
		const link = { candidates: ['/share/what?.png'], alt: 'fox' };
		assert.equal(wantedFor(link, { isOnWindows: true }), 'nameOnWindows');
		assert.deepEqual(wantedFor(link), { prompt: 'fox', targets: ['/share/what?.png'] });
	});

	it('is none for a prompt that no service takes', () => {
		assert.equal(wantedFor({ candidates: ['/w/a.png'], alt: 'x'.repeat(32_001) }), 'longPrompt');
		assert.equal(typeof wantedFor({ candidates: ['/w/a.png'], alt: 'x'.repeat(32_000) }), 'object');
	});

	it('is of the format that its name says', () => {
		const formats = ['a.PNG', 'a.jpeg', 'a.jpg', 'a.webp', 'a.svg', 'a', '.png'].map(imageFileFormat);
		assert.deepEqual(formats, ['png', 'jpeg', 'jpeg', 'webp', 'svg', undefined, undefined]);
	});
});
