import { basename } from 'node:path';
import { mediawiki } from '../../src/documents/formats/mediawiki';
import { pandoc } from '../../src/documents/formats/pandoc';
import { textile } from '../../src/documents/formats/textile';
import { xml } from '../../src/documents/formats/xml';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere } from './support/everyPosition';
import { assertReadBack, decoded, type NastyLink } from './support/nasty';
import { type Page, pageOf } from './support/page';
import { describeProcessor, startWorker, type Worker } from './support/worker';

const program = { name: 'Pandoc', command: 'pandoc', debianPackage: 'pandoc' };

describeProcessor(program, () => {
	let worker: Worker;
	const renderAs =
		(format: string) =>
		async (text: string): Promise<Page> =>
			pageOf(await worker.ask(`${format}\n${text}`));

	before(() => {
		worker = startWorker('pandoc', '--from=markdown', '--to=native', '--lua-filter=pandoc.lua', '/dev/null');
	});
	after(() => worker[Symbol.dispose]());

	it('every link leads to its file, and has its words, in its own Markdown', async () => {
		await assertReadBack({ format: pandoc, render: renderAs('markdown'), resolve: decoded });
	});

	it('every link leads to its file, and has its words, in Textile', async () => {
		await assertReadBack({ format: textile, render: renderAs('textile'), resolve: decoded, isAlt: isSameInLetters });
	});

	it('every link leads to its file in MediaWiki', async () => {
		// Pandoc 2 looks at no `alt`.
		await assertReadBack(
			{ format: mediawiki, render: renderAs('mediawiki'), resolve: wikiName, fileOf: wikiName, isAlt: () => true },
			/[#<>[\]|{}]|%20|&amp;/,
		);
	});

	for (const [extension, language, format] of [
		['textile', 'textile', textile],
		['wiki', 'mediawiki', mediawiki],
		['qmd', 'markdown', pandoc],
		['dbk', 'docbook', xml],
	] as const) {
		for (const { name, text } of corpus(extension)) {
			it(`an image at any position of ${name} changes nothing else`, async () => {
				await assertHoldsEverywhere({ format, render: renderAs(language) }, text);
			});
		}
	}
});

/** What it is called in a wiki, which has no folders, and takes an underscore for a space. */
function wikiName(path: string): string {
	return basename(path).replace(/[ _]+/g, ' ').trim();
}

/** Textile has no escapes: what would be markup is left out or replaced. */
function isSameInLetters(read: string, { alt }: NastyLink): boolean {
	return lettersOf(read) === lettersOf(alt);
}

function lettersOf(text: string): string {
	return text.replace(/[^\p{L}\p{N}]/gu, '');
}
