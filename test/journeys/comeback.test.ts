import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readState } from '../../src/engine/jobs/follow';
import { fileNames, listJobs } from '../../src/engine/jobs/layout';
import { seal, unseal } from '../../src/engine/jobs/sealed';
import { isOver } from '../../src/engine/jobs/state';
import { startSandbox } from '../../src/sandbox/server';
import { insertCommand } from './harness/commands';
import { openWorkbench } from './harness/openWorkbench';
import { writeTakenOn } from './harness/pastJobs';
import { type PatientService, patientService } from './harness/patientService';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

const dayMs = 24 * 60 * 60 * 1000;

describe('a window that is closed while images are generated', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	let service: PatientService;

	beforeEach(async () => {
		service = await patientService();
		workbench = await openWorkbench({ userSettings: service.settings });
	});
	afterEach(async () => {
		await workbench.close();
		await service.server[Symbol.asyncDispose]();
	});

	const jobsPath = (): string => path.join(workbench.dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs');

	/** Asks for images below headings of the article. Gives the article as it is to be once they are there. */
	async function insert(...prompts: readonly (readonly [prompt: string, heading: string])[]): Promise<string> {
		await workbench.openFile('article.md');
		const lines = (await readFile(path.join(workbench.workspace, 'article.md'), 'utf8')).split('\n');
		const links: { readonly at: number; readonly link: string }[] = [];
		for (const [prompt, heading] of prompts) {
			const at = lines.indexOf(heading) + 2;
			await workbench.goTo(at);
			await workbench.runCommand(insertCommand);
			await workbench.waitForQuestion('What should the image show?');
			await workbench.answer(prompt);
			await workbench.waitForQuestion('Choose a resolution');
			await workbench.acceptItem('1K');
			if (prompt.startsWith('Lost')) {
				continue;
			}
			links.push({ at, link: `![${prompt}](images/${prompt.toLowerCase().replaceAll(' ', '-')}.png)` });
		}
		links
			.sort((a, b) => b.at - a.at)
			.forEach(({ at, link }) => {
				const isAlone = lines[at] === '';
				lines.splice(at, 0, link, ...(isAlone ? [] : ['']));
			});
		await waitUntil(() => Promise.resolve(service.asked.length === prompts.length), 'the requests');
		return lines.join('\n');
	}

	/** Closes the window, has everything answered, lets a day go by, and opens the window again. */
	async function openNextDay(): Promise<void> {
		const address = workbench.page.url();
		await workbench.page.goto('about:blank');
		await answerAll();
		await workbench.page.goto(address);
		await workbench.waitUntilReady();
	}

	/** The same with a window that goes without a word: its extension host waits for hours for it to be back. */
	async function crashUntilNextDay(): Promise<void> {
		const address = workbench.page.url();
		const isCrashed = workbench.page.waitForEvent('crash');
		// The page that it goes to never answers.
		void workbench.page.goto('chrome://crash').catch(() => undefined);
		await isCrashed;
		await answerAll();
		await workbench.openWindow(address);
	}

	async function answerAll(): Promise<void> {
		service.asked.forEach((prompt) => service.answer(prompt));
		for (const job of await listJobs(jobsPath())) {
			await waitUntil(async () => isOver(await readState(job)), 'the end of the job');
			// What was yesterday is a day ago: the same as a clock that has gone on by a day.
			const file = path.join(job.path, fileNames.events);
			const events = (await readFile(file, 'utf8')).split('\n').filter(Boolean).map(unseal) as { at: number }[];
			await writeFile(file, events.map((event) => `${seal({ ...event, at: event.at - dayMs })}\n`).join(''));
		}
	}

	it('offers what finished meanwhile, in one message, and inserts it where it belongs', async () => {
		const article = await insert(['A puffin', '## The lamp'], ['A tern', '## The keepers']);
		await openNextDay();
		await workbench.notification('2 images finished while you were away').waitFor({ timeout: 60_000 });
		await workbench.statusBarItem('2 images waiting').waitFor();
		await workbench.screenshot('next-day');
		await workbench.choose('2 images finished while you were away', 'Insert Where They Belong');
		await workbench.notification('2 images are where they belong').waitFor({ timeout: 60_000 });
		await workbench.openFile('article.md');
		assert.equal(await workbench.editorText(), article);
		await workbench.screenshot('next-day-inserted');
		await workbench.statusBarItem('waiting').waitFor({ state: 'detached' });
	});

	it('lets them wait where that is not wanted now', async () => {
		await insert(['A puffin', '## The lamp']);
		await openNextDay();
		await workbench.choose('finished while you were away', 'Not Now');
		await workbench.statusBarItem('1 image waiting').click();
		await workbench.imageRow('not saved yet').filter({ hasText: 'A puffin' }).waitFor();
		await workbench.statusBarItem('waiting').waitFor({ state: 'detached' });
		await workbench.screenshot('next-day-not-now');
		await workbench.reload();
		await workbench.notification('finished while you were away').waitFor({ timeout: 60_000 });
	});

	it('tells what failed meanwhile and may have been billed', async () => {
		await insert(['Lost at sea', '## The lamp']);
		await openNextDay();
		const told = workbench.notification('Couldn\'t generate "Lost at sea"').filter({ hasText: 'billed' });
		await told.getByRole('button', { name: 'Retry' }).waitFor({ timeout: 60_000 });
		await workbench.screenshot('next-day-failed');
		await workbench.statusBarItem('1 image waiting').waitFor();
		assert.equal(service.asked.length, 1);
	});

	it('leaves it to the next one to tell of a failure, and to insert an image, where it went without a word', async () => {
		const article = await insert(['A puffin', '## The lamp'], ['Lost at sea', '## The keepers']);
		await crashUntilNextDay();
		await workbench.notification('Couldn\'t generate "Lost at sea"').waitFor({ timeout: 60_000 });
		await workbench.choose('An image finished while you were away', 'Insert Where It Belongs');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		await workbench.openFile('article.md');
		assert.equal(await workbench.editorText(), article);
	});
});

describe('an image that a service has taken on, and that was not fetched', function () {
	this.timeout(120_000);

	it('is in the view of the next windows, and fetched by Look Again, at no cost', async () => {
		const prompt = 'A lamp of yesterday';
		const sandbox = await startSandbox({ timeScale: 0.02, seed: 1 });
		const model = 'fal-ai/nano-banana-pro';
		const endpoint = { service: 'fal', protocol: 'fal', baseUrl: `${sandbox.url}/as/fal`, model } as const;
		const taken = await fetch(`${endpoint.baseUrl}/${model}`, {
			method: 'POST',
			headers: { authorization: 'Key a-key', 'content-type': 'application/json' },
			body: JSON.stringify({ prompt, resolution: '1K' }),
		});
		const { request_id: id } = (await taken.json()) as { request_id: string };
		const workbench = await openWorkbench({
			userSettings: { 'imagegen.service': 'fal', 'imagegen.baseUrl': endpoint.baseUrl },
			pastJobs: (jobsPath) => writeTakenOn(jobsPath, prompt, { id }, endpoint),
		});
		try {
			await workbench.reload();
			await workbench.showImages();
			await workbench.imageRow('accepted by the service, can be fetched').filter({ hasText: prompt }).click();
			await workbench.notification(`"${prompt}" isn't here yet.`).waitFor();
			await workbench.screenshot('look-again');
			await workbench.runCommand('Notifications: Clear All Notifications');
			await workbench.showImages();
			await workbench.press('Shift+F10');
			await workbench.chooseFromMenu('Look Again');
			// This window has no key for it yet.
			await workbench.quickInput.locator('input[type=password]').waitFor();
			await workbench.answer('a-key');
			await workbench.notification('Image saved: images/a-lamp-of-yesterday.png').waitFor({ timeout: 60_000 });
			assert.deepEqual([sandbox.ledger().creates, sandbox.ledger().billed], [1, 1]);
		} finally {
			await workbench.close();
			await sandbox.close();
		}
	});
});
