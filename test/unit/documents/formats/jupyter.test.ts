import assert from 'node:assert/strict';
import { formatOf } from '../../../../src/documents/formats';
import { applied } from '../../../../src/documents/edits';
import { insertionAt } from '../../../../src/documents/insertion';
import { nastyNames } from '../nasty';

const jupyter = formatOf('jupyter');
const fox = { target: { path: 'images/fox.jpg' }, alt: 'a fox' };
const img = '![a fox](images/fox.jpg)';

interface Notebook {
	readonly cells: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
}

/** A notebook as Jupyter writes it. */
function notebook(...sources: (string | readonly string[])[]): string {
	const markdown = sources.map((source) => ({ cell_type: 'markdown', metadata: {}, source }));
	const code = { cell_type: 'code', metadata: {}, outputs: [], source: ["open('x')\n", 'print("a")'] };
	return `${JSON.stringify({ cells: [...markdown, code], metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
}

/** The cells after an image was put where `§` stands in the file. */
function put(marked: string, link = fox): Notebook['cells'] {
	const offset = marked.indexOf('§');
	const text = marked.replace('§', '');
	const insertion = insertionAt(jupyter, { text, offset, isBlock: false }, link);
	assert.ok(typeof insertion !== 'string');
	return (JSON.parse(applied(text, insertion)) as Notebook).cells;
}

function sourceOf(cells: Notebook['cells'], index = 0): string | readonly string[] | undefined {
	return cells[index]?.source;
}

describe('An image in a notebook', () => {
	it('stands in a cell of lines, each of which ends in a line feed but the last', () => {
		assert.deepEqual(sourceOf(put(notebook(['# A "b"\n', '§\n', 'text']))), [
			'# A "b"\n',
			'\n',
			`${img}\n`,
			'\n',
			'text',
		]);
		assert.deepEqual(sourceOf(put(notebook(['one §two\n', 'three']))), [`one ${img}two\n`, 'three']);
		assert.deepEqual(sourceOf(put(notebook(['one\n', '\n', '§']))), ['one\n', '\n', img]);
		assert.deepEqual(sourceOf(put(notebook(['§']))), [img]);
	});

	it('stands in a cell that is one text, and in one that is empty', () => {
		assert.equal(sourceOf(put(notebook('one\n\n§\n\ntwo'))), `one\n\n${img}\n\ntwo`);
		assert.deepEqual(sourceOf(put(notebook([]).replace('"source": []', '"source": [§]'))), [img]);
	});

	it('is a path in code, as the notebook’s language needs', () => {
		const cells = put(notebook(['one']).replace("open('x", "open('§"), { target: { path: "it's.png" }, alt: '' });
		assert.deepEqual(sourceOf(cells, 1), ["open('it\\'s.png')\n", 'print("a")']);
	});

	it('stands nowhere else in the file', () => {
		const text = notebook(['one']);
		for (const at of [0, text.indexOf('"metadata"'), text.indexOf('"cell_type"') + 3, text.length]) {
			assert.equal(insertionAt(jupyter, { text, offset: at, isBlock: true }, fox), 'place');
		}
	});

	it('leaves a notebook everywhere, whatever its name is, and is found again', () => {
		const text = notebook(['# A "b" \\\\ ü🦊\n', '\n', '- one\n', '- two\n', '\n', 'text'], 'one\n\n"two"\n', []);
		for (let offset = 0; offset <= text.length; offset++) {
			const path = nastyNames[offset % nastyNames.length] ?? '';
			const insertion = insertionAt(
				jupyter,
				{ text, offset, isBlock: false },
				{ target: { path: `images/${path}` }, alt: path },
			);
			if (typeof insertion === 'string') {
				continue;
			}
			const after = applied(text, insertion);
			const { cells } = JSON.parse(after) as Notebook;
			for (const { source } of cells) {
				const lines = typeof source === 'string' ? [] : source;
				assert.ok(
					lines.slice(0, -1).every((line) => /^[^\n]*\n$/.test(line)),
					after,
				);
				assert.ok(/^(?:[^\n]+\n?)?$/.test(lines.at(-1) ?? ''), after);
			}
			const [image, ...others] = jupyter.imagesIn(after);
			if (offset < text.indexOf('"code"')) {
				assert.deepEqual([image?.path, others.length], [`images/${path}`, 0], after);
			}
		}
	});

	it('is found in Markdown cells, where its path stands in the file; not what a cell holds itself', () => {
		const text = notebook(['![a "b"](c%20d.png)\n', '![no](attachment:e.png)'], '"\\u00e9" <img src="f.png" alt="F">');
		assert.deepEqual(
			jupyter.imagesIn(text).map(({ path, alt, from, to }) => [path, alt, text.slice(from, to)]),
			[
				['c d.png', 'a "b"', 'c%20d.png'],
				['f.png', 'F', 'f.png'],
			],
		);
	});
});
