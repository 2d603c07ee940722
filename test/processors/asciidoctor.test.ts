import { convert, LoggerManager, NullLogger } from '@asciidoctor/core';
import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { asciidoc } from '../../src/documents/formats/asciidoc';
import { applied } from '../../src/documents/edits';
import { insertionAt } from '../../src/documents/insertion';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere } from './support/everyPosition';
import { assertReadBack, decoded } from './support/nasty';
import { imagesOf, type Page, pageOf } from './support/page';
import { describeProcessor, startWorker, type Worker } from './support/worker';

// What it complains of is in the page as well.
LoggerManager.logger = new NullLogger();

describe('As Asciidoctor.js reads it', () => {
	const render = async (text: string, attributes = {}): Promise<Page> =>
		pageOf((await convert(text, { safe: 'safe', attributes })) as string);

	it('every link leads to its file, and has its words', async () => {
		await assertReadBack({ format: asciidoc, render, resolve: decoded });
	});

	it('a link’s words are told as they are read', async () => {
		const lists = [
			'alt="A named alt",width=100',
			'Sunset,300,200',
			'"A, \\"b\\"",300',
			"'A, b', 3",
			' Spaced , 3',
			'Text,alt=Other',
			'role=x , alt = "B & &amp; &#35;" ',
			'alt=A and b,width=3',
			'Sunset over "the" hill',
		];
		for (const list of lists) {
			const text = `image::a.png[${list}]`;
			const [read] = imagesOf(await render(text));
			assert.deepEqual(
				[read?.alt],
				asciidoc.imagesIn(text).map(({ alt }) => alt),
				text,
			);
		}
	});

	for (const { name, text } of corpus('adoc')) {
		it(`an image at any position of ${name} changes nothing else`, async () => {
			// What is there on a condition is seen.
			const renderAll = (edited: string): Promise<Page> => render(edited, { 'env-github': '' });
			await assertHoldsEverywhere({ format: asciidoc, render: renderAll }, text);
		});
	}

	it('an image at any position leads to its file, in whatever folder images are there', async () => {
		const target = { path: 'img/fox.png', from: '/w/docs' };
		let count = 0;
		for (let offset = 0; offset <= movingFolders.length; offset++) {
			const isBlock = /^\n/.test(movingFolders.slice(Math.max(0, offset - 1)));
			const insertion = insertionAt(asciidoc, { text: movingFolders, offset, isBlock }, { target, alt: 'zzfoxzz' });
			assert.ok(typeof insertion !== 'string');
			if (insertion.format !== 'path') {
				const page = await render(applied(movingFolders, insertion));
				const found = imagesOf(page).find(({ alt }) => alt === 'zzfoxzz');
				assert.equal(posix.resolve('/w/docs', found?.source ?? ''), '/w/docs/img/fox.png', `at ${offset}`);
				count++;
			}
		}
		assert.ok(count > 100);
	});
});

/** A document whose images are now here, now there. */
const movingFolders = `= Title
An Author
:base: img
:imagesdir: {base}/deep

Text in a line
:imagesdir: not-read

:imagesdir: ../assets

* item
+
more

----
code
:imagesdir: code
----

ifdef::env-github[]
:imagesdir: https://example.org
endif::[]

.Title
[NOTE]
====
:imagesdir: my \\
folder

in an example
====

////
comment
:imagesdir: comment
////

:imagesdir!:

ifndef::imagesdir[:imagesdir: img]

== Heading

ifdef::base+nothing[:imagesdir: never]
Text
----
code
----
:imagesdir: ./img/

|===
|cell
|===

Text
`;

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
