import assert from 'node:assert/strict';
import { jupyter } from '../../src/documents/formats/jupyter';
import { applied } from '../../src/documents/edits';
import { insertionAt } from '../../src/documents/insertion';
import { describeProcessor, startWorker, type Worker } from './support/worker';

const nbformat = {
	name: 'nbformat',
	command: 'python3',
	library: '/usr/lib/python3/dist-packages/nbformat',
	debianPackage: 'python3-nbformat',
};

/** A notebook as Jupyter writes it. */
const notebook = `${JSON.stringify(
	{
		cells: [
			{ cell_type: 'markdown', id: 'one', metadata: {}, source: ['# A "b" \\\\ ü\n', '\n', 'Text\twith a tab\n'] },
			{
				cell_type: 'code',
				id: 'two',
				metadata: {},
				execution_count: null,
				outputs: [],
				source: ['open("x")\n', "'y'"],
			},
			{ cell_type: 'markdown', id: 'three', metadata: {}, source: 'one\n\ntwo' },
			{ cell_type: 'markdown', id: 'four', metadata: {}, source: [] },
		],
		metadata: { language_info: { name: 'python' } },
		nbformat: 4,
		nbformat_minor: 5,
	},
	undefined,
	1,
)}\n`;

describeProcessor(nbformat, () => {
	let worker: Worker;

	before(() => {
		worker = startWorker('python3', 'notebook.py');
	});
	after(() => worker[Symbol.dispose]());

	it('a notebook with an image at any position is valid, and has the image in one cell', async () => {
		const was = JSON.parse(await worker.ask(notebook)) as string[];
		let count = 0;
		for (let offset = 0; offset <= notebook.length; offset++) {
			const place = { text: notebook, offset, isBlock: false };
			const insertion = insertionAt(jupyter, place, { target: { path: 'zzfox "1".png' }, alt: 'a "fox" \\ ü' });
			if (typeof insertion !== 'string') {
				const cells = JSON.parse(await worker.ask(applied(notebook, insertion))) as string[];
				const changed = cells.filter((cell, index) => cell !== was[index]);
				assert.equal(cells.length, was.length);
				assert.equal(changed.length, 1, `at ${offset}`);
				assert.match(changed.join(), /zzfox/);
				count++;
			}
		}
		assert.ok(count > 50);
	});
});
