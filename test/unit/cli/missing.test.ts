import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../support/folders';
import { imagegen } from './cli';

/** Writes files below a folder, each with its text. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
	for (const [name, text] of Object.entries(files)) {
		const path = join(folder, name);
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
	}
}

/** What is missing there: the lines that are printed, with the code. Paths are told from the folder on. */
async function missing(folder: string, ...args: readonly string[]): Promise<{ code: number | null; lines: string[] }> {
	const paths = args.map((arg) => (arg.startsWith('--') ? arg : join(folder, arg)));
	const { code, stdout, stderr } = await imagegen(['missing', ...paths], folder);
	const lines = (stdout + stderr)
		.replaceAll(`${folder}/`, '')
		.split('\n')
		.filter((line) => line !== '');
	return { code, lines };
}

describe('imagegen missing', () => {
	it('lists the image links without a file, each with its place, as compilers do', async () => {
		await using home = await temporaryFolder();
		await write(home.path, {
			'docs/a.md': '# A\r\n\r\n![a fox](img/a%20fox.png) ![there](there.jpg)\r\n',
			'docs/there.jpg': '',
			'docs/b.html': '<p>\n<img src="c.png">',
			'docs/c.tex': '\\includegraphics{there}\\includegraphics{gone}',
		});
		assert.deepEqual(await missing(home.path, 'docs'), {
			code: 1,
			lines: ['docs/a.md:3:10: img/a fox.png (a fox)', 'docs/b.html:2:11: c.png', 'docs/c.tex:1:41: gone'],
		});
	});

	it('looks into style sheets without braces, and into the cells of notebooks', async () => {
		await using home = await temporaryFolder();
		const cells = [
			{ cell_type: 'markdown', source: ['# "A"\n', '![a fox](c.png)'] },
			{ cell_type: 'code', source: '![no](no.png)' },
		];
		await write(home.path, {
			'a.sass': 'a\n  background: url(a.png)',
			'b.styl': 'a\n  background url(b.png)',
			'c.ipynb': JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1),
		});
		assert.deepEqual((await missing(home.path, '.')).lines, [
			'a.sass:2:19: a.png',
			'b.styl:2:18: b.png',
			'c.ipynb:7:15: c.png (a fox)',
		]);
	});

	it('reads no pipe that is called as a configuration', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'a.md': '![a](/a.png)' });
		await promisify(execFile)('mkfifo', [join(home.path, 'vite.config.ts')]);
		assert.deepEqual((await missing(home.path, 'a.md')).lines, ['a.md:1:6: /a.png (a)']);
	});

	it('is an array of objects as JSON, and empty where none is missing', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'a.md': '\uFEFF![A [fox]](x.png "t")' });
		const path = join(home.path, 'a.md');
		const some = await imagegen(['missing', path, '--json'], home.path);
		const found = [{ document: path, line: 1, column: 12, path: 'x.png', alt: 'A [fox]' }];
		assert.deepEqual([some.code, JSON.parse(some.stdout)], [1, found]);
		await writeFile(join(home.path, 'x.png'), '');
		const none = await imagegen(['missing', path, '--json'], home.path);
		assert.deepEqual([none.code, none.stdout, none.stderr], [0, '[]\n', '']);
		assert.deepEqual(await missing(home.path, 'a.md'), { code: 0, lines: [] });
	});

	it('looks neither at what is hidden, installed or ignored, nor where links lead', async () => {
		await using home = await temporaryFolder();
		const link = '![a](a.png)';
		await write(home.path, {
			'repo/.git/HEAD': '',
			'repo/.gitignore': '# built\n/build/\nout\n*.log\ndocs/api\n!docs/api/kept\n',
			'repo/docs/.gitignore': 'draft.md\r\n',
			'repo/docs/a.md': link,
			'repo/docs/draft.md': link,
			'repo/docs/build/b.md': link,
			'repo/docs/api/c.md': link,
			'repo/build/d.md': link,
			'repo/sub/out/e.md': link,
			'repo/.hidden/f.md': link,
			'repo/node_modules/g/README.md': link,
			'outside/h.md': link,
		});
		await symlink(join(home.path, 'outside'), join(home.path, 'repo/docs/linked'));
		const expected = { code: 1, lines: ['repo/docs/a.md:1:6: a.png (a)', 'repo/docs/build/b.md:1:6: a.png (a)'] };
		assert.deepEqual(await missing(home.path, 'repo'), expected);
		assert.deepEqual(await missing(home.path, 'repo/docs'), expected);
		assert.deepEqual((await missing(home.path, 'repo/docs/draft.md')).code, 1);
	});

	it('reads no ignored names through a link, and none that have no end', async () => {
		await using home = await temporaryFolder();
		const link = '![a](a.png)';
		await write(home.path, {
			'repo/.git/HEAD': '',
			'repo/docs/a.md': link,
			'repo/long/.gitignore': `a${' '.repeat(1_000_000)}*\nb.md\n`,
			'repo/long/b.md': link,
			names: 'docs\n',
		});
		await symlink(join(home.path, 'names'), join(home.path, 'repo/.gitignore'));
		assert.deepEqual((await missing(home.path, 'repo')).lines, ['repo/docs/a.md:1:6: a.png (a)']);
	});

	it('finds a link from the root in the repository', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { '.git/HEAD': '', 'docs/a.md': '![a](/img/a.png) ![b](/img/b.png)', 'img/a.png': '' });
		assert.deepEqual((await missing(home.path, 'docs/a.md')).lines, ['docs/a.md:1:23: /img/b.png (b)']);
	});

	it("finds a link from the root in the public folder of the document's site", async () => {
		await using home = await temporaryFolder();
		await write(home.path, {
			'.git/HEAD': '',
			'site/docusaurus.config.js': '',
			'site/docs/a.md': '![a](/img/a.png) ![b](/img/b.png)',
			'site/static/img/a.png': '',
			'site/src/c.js': 'import c from "./c.png"; export const C = <p><img src="/img/a.png" alt="a" /></p>;',
		});
		assert.deepEqual((await missing(home.path, '.')).lines, [
			'site/docs/a.md:1:23: /img/b.png (b)',
			'site/src/c.js:1:16: ./c.png',
		]);
		const image = join(home.path, 'site/static/img/a.png');
		const { stdout } = await imagegen(['link', image, '--in', join(home.path, 'site/docs/a.md')], home.path);
		assert.match(stdout, /!\[a\]\(\/img\/a\.png\)/);
	});

	it('tells a document once that is named twice, and passes over what is no document', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'a.md': '![a](a.png)', 'b.png': '', 'c.md': '![a](\0.png)' });
		const { code, lines } = await missing(home.path, 'a.md', '.', 'b.png');
		assert.deepEqual({ code, lines }, { code: 1, lines: ['a.md:1:6: a.png (a)'] });
	});

	it('takes no folder for an image, and no name that cannot be', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'a.md': `![a](a.png) ![b](%00b.png) ![c](${'c'.repeat(300)}.png)`, 'a.png/x': '' });
		assert.equal((await missing(home.path, 'a.md')).lines.length, 3);
	});

	it('ends with 2 where something cannot be looked at, and looks at the rest', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'a.md': '![a](a.png)', 'b.md': ' '.repeat(4 * 2 ** 20 + 1) });
		assert.deepEqual(await missing(home.path, '.'), {
			code: 2,
			lines: ['a.md:1:6: a.png (a)', 'b.md is left out: it is larger than 4 MB.'],
		});
	});

	const wrong: Readonly<Record<string, readonly [args: readonly string[], message: RegExp]>> = {
		'there is nothing': [['no'], /^There is nothing at no\. Name documents/],
		'a file is no document': [['a.png'], /^a\.png isn't a document that can refer to images/],
		'nothing is named': [[], /^imagegen missing takes documents/],
	};
	for (const [what, [args, message]] of Object.entries(wrong)) {
		it(`says so where ${what}, and ends with 2`, async () => {
			await using home = await temporaryFolder();
			await write(home.path, { 'a.png': '' });
			const { code, lines } = await missing(home.path, ...args);
			assert.match(lines[0] ?? '', message);
			assert.equal(code, 2);
		});
	}

	const links = (count: number, write: (index: number) => string): string =>
		Array.from({ length: count }, (_, index) => write(index)).join('');
	const hostile: Readonly<Record<string, readonly [name: string, text: string, count: number]>> = {
		'100,000 elements on a line': ['a.html', links(100_000, () => '<img src=x.png>'), 100_000],
		'100,000 macros': ['a.adoc', links(100_000, (index) => `image::${index}.png[a]\n\n`), 100_000],
		'5,000 links in a paragraph': ['a.md', links(5_000, () => '![a](x.png)\n'), 5_000],
		'2,000 definitions': ['a.md', links(2_000, (index) => `![a][${index}]\n\n[${index}]: x.png\n\n`), 2_000],
		'a line of 4 MiB': ['a.org', `${'word '.repeat(800_000)}[[file:x.png]]`, 1],
		'100,000 options without an end': ['a.tex', links(100_000, () => '\\includegraphics['), 0],
		'a word of 200 KB': ['a.adoc', 'a'.repeat(200_000), 0],
		'100,000 references without an end': ['a.adoc', links(100_000, () => '<<'), 0],
		'nothing but spaces': ['a.rst', `.. image::${' '.repeat(2 ** 20)}`, 0],
	};
	for (const [what, [name, text, count]] of Object.entries(hostile)) {
		it(`reads a document with ${what}`, async () => {
			await using home = await temporaryFolder();
			await write(home.path, { [name]: text });
			const { stdout, stderr } = await imagegen(['missing', join(home.path, name), '--json'], home.path);
			assert.equal((JSON.parse(stdout) as unknown[]).length, count, stderr);
		});
	}

	it('gives up a document that would take for ever, says so and goes on', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'a.mdx': '> - <A b={1}/>\n\n'.repeat(30_000), 'b.md': '![b](b.png)' });
		assert.deepEqual(await missing(home.path, '.'), {
			code: 2,
			lines: ['b.md:1:6: b.png (b)', 'a.mdx is left out: it takes too long to read.'],
		});
	});

	it('tells that a folder cannot be read', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'shut/a.md': '' });
		await chmod(join(home.path, 'shut'), 0);
		const { code } = await missing(home.path, '.');
		await chmod(join(home.path, 'shut'), 0o700);
		// Root reads everything.
		assert.equal(code, process.getuid?.() === 0 ? 0 : 2);
	});
});
