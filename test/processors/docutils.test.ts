import { restructuredText } from '../../src/documents/formats/restructuredText';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere } from './support/everyPosition';
import { assertReadBack } from './support/nasty';
import { type Page, pageOf } from './support/page';
import { describeProcessor, startWorker, type Worker } from './support/worker';

const docutils = { name: 'Docutils', command: 'rst2html', debianPackage: 'python3-docutils' };

describeProcessor(docutils, () => {
	let worker: Worker;
	const render = async (text: string): Promise<Page> =>
		// Complaints tell their line.
		pageOf((await worker.ask(text)).replace(/ line="\d+"/g, ''), true);

	before(() => {
		worker = startWorker('python3', 'docutils_tree.py');
	});
	after(() => worker[Symbol.dispose]());

	it('every link leads to its file, and has its words', async () => {
		await assertReadBack({ format: restructuredText, render, resolve: (source) => source, isBlockOnly: true });
	});

	for (const { name, text } of corpus('rst')) {
		it(`an image at any position of ${name} changes nothing else`, async () => {
			await assertHoldsEverywhere({ format: restructuredText, render }, text);
		});
	}
});
