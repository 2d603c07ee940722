import { markdown } from '../../src/documents/formats/markdown';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere } from './support/everyPosition';
import { type Page, pageOf } from './support/page';
import { describeProcessor, startWorker, type Worker } from './support/worker';

const program = {
	name: 'Python’s Markdown',
	command: 'python3',
	library: '/usr/lib/python3/dist-packages/pymdownx',
	debianPackage: 'python3-markdown python3-pymdownx',
};

describeProcessor(program, () => {
	let worker: Worker;
	const render = async (text: string): Promise<Page> => pageOf(await worker.ask(text));

	before(() => {
		worker = startWorker('python3', 'python_markdown.py');
	});
	after(() => worker[Symbol.dispose]());

	for (const { name, text } of corpus('md')) {
		it(`an image at any position of ${name} changes nothing else`, async () => {
			await assertHoldsEverywhere({ format: markdown, render }, text);
		});
	}
});
