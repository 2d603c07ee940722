import assert from 'node:assert/strict';
import { isLanguageId } from '../../../src/documents/formats';
import { extensionsOf, languageIdOf } from '../../../src/documents/languageIds';

describe("The language of a document by its file's name", () => {
	const names: Readonly<Record<string, string | undefined>> = {
		'README.md': 'markdown',
		'a.b/Chapter 1.TEX': 'latex',
		'page.blade.php': 'blade',
		'page.html.erb': 'erb',
		'v1.2.adoc': 'asciidoc',
		'report.qmd': 'quarto',
		'.md': 'markdown',
		constructor: undefined,
		'a.constructor': undefined,
		Makefile: 'makefile',
		'docker/Dockerfile': 'dockerfile',
		'CMakeLists.txt': 'cmake',
		'query.sql': 'sql',
		'model.R': 'r',
		'plot.jl': 'julia',
		'main.tf': 'terraform',
		'.env': 'dotenv',
		LICENSE: undefined,
		'image.png': undefined,
		md: undefined,
	};
	for (const [name, id] of Object.entries(names)) {
		it(`${name}: ${id ?? 'unknown'}`, () => assert.equal(languageIdOf(name), id));
	}

	it('gives the extensions of languages', () => {
		assert.deepEqual(extensionsOf(['typst', 'nothing', 'mdx']), ['mdx', 'typ']);
	});

	it('knows an id from a word', () => {
		const known = [
			'asciidoc',
			'tailwindcss',
			'latex-expl3',
			'stylus',
			'django-html',
			'jupyter',
			'haskell',
			'plaintext',
		];
		assert.deepEqual(
			known.filter((id) => !isLanguageId(id)),
			[],
		);
		assert.deepEqual(
			['adoc', '', 'constructor', 'Markdown'].filter((id) => isLanguageId(id)),
			[],
		);
		const ofFiles =
			'md html php vue css sass tex ipynb js json jsonc py c cpp cs rb pl sh lua yml toml txt kt dart sql r jl tf ps1 hs scala gradle vb f90 clj'.split(
				' ',
			);
		assert.deepEqual(
			ofFiles.map((extension) => languageIdOf(`a.${extension}`) ?? extension).filter((id) => !isLanguageId(id)),
			[],
		);
	});
});
