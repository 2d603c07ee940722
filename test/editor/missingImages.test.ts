import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Jobs } from '../../src/editor/jobs/jobs';
import { documentsIn, textOf } from '../../src/editor/missing/documentTexts';
import { LinkedImages } from '../../src/editor/delivery/linkedImages';
import { Reader } from '../../src/editor/delivery/reader';
import { type MissingImage, MissingImages } from '../../src/editor/missing/missingImages';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';
import { makeJobsPath } from './support/jobs';
import { readerPath } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('Missing images', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let jobs: Jobs;
	let settings: Settings;
	let reader: Reader;
	let linked: LinkedImages;
	let missing: MissingImages;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		jobs = new Jobs({
			jobsPath,
			cliPath: '',
			log,
			timeScale: () => 1,
			secretsFor: () => Promise.resolve({ keys: new Map() }),
		});
		settings = new Settings(log);
		reader = new Reader(readerPath);
		linked = new LinkedImages(reader, settings);
		missing = new MissingImages(jobs);
	});
	afterEach(async () => {
		reader.dispose();
		settings.dispose();
		jobs.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	const write = (name: string, text: string): Thenable<void> =>
		vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), Buffer.from(text));

	async function missingIn(name: string, languageId: string, text: string): Promise<readonly MissingImage[]> {
		const document = { uri: vscode.Uri.joinPath(folder, name), languageId, text };
		const links = await linked.in(document, 15_000);
		assert.ok(links, 'it can be read');
		return missing.missing(document, links);
	}

	const targetsOf = (images: readonly MissingImage[]): readonly string[] =>
		images.map(({ target }) => target.uris[0].path.slice(folder.path.length));

	describe('are found', () => {
		it('with whether an SVG is to be there', async () => {
			const found = await missingIn(
				'docs.md',
				'markdown',
				'![A fox](fox.svg) ![An owl](owl.png) ![A deed](deed.pdf)\n',
			);
			assert.deepEqual(
				found.map(({ path, isSvg }) => [path, isSvg]),
				[
					['fox.svg', true],
					['owl.png', false],
				],
			);
		});

		it('with their lines and what they are to show, but for those that are there', async () => {
			await write('img/there.png', '');
			const text = '![Here](img/there.png)\r\n\r\ntext ![A red fox](img/a%20fox.png)\r\n![](other.jpg)\r\n';
			const found = await missingIn('docs.md', 'markdown', text);
			assert.deepEqual(
				found.map(({ line, path, prompt }) => ({ line, path, prompt })),
				[
					{ line: 3, path: 'img/a fox.png', prompt: 'A red fox' },
					{ line: 4, path: 'other.jpg', prompt: '' },
				],
			);
			assert.deepEqual(targetsOf(found), ['/img/a fox.png', '/other.jpg']);
		});

		it('where the site of a page has its public folder', async () => {
			await write('site/package.json', '{}');
			await write('site/docusaurus.config.js', 'module.exports = {};');
			const found = await missingIn('site/docs/a.md', 'markdown', '![A fox](/img/fox.png)');
			assert.deepEqual(targetsOf(found), ['/site/static/img/fox.png']);
		});

		it('in the text of the editor, though it is not saved', async () => {
			const document = await openFile(folder, 'a.md', '![One](one.png)\n');
			const edit = new vscode.WorkspaceEdit();
			edit.insert(document.uri, new vscode.Position(1, 0), '![Two](two.png)\n');
			await vscode.workspace.applyEdit(edit);
			const text = (await textOf(document.uri)) ?? assert.fail('no document');
			const links = (await linked.in(text, 15_000)) ?? [];
			assert.deepEqual(targetsOf(await missing.missing(text, links)), ['/one.png', '/two.png']);
		});
	});

	describe('that lead out of the workspace', () => {
		let outside: string;
		beforeEach(async () => (outside = await mkdtemp(join(tmpdir(), 'imagegen-outside-'))));
		afterEach(() => rm(outside, { recursive: true }));

		const up = '../'.repeat(30);
		for (const [languageId, text] of [
			['markdown', `![a](${up}etc/x.png)`],
			['markdown', '![a](file:///etc/x.png)'],
			['markdown', '![a](.git/x.png) ![b](sub/.git/hooks/x.png)'],
			['html', `<img src="${up}etc/x.png" alt="a">`],
			['org', '[[/etc/x.png]]'.replace('/etc', '/../../../../../../../../etc')],
			['latex', `\\includegraphics{${up}etc/x}`],
			['markdown', '![a](img%0Ax.png) ![b](img%00.png) ![c](%1B[31m.png)'],
		] as const) {
			it(`are none: ${text.replaceAll('../', '')} in ${languageId}`, async () => {
				const found = await missingIn('a', languageId, text);
				assert.deepEqual(targetsOf(found), []);
			});
		}

		it('are none by way of symbolic links', async () => {
			await symlink(outside, join(folder.fsPath, 'far'));
			await symlink(join(outside, 'new.png'), join(folder.fsPath, 'dangling.png'));
			const text = '![a](far/x.png) ![b](far/deep/er/x.png) ![c](dangling.png) ![d](near.png)';
			assert.deepEqual(targetsOf(await missingIn('a.md', 'markdown', text)), ['/near.png']);
		});
	});

	it('are none where something else has the name', async () => {
		await write('a.png/inner.txt', '');
		assert.deepEqual(targetsOf(await missingIn('a.md', 'markdown', '![a](a.png) ![b](a.png/b.png)')), ['/a.png/b.png']);
	});

	describe('of a folder', () => {
		it('are those of its documents: not of code, nor of what is hidden or excluded from search', async () => {
			for (const name of ['a.md', 'b/c.tex', 'b/d.ts', '.hidden/e.md', 'node_modules/f.md', 'out/g.md']) {
				await write(name, '');
			}
			const configuration = vscode.workspace.getConfiguration('search');
			await configuration.update('exclude', { '**/out': true }, vscode.ConfigurationTarget.Workspace);
			try {
				const { token } = new vscode.CancellationTokenSource();
				const { uris } = await documentsIn([folder, vscode.Uri.joinPath(folder, 'a.md')], token);
				assert.deepEqual(
					uris.map(({ path }) => path.slice(folder.path.length)),
					['/a.md', '/b/c.tex'],
				);
			} finally {
				await configuration.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
			}
		});

		it('are none of what is no text, or too large', async () => {
			await write('binary.md', '![a](b.png)\0');
			await write('large.md', 'x'.repeat(4 * 2 ** 20 + 1));
			assert.deepEqual(
				await Promise.all(['binary.md', 'large.md'].map((name) => textOf(vscode.Uri.joinPath(folder, name)))),
				[undefined, undefined],
			);
		});
	});

	it('take a thread of its own to be found in a huge document, and are given up after a while', async () => {
		const text = '![a fox](images/fox.png) and words\n\n'.repeat(100_000);
		const document = { uri: vscode.Uri.joinPath(folder, 'huge.md'), languageId: 'markdown', text };
		const start = performance.now();
		let longest = 0;
		let last = start;
		const timer = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 10);
		assert.equal(await linked.in(document, 1_500), undefined);
		clearInterval(timer);
		assert.ok(longest < 1_000, `the window was busy for ${longest} ms`);
		assert.equal((await missingIn('a.md', 'markdown', '![a](b.png)')).length, 1, 'and the next document is read');
	});
});

describe('The quick fix for missing images', () => {
	let folder: vscode.Uri;
	beforeEach(() => (folder = makeFolder()));
	afterEach(() => tidyUp(folder));

	async function fixesAt(document: vscode.TextDocument, line: number, character: number): Promise<vscode.CodeAction[]> {
		const position = new vscode.Position(line, character);
		const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
			'vscode.executeCodeActionProvider',
			document.uri,
			new vscode.Range(position, position),
		);
		return actions.filter(({ command }) => command?.command.startsWith('imagegen.'));
	}

	for (const [name, text, character] of [
		['a.md', 'See ![A red fox](fox.png) there', 8],
		['a.html', '<p><img src="fox.png" alt="A fox"></p>', 15],
		['a.tex', '\\includegraphics[width=2cm]{fox}', 30],
		['a.css', '.a { background: url("fox.png") }', 24],
	] as const) {
		it(`is offered on a link in ${name}, and once the image is there, a change of that is`, async () => {
			const document = await openFile(folder, name, text);
			const [fix, ...others] = await fixesAt(document, 0, character);
			assert.deepEqual([fix?.title, others.length, fix?.isPreferred], ['Generate missing image…', 0, false]);
			assert.equal(fix?.kind?.value, vscode.CodeActionKind.QuickFix.value);
			await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'fox.png'), new Uint8Array());
			const there = await fixesAt(document, 0, character);
			assert.deepEqual(
				there.map(({ title, kind }) => [title, kind?.value]),
				[['Edit image fox.png…', vscode.CodeActionKind.RefactorRewrite.value]],
			);
		});
	}

	it('is offered in a text that was never saved, and on the link alone', async () => {
		const document = await vscode.workspace.openTextDocument({
			language: 'markdown',
			content: 'word ![fox](nowhere/fox.png)\n\nfox.png\n',
		});
		assert.equal((await fixesAt(document, 0, 10)).length, 1);
		assert.equal((await fixesAt(document, 0, 2)).length, 0);
		assert.equal((await fixesAt(document, 2, 3)).length, 0);
	});

	it('is not offered in code', async () => {
		const document = await openFile(folder, 'a.ts', 'const image = "fox.png";');
		assert.deepEqual(await fixesAt(document, 0, 17), []);
	});

	it('mends what the editor itself complains of, and is preferred then', async () => {
		const document = await openFile(folder, 'a.md', '![A red fox](fox.png)\n');
		const collection = vscode.languages.createDiagnosticCollection('test');
		const complaint = new vscode.Diagnostic(new vscode.Range(0, 13, 0, 20), 'no file');
		complaint.code = { value: 'link.no-such-file', target: vscode.Uri.parse('https://example.com') };
		collection.set(document.uri, [complaint]);
		const [fix] = await fixesAt(document, 0, 15);
		complaint.code = 'link.no-such-header';
		collection.set(document.uri, [complaint]);
		const [other] = await fixesAt(document, 0, 15);
		collection.dispose();
		assert.deepEqual([fix?.isPreferred, other?.isPreferred], [true, false]);
	});
});
