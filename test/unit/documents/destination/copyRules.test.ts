import assert from 'node:assert/strict';
import { ruleFor } from '../../../../src/documents/destination/copyRules';

function templateFor(rules: unknown, documentPath = '/ws/docs/guide.md', folderPaths = ['/ws']): string | undefined {
	return ruleFor(rules, { documentPath, folderPaths })?.text;
}

describe('The rules for copied files in Markdown', () => {
	it('apply in their order', () => {
		assert.equal(templateFor({ '**/x/*.md': 'a/', '**/docs/*.md': 'b/', '**/*': 'c/' }), 'b/');
		assert.equal(templateFor({ '**/*.txt': 'a/' }), undefined);
		assert.equal(templateFor({}), undefined);
	});

	it('mean the name of the file when they say nothing', () => {
		assert.equal(templateFor({ '*': ' ' }), '${fileName}');
		assert.equal(templateFor({ '*': ' images/ ' }), 'images/');
	});

	it('are left out one by one where they are no text', () => {
		assert.equal(templateFor({ 'docs/*': null, '**/guide.*': 7, '*.md': 'a/', '*': 'b/' }), 'a/');
	});

	it('are none where the setting is no object', () => {
		for (const value of [undefined, null, 'images/', 7, true]) {
			assert.equal(templateFor(value), undefined);
		}
	});

	for (const [glob, matching, other] of [
		['**.md', ['/ws/a.md', '/ws/docs/a.md'], ['/ws/a.mdx']],
		['!(x).md', ['/ws/a.md'], ['/ws/x.md']],
		['+(a|b).md', ['/ws/abba.md'], ['/ws/c.md']],
		['@(a|b).md', ['/ws/a.md'], ['/ws/ab.md']],
		['**/*.m?(d)', ['/ws/a.m', '/ws/a.md'], ['/ws/a.mdd']],
		['**/[[]x]/*', ['/ws/[x]/a.md'], ['/ws/x/a.md']],
		['**/we\\[i\\]rd*/**', ['/ws/we[i]rd-1/a/b.md'], ['/ws/weird/a.md']],
		['*', ['/ws/a.md', '/ws/.github/.hidden.md'], []],
		['docs/*', ['/ws/docs/a.md', '/ws/x/docs/a.md'], ['/ws/docs/x/a.md']],
		['docs/', [], ['/ws/docs/a.md']],
		['docs', [], ['/ws/docs/a.md']],
		['./docs/*', [], ['/ws/docs/a.md']],
		['', [], ['/ws/a.md']],
		['*.MD', ['/ws/a.MD'], ['/ws/a.md']],
		['{a,b}/*.{md,mdx}', ['/ws/b/x.mdx'], ['/ws/c/x.md']],
		['/docs/**/*.md', ['/ws/docs/a.md', '/ws/docs/x/a.md'], ['/ws/x/docs/a.md', '/elsewhere/docs/a.md']],
	] as const) {
		it(`read the glob ${glob || "''"} as Visual Studio Code does`, () => {
			matching.forEach((path) => assert.equal(templateFor({ [glob]: 'a/' }, path), 'a/', path));
			other.forEach((path) => assert.equal(templateFor({ [glob]: 'a/' }, path), undefined, path));
		});
	}

	it('that begin with a slash are meant from each workspace folder, whose name is read as a glob too', () => {
		const rules = { '/*.md': 'a/' };
		assert.equal(templateFor(rules, '/two/a.md', ['/one', '/two']), 'a/');
		assert.equal(templateFor(rules, '/w (1)/a.md', ['/w (1)']), undefined);
		assert.equal(templateFor(rules, '/w[1]/a.md', ['/w[1]']), 'a/');
	});

	it('do not depend on how a drive letter is written', () => {
		assert.equal(templateFor({ '/docs/*': 'a/' }, '/C:/ws/docs/a.md', ['/c:/ws']), 'a/');
		assert.equal(templateFor({ '/docs/*': 'a/' }, '/c:/ws/docs/a.md', ['/C:/ws']), 'a/');
	});

	it('take half a second at most, however odd the globs are', () => {
		const before = process.cpuUsage();
		const rules = Object.fromEntries(
			Array.from({ length: 100 }, (_, index) => [`${'*a'.repeat(30)}${index}b`, 'a/'] as const),
		);
		assert.equal(templateFor({ ...rules, '*': 'b/' }, `/ws/${'a'.repeat(100)}.md`), undefined);
		const { user, system } = process.cpuUsage(before);
		assert.ok(user + system < 1_000_000, `${(user + system) / 1000} ms`);
	});

	it('with a glob longer than anyone writes are left out', () => {
		assert.equal(templateFor({ [`{${'x,'.repeat(600)}guide}.md`]: 'a/', '*': 'b/' }), 'b/');
	});
});
