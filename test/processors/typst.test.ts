import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { typst } from '../../src/documents/formats/typst';
import { temporaryFolder } from '../support/folders';
import { noisePng } from '../support/images';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere, insertedName } from './support/everyPosition';
import { assertReadBack, nastyLinks, writeNastyFiles } from './support/nasty';
import { type Page, pageOf } from './support/page';

describe('As Typst reads it', () => {
	it('every link leads to its file, and has its words', async () => {
		await using folder = await temporaryFolder();
		await writeNastyFiles(folder.path);
		const resolve = (source: string): string => nastyLinks[widthOf(source) - 1]?.target.path ?? source;
		await assertReadBack({ format: typst, render: renderIn(folder.path), resolve });
	});

	for (const { name, text } of corpus('typ')) {
		it(`an image at any position of ${name} changes nothing else`, async () => {
			await using folder = await temporaryFolder();
			await writeFile(join(folder.path, insertedName), noisePng(2, 2));
			const render = renderIn(folder.path);
			await assertHoldsEverywhere({ format: typst, render }, text);
		});
	}
});

/** Documents in that folder, as HTML; in a page that says so where one has an error. */
function renderIn(workspace: string): (text: string) => Promise<Page> {
	const compiler = NodeCompiler.create({ workspace });
	return (text) => {
		const { result } = compiler.tryHtml({ mainFileContent: text });
		const html = result?.html() ?? '<error/>';
		// How it writes a space beside something.
		return Promise.resolve(pageOf(html.replace(/<span style="white-space: pre-wrap">(&#x20;|\s*)<\/span>/g, ' ')));
	};
}

/** The width of a PNG within a `data:` URL: the images of the nasty files differ in it. */
function widthOf(source: string): number {
	return Buffer.from(source.replace(/^[^,]*,/, ''), 'base64').readUInt32BE(16);
}
