// What a person does in VS Code, by keyboard, and what they see. Everything waits for what it needs to see.
import type { Stats } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { screenshots } from './paths';
import { waitUntil } from './waitUntil';

const activeGroup = '.editor-group-container.active';
const activeTab = `${activeGroup} .tab.active`;

export class Workbench {
	constructor(
		public page: Page,
		/** The folder that is open: a copy which the journey may change. */
		readonly workspace: string,
		/** The server's data folder: the extension's global storage is in `data/User/globalStorage`. */
		readonly dataDir: string,
		private readonly dispose: () => Promise<void>,
	) {}

	/** Ends the browser, the server and every job that still runs, and removes their folders. */
	close(): Promise<void> {
		return this.dispose();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}

	/** Waits until extensions are registered and the editors of the last session are back. */
	async waitUntilReady(): Promise<void> {
		await this.page.locator('.monaco-workbench .statusbar').waitFor();
		await this.page.waitForFunction(
			(marks) => marks.every((mark) => performance.getEntriesByName(mark).length > 0),
			['code/didLoadExtensions', 'code/didRestoreEditors'],
		);
	}

	/** Reloads the window as *Developer: Reload Window* does. */
	async reload(): Promise<void> {
		await this.page.reload();
		await this.waitUntilReady();
	}

	/** Opens the workspace in another window, in place of one that has crashed. */
	async openWindow(address: string): Promise<void> {
		this.page = await this.page.context().newPage();
		await this.page.goto(address);
		await this.waitUntilReady();
	}

	/** Presses keys one after the other, such as `Control+Z` or `ArrowDown`. */
	async press(...keys: readonly string[]): Promise<void> {
		for (const key of keys) {
			await this.page.keyboard.press(key);
		}
	}

	/** Types where the focus is. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text);
	}

	// Command palette and quick inputs

	get quickInput(): Locator {
		return this.page.locator('.quick-input-widget:visible');
	}

	get quickPickItems(): Locator {
		return this.quickInput.locator('.quick-input-list .monaco-list-row');
	}

	/** Opens the command palette and filters it. */
	async openPalette(filter: string): Promise<void> {
		await this.press('F1');
		await this.palette.waitFor();
		await this.type(filter);
	}

	/** Runs a command by its whole title, such as `Image Gen: Show Log`. */
	async runCommand(title: string): Promise<void> {
		await this.openPalette(title);
		await this.acceptItem(title);
		// The command's own question comes in the same box: what is typed must not meet the palette, or the editor.
		await this.palette.waitFor({ state: 'hidden' });
	}

	/** Waits for a question whose title, prompt or placeholder contains the text. */
	async waitForQuestion(text: string): Promise<void> {
		await this.quickInput
			.locator(':is(.quick-input-title, .quick-input-description, .quick-input-message):visible')
			.filter({ hasText: text })
			.or(this.quickInput.locator(`input[placeholder*=${JSON.stringify(text)}]`))
			.first()
			.waitFor()
			.catch(async (cause: unknown) => {
				const shown = await this.page.locator('.quick-input-widget:visible, .notification-toast').allInnerTexts();
				throw new Error(`No question has “${text}”. Shown: ${JSON.stringify(shown)}`, { cause });
			});
	}

	/** Answers the question that is on the screen (wait for it first), in place of what stands in its field. */
	async answer(text: string): Promise<void> {
		await this.press('ControlOrMeta+A');
		await this.type(text);
		await this.press('Enter');
	}

	/** Answers a file dialog that is on the screen, once it has found the file. */
	async chooseFile(file: string): Promise<void> {
		// The dialog writes the folder it begins with into its field when it has listed it: not into the middle of the answer.
		await this.quickPickItems.first().waitFor();
		await this.quickInput.locator('input[type="text"]').fill(file);
		await this.quickPickItems
			.filter({ hasText: path.basename(file) })
			.first()
			.waitFor();
		await this.press('Enter');
	}

	/** Presses Enter when the item whose label starts with the text is the one in focus. */
	async acceptItem(label: string): Promise<void> {
		await this.quickInput.locator(`.monaco-list-row.focused[aria-label^=${JSON.stringify(label)}]`).waitFor();
		await this.press('Enter');
	}

	private get palette(): Locator {
		return this.quickInput.getByPlaceholder('Type the name of a command to run.');
	}

	// Editors

	/** Opens a file of the workspace by quick open. */
	async openFile(name: string): Promise<void> {
		await this.press('ControlOrMeta+P');
		await this.quickInput.waitFor();
		await this.type(name);
		await this.acceptItem(path.basename(name));
		await this.page.locator(`${activeTab}[data-resource-name="${path.basename(name)}"]`).waitFor();
		await this.waitForEditor();
	}

	/** Waits until what is typed goes into a document. */
	async waitForEditor(): Promise<void> {
		await this.page.locator(`${activeGroup} .monaco-editor.focused`).waitFor();
	}

	/** Moves the cursor of the active editor. Lines and columns count from 1. */
	async goTo(line: number, column = 1): Promise<void> {
		await this.press('Control+G');
		await this.quickInput.waitFor();
		await this.type(`${line}:${column}`);
		await this.press('Enter');
		await this.quickInput.waitFor({ state: 'hidden' });
		await this.statusBarItem(`Ln ${line}, Col ${column}`).waitFor();
	}

	/** Saves the active editor, waits until its file is written, and returns the file's path. */
	async save(): Promise<string> {
		const file = await this.page.locator(`${activeTab} .tab-label`).getAttribute('aria-label');
		if (file === null) {
			throw new Error('The active editor has no file.');
		}
		const before = await stat(file);
		// Ctrl+S writes the file even when nothing has changed, so there is always a new time to wait for. It empties it first.
		const isWritten = ({ mtimeMs, size }: Stats): boolean =>
			mtimeMs !== before.mtimeMs && (size > 0 || before.size === 0);
		const unsaved = this.page.locator(`${activeTab}.dirty`);
		let pressedAt = -Infinity;
		await waitUntil(async () => {
			// Once more after a while: what is pressed while the editor saves by itself counts as that, and writes nothing anew. And an image may
			// come right after the text was written.
			if (performance.now() > pressedAt + 2_000) {
				pressedAt = performance.now();
				await this.press('ControlOrMeta+S');
			}
			return isWritten(await stat(file)) && (await unsaved.count()) === 0;
		}, `${file} to be saved`);
		return file;
	}

	/** Saves the active editor and reads its file: the whole text, whatever part of it is on the screen. */
	async editorText(): Promise<string> {
		return readFile(await this.save(), 'utf8');
	}

	/** The lines that are on the screen in the active editor. */
	async visibleText(): Promise<string> {
		const text = await this.page.locator(`${activeGroup} .view-lines`).innerText();
		return text.replaceAll('\u00a0', ' ');
	}

	/** Waits until this stands beside the text of the active editor, where an image will land. */
	async waitForMark(text: string): Promise<void> {
		await this.page.waitForFunction(hasMark(text));
	}

	/** Waits until nothing stands beside the text of the active editor any more. */
	async waitForNoMark(): Promise<void> {
		await this.page.waitForFunction(`!${hasMark('generating')}`);
	}

	/** Waits until that many editors, in whatever groups, have something beside their text where an image will land. */
	async waitForMarks(count: number): Promise<void> {
		await this.page.waitForFunction(`${marksWith('generating', '.monaco-editor')}.size === ${count}`);
	}

	/** Chooses from the menu that is open, by keyboard: it minds no click in its first tenth of a second. */
	async chooseFromMenu(label: string): Promise<void> {
		const menu = this.page.locator('.monaco-menu');
		await menu.getByText(label, { exact: true }).waitFor();
		const count = await menu.locator('.action-item').count();
		const focused = menu.locator('.action-item.focused').getByText(label, { exact: true });
		for (let item = 0; item < count && (await focused.count()) === 0; item++) {
			await this.press('ArrowDown');
		}
		await focused.waitFor();
		await this.press('Enter');
	}

	// What the extension shows

	/** The notifications on the screen whose text contains this one. */
	notification(text: string): Locator {
		return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
	}

	/** The texts of the notifications on the screen. */
	notificationTexts(): Promise<string[]> {
		return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
	}

	/** Presses a button of a notification. */
	async choose(notification: string, button: string): Promise<void> {
		await this.notification(notification).getByRole('button', { name: button, exact: true }).click();
	}

	/** Shows the view of all images. */
	async showImages(): Promise<void> {
		const list = this.page.locator('.customview-tree .monaco-list:focus');
		// Where the focus is there already, nothing would tell when the command is done, and it might take the focus from what comes next.
		if ((await list.count()) === 0) {
			await this.runCommand('Image Gen: Show Generated Images');
			// The palette gives the focus back to the editor when it closes, if it is the slower of the two.
			await list.waitFor();
		}
	}

	/** The rows of the view of all images whose text contains this one. */
	imageRow(text: string): Locator {
		return this.page.locator('.customview-tree .monaco-list-row').filter({ hasText: text });
	}

	/** The status bar items whose text contains this one. */
	statusBarItem(text: string): Locator {
		return this.page.locator('.statusbar-item').filter({ hasText: text });
	}

	/** Keeps what is on the screen as test/out/screenshots/NAME.png. */
	async screenshot(name: string): Promise<void> {
		await mkdir(screenshots, { recursive: true });
		await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
	}
}

/** For the page: whether what the style sheet puts behind some of the active editor's text has this in it. */
function hasMark(text: string): string {
	return `${marksWith(text, `${activeGroup} .monaco-editor`)}.size > 0`;
}

/** For the page: the set of the editors of which that is so. */
function marksWith(text: string, editors: string): string {
	const spans = `[...document.querySelectorAll(${JSON.stringify(`${editors} .view-line span`)})]`;
	const isMark = `(span) => getComputedStyle(span, '::after').content.includes(${JSON.stringify(text)})`;
	return `new Set(${spans}.filter(${isMark}).map((span) => span.closest('.monaco-editor')))`;
}
