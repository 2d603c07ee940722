import assert from 'node:assert/strict';
import { haml, slim } from '../../src/documents/formats/indented';
import type { ImageLink } from '../../src/documents/link';
import { markedPlace, put } from '../support/markedPlace';
import { nastyNames, nastyTexts } from '../unit/documents/nasty';
import { corpus } from './support/corpus';
import { assertHoldsEverywhere } from './support/everyPosition';
import { imagesOf, type Page, pageOf } from './support/page';
import { describeProcessor, startWorker, type Worker } from './support/worker';

for (const { format, places } of [
	{
		format: haml,
		places: [
			'%div\n  §\n',
			'%p one § two',
			'%img{ src: "§", alt: "" }',
			"%img{:alt => '', :src => '§'}",
			'%img(src="§" alt="")',
		],
	},
	{
		format: slim,
		places: ['div\n  §\n', 'p one § two', 'p\n  | one § two', 'img src=="§" alt==""', 'img src="§" alt=""'],
	},
]) {
	const debianPackage = `ruby-${format.id}`;
	const program = {
		...{ name: format.id === 'haml' ? 'Haml' : 'Slim', command: 'ruby', debianPackage },
		library: `/var/lib/dpkg/info/${debianPackage}.list`,
	};
	describeProcessor(program, () => {
		let worker: Worker;
		const render = async (text: string): Promise<Page> => pageOf(await worker.ask(`${format.id}\n${text}`));
		before(() => {
			worker = startWorker('ruby', 'indented.rb');
		});
		after(() => worker[Symbol.dispose]());

		it('every link leads to its file, and has its words', async () => {
			for (const place of places) {
				for (const [index, name] of nastyNames.entries()) {
					const words = nastyTexts[index % nastyTexts.length] ?? '';
					const alt =
						place.includes('alt=""') && format === slim
							? words.replaceAll('"', '’').replaceAll('{', '(').replaceAll('}', ')')
							: words;
					const link: ImageLink = { target: { path: name }, alt: words };
					const text = put(format, markedPlace(place), link);
					const [image, ...others] = imagesOf(await render(text));
					assert.deepEqual([decodeURIComponent(image?.source ?? ''), image?.alt, others.length], [name, alt, 0], text);
				}
			}
		});

		for (const { name, text } of corpus(format.id)) {
			it(`an image at any position of ${name} changes nothing else`, async () => {
				// What is asked for in front of a page's body belongs far away.
				await assertHoldsEverywhere({ format, render, mayBeAsked: /^(?:!!!|doctype|%?html| {2}%?body)/ }, text);
			});
		}
	});
}
