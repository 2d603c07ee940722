import { org } from '../../src/documents/formats/org';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere } from './support/everyPosition';
import { assertReadBack, type NastyLink } from './support/nasty';
import { type Page, pageOf } from './support/page';
import { describeProcessor, startWorker, type Worker } from './support/worker';

const emacs = { name: 'Emacs', command: 'emacs', debianPackage: 'emacs-nox' };

describeProcessor(emacs, () => {
	let worker: Worker;
	const render = async (text: string): Promise<Page> =>
		// Names that it makes up; and a column of numbers is one no longer where it holds an image.
		pageOf((await worker.ask(text)).replace(/\borg(?:[0-9a-f]{7}|-left|-right)\b/g, ''));

	before(() => {
		worker = startWorker('emacs', '--batch', '-Q', '-l', 'org.el');
	});
	after(() => worker[Symbol.dispose]());

	it('every link leads to its file, and has its words', async () => {
		await assertReadBack({ format: org, render, resolve: (source) => source, isAlt }, /::/);
	});

	for (const { name, text } of corpus('org')) {
		it(`an image at any position of ${name} changes nothing else`, async () => {
			await assertHoldsEverywhere({ format: org, render }, text);
		});
	}
});

/** Within a line there is none but the file's name, and a word that begins with a colon loses it. */
function isAlt(read: string, { alt }: NastyLink, isInLine: boolean): boolean {
	return isInLine || alt === '' || read === alt.replace(/(^|\s):+(?=\S)/g, '$1');
}
