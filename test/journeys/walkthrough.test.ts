import assert from 'node:assert/strict';
import texts from '../../package.nls.json';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

/** What a person needs for a keystroke, and to read a question and decide, with a wide margin: in milliseconds. */
const keystrokeMs = 250;
const decisionMs = 3000;

describe('The walkthrough, by keyboard, from a clean profile', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	let keystrokes = 0;
	let decisions = 0;

	before(async () => {
		workbench = await openWorkbench({ userSettings: { 'imagegen.sandbox.timeScale': 0.05 } });
	});
	after(() => workbench.close());

	async function press(key: string): Promise<void> {
		keystrokes++;
		await workbench.press(key);
	}

	async function type(text: string): Promise<void> {
		keystrokes += text.length;
		await workbench.type(text);
	}

	/** Presses a key until what has the focus begins so. */
	async function pressUntilFocused(key: string, name: string): Promise<void> {
		const focused = workbench.page.locator(':focus');
		for (let times = 0; times < 20; times++) {
			if ((await focused.count()) > 0 && (await focused.first().innerText()).trim().startsWith(name)) {
				decisions++;
				return;
			}
			await press(key);
		}
		assert.fail(`${name} never had the focus.`);
	}

	const step = (title: string) => workbench.page.locator('.getting-started-step', { hasText: title });

	async function waitUntilDone(title: string): Promise<void> {
		const isDone = async (): Promise<boolean> => (await step(title).locator('.codicon.complete').count()) > 0;
		await waitUntil(isDone, `the step ${title} to be ticked`);
	}

	async function getStarted(): Promise<void> {
		keystrokes += 'F1 Get Started'.length;
		decisions++;
		await workbench.runCommand('Image Gen: Get Started');
	}

	async function answer(prompt: string): Promise<void> {
		await workbench.waitForQuestion('What should the image show?');
		decisions++;
		await type(prompt);
		await press('Enter');
		await workbench.waitForQuestion('Choose a resolution');
		decisions++;
		await press('Enter');
	}

	it('opens from the command palette with four steps, each with something to do', async () => {
		await getStarted();
		for (const title of ['try', 'connect', 'insert', 'goOn'] as const) {
			await step(texts[`walkthrough.${title}`]).waitFor();
		}
		// Beside a step its picture, where there is room.
		await workbench.page.setViewportSize({ width: 1700, height: 900 });
		for (const title of ['goOn', 'insert', 'connect', 'try'] as const) {
			await step(texts[`walkthrough.${title}`]).click();
			const media = workbench.page.frameLocator('iframe.webview').frameLocator('#active-frame');
			await media.locator(`svg#${title}`).waitFor();
			await workbench.screenshot(`walkthrough-${title}`);
		}
		await workbench.page.setViewportSize({ width: 1280, height: 800 });
		await workbench.screenshot('walkthrough');
	});

	it('has an image made in the sandbox, and ticks that', async () => {
		await pressUntilFocused('Tab', 'Generate Image');
		await press('Enter');
		await answer('A red fox');
		await workbench.notification('Image saved').waitFor({ timeout: 60_000 });
		await waitUntilDone(texts['walkthrough.try']);
		await workbench.screenshot('walkthrough-tried');
	});

	it('puts an image into a new document, in less than a minute of a person’s steps', async () => {
		await getStarted();
		await pressUntilFocused('Tab', texts['walkthrough.insert']);
		await press('Enter');
		await pressUntilFocused('Tab', 'Try It in a New Document');
		await press('Enter');
		await answer('A red fox in the snow');
		await workbench.notification('Image inserted').waitFor({ timeout: 60_000 });
		await workbench.page.locator('.view-line', { hasText: '![A red fox in the snow](' }).waitFor();
		await workbench.screenshot('walkthrough-inserted');
		await workbench.runCommand('Image Gen: Get Started');
		await waitUntilDone(texts['walkthrough.insert']);
		await workbench.screenshot('walkthrough-done');
		const takesMs = keystrokes * keystrokeMs + decisions * decisionMs;
		assert.ok(takesMs < 60_000, `${keystrokes} keystrokes and ${decisions} decisions`);
	});
});
