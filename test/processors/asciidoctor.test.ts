import { convert, LoggerManager, NullLogger } from '@asciidoctor/core';
import { asciidoc } from '../../src/documents/formats/asciidoc';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere } from './support/everyPosition';
import { assertReadBack, decoded } from './support/nasty';
import { type Page, pageOf } from './support/page';
import { describeProcessor, startWorker, type Worker } from './support/worker';

// What it complains of is in the page as well.
LoggerManager.logger = new NullLogger();

describe('As Asciidoctor.js reads it', () => {
	const render = async (text: string): Promise<Page> => pageOf((await convert(text, { safe: 'safe' })) as string);

	it('every link leads to its file, and has its words', async () => {
		await assertReadBack({ format: asciidoc, render, resolve: decoded });
	});

	for (const { name, text } of corpus('adoc')) {
		it(`an image at any position of ${name} changes nothing else`, async () => {
			await assertHoldsEverywhere({ format: asciidoc, render }, text);
		});
	}
});

const ruby = { name: 'Asciidoctor in Ruby', command: 'asciidoctor', debianPackage: 'asciidoctor' };
describeProcessor(ruby, () => {
	let worker: Worker;
	const render = async (text: string): Promise<Page> => pageOf(await worker.ask(text));

	before(() => {
		worker = startWorker('ruby', 'asciidoctor.rb');
	});
	after(() => worker[Symbol.dispose]());

	it('every link leads to its file, and has its words', async () => {
		await assertReadBack({ format: asciidoc, render, resolve: decoded });
	});

	for (const { name, text } of corpus('adoc')) {
		it(`an image at any position of ${name} changes nothing else`, async () => {
			await assertHoldsEverywhere({ format: asciidoc, render, oneOf: 7 }, text);
		});
	}
});
