import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { insertionAt } from '../../../src/documents/insertion';
import { formatOf } from '../../../src/documents/formats';
import { type Position, Positions } from '../../../src/documents/position';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { type Ended, imagegen } from './cli';

/** What is printed for an image beside a document with that text. */
async function link(name: string, text: string | Buffer, ...args: readonly string[]): Promise<Ended> {
	await using home = await temporaryFolder();
	await writeFile(join(home.path, name), text);
	await writeFile(join(home.path, 'red-fox_1.png'), noisePng(32, 24));
	const image = args[0]?.startsWith('--') === false ? args : ['red-fox_1.png', ...args];
	const [path = '', ...rest] = image;
	const ended = await imagegen(['link', join(home.path, path), '--in', join(home.path, name), ...rest], home.path);
	return { ...ended, stderr: ended.stderr.replaceAll(`${home.path}/`, '') };
}

describe('imagegen link', () => {
	it('prints what the editor would insert there', async () => {
		const text = '# Title\r\n\r\nA text.\r\n';
		const { code, stdout } = await link('a.md', text, '--at', '2:1', '--json');
		const insertion = insertionAt(
			formatOf('markdown'),
			{ text, offset: 9, isBlock: true },
			{ target: { path: 'red-fox_1.png' }, alt: 'red fox 1' },
		);
		assert.ok(typeof insertion === 'object');
		const place = { line: 2, column: 1 };
		assert.deepEqual(JSON.parse(stdout), { text: insertion.text, from: place, to: place, format: 'markdown' });
		assert.equal(code, 0);
	});

	it('goes below everything without a place, and prints the bare text without --json', async () => {
		const { code, stdout } = await link('a.md', 'A text.\n', '--alt', 'A fox');
		assert.deepEqual([code, stdout], [0, '\n![A fox](red-fox_1.png)\n\n']);
		const onLastLine = await link('a.md', 'A text.', '--alt', 'A fox');
		assert.equal(onLastLine.stdout, '\n\n![A fox](red-fox_1.png)\n');
	});

	it('goes into the line where something stands on it', async () => {
		const { stdout } = await link('a.md', 'One two.\n', '--at', '1:5', '--json');
		const place = { line: 1, column: 5 };
		assert.deepEqual(JSON.parse(stdout), {
			text: '![red fox 1](red-fox_1.png)',
			from: place,
			to: place,
			format: 'markdown',
		});
	});

	it('is one change, also where JSX needs a fragment around what is there', async () => {
		const text = 'export const A = () => (\r\n  <p>x</p>\r\n  \r\n);\r\n';
		const { stdout } = await link('a.jsx', text, '--at', '3:3', '--json');
		const { text: inserted, from, to } = JSON.parse(stdout) as { text: string; from: Position; to: Position };
		const positions = new Positions(text);
		const [start, end] = [positions.offsetOf(from) ?? NaN, positions.offsetOf(to) ?? NaN];
		const img = '<img src="red-fox_1.png" alt="red fox 1" width={32} height={24} />';
		assert.equal(
			text.slice(0, start) + inserted + text.slice(end),
			`export const A = () => (\r\n  <>\r\n    <p>x</p>\r\n    ${img}\r\n  </>\r\n);\r\n`,
		);
		const plain = await link('a.jsx', text, '--at', '3:3');
		assert.equal(plain.stdout, `${inserted.replaceAll('\r\n', '\n')}\n`);
	});

	it('begins at the root of the site that publishes the image', async () => {
		await using home = await temporaryFolder();
		const write = async (name: string, text: string): Promise<void> => {
			await mkdir(dirname(join(home.path, name)), { recursive: true });
			await writeFile(join(home.path, name), text);
		};
		await mkdir(join(home.path, '.git'));
		await write('site/next.config.js', "module.exports = {\n\tbasePath: '/base',\n};\n");
		await write('site/content/a.md', '');
		await write('site/public/images/fox.png', '');
		await write('docs/antora.yml', '');
		await write('docs/modules/m/pages/a.adoc', '');
		const linked = async (image: string, document: string): Promise<string> =>
			(
				await imagegen(['link', join(home.path, image), '--in', join(home.path, document), '--alt', 'Fox'], home.path)
			).stdout.trim();
		assert.equal(await linked('site/public/images/fox.png', 'site/content/a.md'), '![Fox](/base/images/fox.png)');
		assert.equal(await linked('site/content/fox.png', 'site/content/a.md'), '![Fox](fox.png)');
		assert.equal(await linked('docs/modules/m/images/fox.png', 'docs/modules/m/pages/a.adoc'), 'image::fox.png["Fox"]');
	});

	it('begins at the root of the site whose folder it is run in, also where that is no repository', async () => {
		await using home = await temporaryFolder();
		await mkdir(join(home.path, '_posts'));
		await writeFile(join(home.path, '_config.yml'), 'baseurl: /blog\n');
		await writeFile(join(home.path, 'Gemfile'), "gem 'jekyll'\n");
		await writeFile(join(home.path, '_posts/a.md'), '');
		const args = ['link', 'assets/fox.png', '--in', '_posts/a.md', '--alt', 'Fox'];
		const { stdout } = await imagegen(args, home.path, { cwd: home.path });
		assert.equal(stdout, '![Fox](/blog/assets/fox.png)\n');
	});

	it('counts no byte order mark', async () => {
		const { stdout } = await link('a.md', '\uFEFFA fox: ', '--at', '1:8', '--json');
		const place = { line: 1, column: 8 };
		assert.deepEqual(JSON.parse(stdout), {
			text: '![red fox 1](red-fox_1.png)',
			from: place,
			to: place,
			format: 'markdown',
		});
	});

	it('tells what the text takes the place of', async () => {
		const line = 'a ![]()';
		const { stdout } = await link('a.md', line, '--at', '1:7', '--json');
		const { text, from, to } = JSON.parse(stdout) as Record<'from' | 'to', Position> & { text: string };
		assert.deepEqual([from.line, to.line], [1, 1]);
		assert.ok(from.column < to.column);
		assert.equal(line.slice(0, from.column - 1) + text + line.slice(to.column - 1), 'a ![red fox 1](red-fox_1.png)');
	});

	it('knows the pixels of an image, and the languages by their names', async () => {
		const written: Readonly<Record<string, string>> = {
			'a.html': '<img src="red-fox_1.png" alt="red fox 1" width="32" height="24">',
			'a.tex': '\\includegraphics[width=\\linewidth]{red-fox_1.png}',
			'a.adoc': 'image::red-fox_1.png["red fox 1"]',
		};
		for (const [name, expected] of Object.entries(written)) {
			const { stdout } = await link(name, '');
			assert.equal(stdout.trim(), expected);
		}
	});

	it('reads a document from standard input, of the language that it is told', async () => {
		await using home = await temporaryFolder();
		const args = ['link', 'images/fox.png', '--in', '-', '--language', 'org'];
		const { code, stdout } = await imagegen(args, home.path, { input: '* Title\n' });
		assert.deepEqual([code, stdout.trim()], [0, '#+ATTR_HTML: :alt fox\n[[file:images/fox.png]]']);
	});

	const inLanguages: Readonly<Record<string, readonly [text: string, written: string]>> = {
		tailwindcss: ['a { background: § }', 'url("fox.png")'],
		stylus: ['a\n\tbackground: §', 'url("fox.png")'],
		'latex-expl3': ['§', '\\includegraphics[width=\\linewidth]{fox.png}'],
		'django-html': ['§', '<img src="fox.png" alt="fox">'],
		haskell: ['x = "§"', 'fox.png'],
	};
	for (const [language, [text, written]] of Object.entries(inLanguages)) {
		it(`takes an editor's id for a language: ${language}`, async () => {
			await using home = await temporaryFolder();
			const [before = '', after = ''] = text.split('§');
			const place = new Positions(before).at(before.length);
			const where = ['--in', '-', '--at', `${place.line}:${place.column}`];
			const args = ['link', 'fox.png', ...where, '--json', '--language', language];
			const { stdout, stderr } = await imagegen(args, home.path, { input: before + after });
			assert.equal((JSON.parse(stdout) as { text: string }).text.trim(), written, stderr);
		});
	}

	it("goes into a notebook's cell, and is found there as missing, each to the column", async () => {
		await using home = await temporaryFolder();
		const path = join(home.path, 'a.ipynb');
		const cell = { cell_type: 'markdown', metadata: {}, source: ['A "fox":\n', '\n', 'The end.'] };
		const text = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1);
		await writeFile(path, text);
		// Behind the quote that the blank line begins with.
		const place = new Positions(text).at(text.indexOf('"\\n"') + 1);
		const at = `${place.line}:${place.column}`;
		const linked = await imagegen(
			['link', join(home.path, 'red fox.png'), '--in', path, '--at', at, '--json'],
			home.path,
		);
		assert.equal(linked.code, 0, linked.stderr);
		const change = JSON.parse(linked.stdout) as { text: string; from: Position; to: Position };
		const positions = new Positions(text);
		const [from = NaN, to = NaN] = [change.from, change.to].map((position) => positions.offsetOf(position));
		const changed = text.slice(0, from) + change.text + text.slice(to);
		const { cells } = JSON.parse(changed) as { cells: { source: string[] }[] };
		assert.deepEqual(cells[0]?.source.join(''), 'A "fox":\n\n![red fox](red%20fox.png)\n\nThe end.');
		await writeFile(path, changed);
		const missing = await imagegen(['missing', path, '--json'], home.path);
		const where = new Positions(changed).at(changed.indexOf('red%20fox.png'));
		assert.deepEqual(JSON.parse(missing.stdout), [{ document: path, ...where, path: 'red fox.png', alt: 'red fox' }]);
	});

	const nasty = ['a b(1).png', 'it\'s "#1" 100%.png', 'a]|`$\\{x}.png', '图 🦊.png', `${'long '.repeat(40)}.png`];
	for (const name of nasty) {
		it(`writes a path that is found again: ${name.slice(0, 20)}`, async () => {
			await using home = await temporaryFolder();
			const documents = ['a.md', 'a.html', 'a.rst', 'a.typ'].map((document) => join(home.path, document));
			const image = join(home.path, name);
			for (const document of documents) {
				await writeFile(document, '');
				const { stdout } = await imagegen(['link', image, '--in', document, '--json'], home.path);
				await writeFile(document, (JSON.parse(stdout) as { text: string }).text);
			}
			const before = await imagegen(['missing', ...documents, '--json'], home.path);
			assert.deepEqual(
				(JSON.parse(before.stdout) as { document: string; path: string }[]).map(({ document, path }) => [
					document,
					path,
				]),
				documents.map((document) => [document, name]),
			);
			await writeFile(image, '');
			const after = await imagegen(['missing', ...documents, '--json'], home.path);
			assert.deepEqual([after.code, after.stdout], [0, '[]\n']);
		});
	}

	const refusals: Readonly<Record<string, readonly [name: string, args: readonly string[], message: RegExp]>> = {
		'a line that is not there': ['a.md', ['--at', '3:1'], /^There is no line 3: the document has lines 1 to 2\./],
		'a column that is not there': ['a.md', ['--at', '1:9'], /^There is no column 9: line 1 has columns 1 to 2\./],
		'no place': ['a.md', ['--at', '7'], /^--at takes a line and a column/],
		'a name that tells no language': ['a.xyz', [], /^The language of a\.xyz isn't told by its name\. Add it/],
		'no language': ['a.md', ['--language', 'adoc'], /^There is no language "adoc"\./],
		'a path that the format cannot write': ['a.tex', ['a"b.png'], /\(latex\) leads to that path\. Rename the image\./],
		'paths that begin nobody knows where': [
			'a.adoc',
			[],
			/^It can't be told where image paths begin at this place\. Look at/,
		],
		'a place for no image': ['a.md', ['--at', '1:1'], /^No image can stand there\. Name another place with --at\./],
		'a folder': ['a.md', ['.'], /is a folder\. Name an image in it\./],
	};
	const texts: Readonly<Record<string, string>> = {
		'paths that begin nobody knows where': 'ifeval::["{backend}" == "pdf"]\n:imagesdir: img\nendif::[]\n\nText.\n\n',
		'a place for no image': '---\ntitle: a\n---\n',
	};
	for (const [what, [name, args, message]] of Object.entries(refusals)) {
		it(`says in a sentence what to do about ${what}, and ends with 2`, async () => {
			const text = texts[what] ?? 'a\n';
			const { code, stdout, stderr } = await link(name, text, ...args);
			assert.match(stderr, message);
			assert.deepEqual([code, stdout], [2, '']);
		});
	}

	it('says of what is not there, or no image, that it is not, and goes on', async () => {
		await using home = await temporaryFolder();
		const [document, drawing, missing] = ['a.md', 'a.svg', 'no.png'].map((name) => join(home.path, name)) as [
			...[string, string, string],
		];
		await writeFile(document, 'a\n');
		await writeFile(drawing, '<svg/>');
		const to = (image: string): Promise<Ended> => imagegen(['link', image, '--in', document], home.path);
		const [gone, text, vector] = [await to(missing), await to(document), await to(drawing)];
		assert.match(gone.stderr, /^There is no file .*no\.png yet\.\n$/);
		assert.match(text.stderr, /a\.md isn't an image, as far as can be told\.\n$/);
		assert.equal(vector.stderr, '');
		for (const { code, stdout } of [gone, text, vector]) {
			assert.equal(code, 0);
			assert.match(stdout, /!\[.*\]\(.*\)/);
		}
	});

	it('refuses what is no document', async () => {
		const binary = await link('a.md', Buffer.from([0x89, 0, 1]));
		assert.match(binary.stderr, /^a\.md isn't text in UTF-8/);
		const large = await link('a.md', 'a'.repeat(4 * 2 ** 20 + 1));
		assert.match(large.stderr, /^a\.md is larger than 4 MB/);
		await using home = await temporaryFolder();
		const nowhere = await imagegen(['link', 'a.png', '--in', join(home.path, 'no.md')], home.path);
		assert.match(nowhere.stderr, /^There is no document .*no\.md\. Check the path after --in\./);
		const folder = await imagegen(['link', 'a.png', '--in', home.path, '--language', 'html'], home.path);
		assert.match(folder.stderr, /is a folder\. Name a document in it with --in\./);
		const nothing = await Promise.all(
			[[], ['a.png'], ['a', 'b', '--in', 'c.md']].map((args) => imagegen(['link', ...args], home.path)),
		);
		assert.deepEqual(
			[binary, large, nowhere, folder, ...nothing].map(({ code }) => code),
			Array(7).fill(2),
		);
	});
});
