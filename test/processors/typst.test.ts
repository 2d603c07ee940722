import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { typst } from '../../src/documents/formats/typst';
import { temporaryFolder } from '../support/folders';
import { assertReadBack, nastyLinks, writeNastyFiles } from './support/nasty';
import { type Page, pageOf } from './support/page';

describe('As Typst reads it', () => {
	it('every link leads to its file, and has its words', async () => {
		await using folder = await temporaryFolder();
		await writeNastyFiles(folder.path);
		const compiler = NodeCompiler.create({ workspace: folder.path });
		const render = (text: string): Promise<Page> =>
			Promise.resolve(pageOf(compiler.tryHtml({ mainFileContent: text }).result?.html() ?? ''));
		await assertReadBack({
			format: typst,
			render,
			resolve: (source) => nastyLinks[widthOf(source) - 1]?.target.path ?? source,
		});
	});
});

/** The width of a PNG within a `data:` URL: the images of the nasty files differ in it. */
function widthOf(source: string): number {
	return Buffer.from(source.replace(/^[^,]*,/, ''), 'base64').readUInt32BE(16);
}
