import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { type PatientService, patientService } from './harness/patientService';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

const workMs = 5 * 60_000;

describe('three images in flight in one document, through five minutes of work on it', function () {
	this.timeout(workMs + 300_000);
	let workbench: Workbench;
	let service: PatientService;
	let lines: string[];

	before(async () => {
		service = await patientService();
		workbench = await openWorkbench({
			userSettings: {
				...service.settings,
				// Longer than the work, which is as long as 1K is waited for without it.
				'imagegen.timeouts': { '1K': 2 * (workMs / 1000) },
			},
		});
		await workbench.openFile('article.md');
		lines = (await readFile(path.join(workbench.workspace, 'article.md'), 'utf8')).split('\n');
	});
	after(async () => {
		await workbench.close();
		await service.server[Symbol.asyncDispose]();
	});

	/** The number of the line that begins with that, from 1. */
	const lineOf = (start: string): number => lines.findIndex((line) => line.startsWith(start)) + 1;

	async function insert(prompt: string, line: number, column: number): Promise<void> {
		await workbench.goTo(line, column);
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer(prompt);
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.acceptItem('1K');
	}

	/** What somebody does who is at work on the document. But for the first it leaves the text as it is. */
	const work: readonly (() => Promise<unknown>)[] = [
		async () => {
			await workbench.goTo(1);
			await workbench.type('<!-- A remark. -->\n');
			lines.unshift('<!-- A remark. -->');
		},
		async () => {
			await workbench.goTo(lineOf('Agnes kept'));
			await workbench.press('Control+Shift+K', 'ControlOrMeta+Z');
		},
		async () => {
			await workbench.goTo(lineOf('> 3 November'));
			await workbench.press('Alt+ArrowUp', 'Alt+ArrowUp', 'Alt+ArrowDown', 'Alt+ArrowDown');
		},
		() => workbench.save(),
		() => workbench.press('ControlOrMeta+A', 'ControlOrMeta+X', 'ControlOrMeta+Z'),
		async () => {
			await workbench.openFile('slides.md');
			await workbench.openFile('article.md');
		},
		async () => {
			await workbench.goTo(lineOf('Agnes kept'), 6);
			await workbench.type(' typed');
			// Typing with a pause in it is as many steps.
			do {
				await workbench.press('ControlOrMeta+Z');
			} while (!(await workbench.editorText()).includes('Agnes kept'));
		},
		() => workbench.runCommand('Trim Trailing Whitespace'),
		async () => {
			await workbench.save();
			await workbench.press('ControlOrMeta+F4');
			await workbench.openFile('article.md');
		},
	];

	it('come where they were asked for, in whatever order they arrive', async () => {
		const agnes = 'Agnes kept the light for twenty-six years';
		await insert('Lamp', lineOf('## The lamp') + 1, 1);
		await insert('Agnes', lineOf(agnes), agnes.length + 1);
		const november = lines.find((line) => line.startsWith('> 3 November')) ?? assert.fail();
		await insert('Geese', lineOf(november), november.length + 1);
		await waitUntil(() => Promise.resolve(service.asked.length === 3), 'the requests');
		const start = performance.now();
		for (let step = 0; performance.now() - start < workMs; step++) {
			await work[step % work.length]?.();
		}
		await workbench.screenshot('in-flight');
		assert.equal(await workbench.editorText(), lines.join('\n'), 'the work has left another text than it was to');
		for (const prompt of ['Geese', 'Lamp', 'Agnes']) {
			service.answer(prompt);
			await workbench.notification(`Image inserted: images/${prompt.toLowerCase()}.png`).waitFor({ timeout: 60_000 });
		}
		await workbench.screenshot('in-flight-landed');
		const expected = lines
			.join('\n')
			.replace('## The lamp\n\n\n', '## The lamp\n\n![Lamp](images/lamp.png)\n\n')
			.replace(agnes, `${agnes}![Agnes](images/agnes.png)`)
			.replace(november, `${november}![Geese](images/geese.png)`);
		assert.equal(await workbench.editorText(), expected);
	});
});
