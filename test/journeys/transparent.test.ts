import assert from 'node:assert/strict';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { type PatientService, patientService } from './harness/patientService';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('a transparent background that the model does not draw on, by keyboard', function () {
	this.timeout(120_000);
	let workbench: Workbench;
	let service: PatientService;

	before(async () => {
		service = await patientService();
		workbench = await openWorkbench({
			userSettings: { ...service.settings, 'imagegen.model': 'gpt-image-2.5-flare' },
		});
		await workbench.openFile('article.md');
		await workbench.goTo(2);
	});
	after(async () => {
		await workbench.close();
		await service.server[Symbol.asyncDispose]();
	});

	/** Answers a question that is asked beside the size, by what stands in its line. */
	async function choose(line: string, question: string, answer: string): Promise<void> {
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.type(line);
		await workbench.acceptItem(line);
		await workbench.waitForQuestion(question);
		await workbench.type(answer);
		await workbench.acceptItem(answer);
		await workbench.waitForQuestion('Choose a resolution');
	}

	it('is refused before anything is asked for, with those that do, and the question stays', async () => {
		await workbench.runCommand(insertCommand);
		await workbench.waitForQuestion('What should the image show?');
		await workbench.answer('Osprey on a post');
		await choose('Background: automatic', 'Choose a background', 'transparent');
		await choose('Model: ', 'Choose a model', 'gemini-3-pro-image');
		await workbench.screenshot('transparent-wished');
		await workbench.acceptItem('1K');
		const refusal = workbench.notification("gemini-3-pro-image doesn't draw on a transparent background.");
		await refusal.waitFor();
		await workbench.waitForQuestion('Choose a resolution');
		await workbench.quickPickItems.filter({ hasText: 'Background: transparent' }).waitFor();
		await workbench.screenshot('transparent-refused');
		assert.match(await refusal.innerText(), /(?:These do: .+|\S+ \(.+\) does)\./);
		assert.deepEqual(service.asked, []);
	});

	it('is asked for once it is not wished any more', async () => {
		await choose('Background: transparent', 'Choose a background', 'automatic');
		await workbench.acceptItem('1K');
		await waitUntil(() => Promise.resolve(service.asked.length === 1), 'the request');
		service.answer('Osprey on a post');
		await workbench.notification('Image inserted: images/osprey-on-a-post').waitFor({ timeout: 60_000 });
	});
});
