import * as vscode from 'vscode';

/** What a question resolves with when the person goes back to the one before. */
export const back: unique symbol = Symbol('back');

/** An answer; `back`; or undefined when the person left with Escape. */
export type Answer<T> = T | typeof back | undefined;

interface Question {
	readonly title: string;
	/** From 1; shown as "(step/steps)". */
	readonly step?: number;
	readonly steps?: number;
	readonly canGoBack?: boolean;
}

export interface TextQuestion extends Question {
	readonly prompt: string;
	readonly placeholder?: string;
	/** Pre-filled, and selected as a whole. */
	readonly value?: string;
	readonly isSecret?: boolean;
	/** Shown as a button that opens the page. */
	readonly page?: { readonly title: string; readonly url: string };
	/** Why a text cannot be accepted; undefined when it can. Mere warnings do not hold it back. */
	readonly check?: (value: string) => string | vscode.InputBoxValidationMessage | undefined;
	readonly onChange?: (value: string) => void;
}

export interface PickQuestion<T extends vscode.QuickPickItem> extends Question {
	readonly placeholder: string;
	readonly items: readonly T[];
	/** The one that Enter takes. */
	readonly active?: T | undefined;
}

/** Asks for one line of text. */
export async function askText(question: TextQuestion): Promise<Answer<string>> {
	const input = vscode.window.createInputBox();
	const { page, check } = question;
	const pageButton = page && { iconPath: new vscode.ThemeIcon('link-external'), tooltip: page.title };
	setUp(input, question, pageButton);
	input.prompt = question.prompt;
	input.placeholder = question.placeholder;
	input.value = question.value ?? '';
	input.password = question.isSecret ?? false;
	return answerOf<string>(input, (answer) => [
		input.onDidAccept(() => {
			input.validationMessage = check?.(input.value);
			if (!isRefusal(input.validationMessage)) {
				answer(input.value);
			}
		}),
		input.onDidChangeValue((value) => {
			// An empty text is not wrong before it is sent.
			input.validationMessage = value === '' ? undefined : check?.(value);
			question.onChange?.(value);
		}),
		input.onDidTriggerButton((button) => {
			if (button === vscode.QuickInputButtons.Back) {
				answer(back);
			} else if (page) {
				void vscode.env.openExternal(vscode.Uri.parse(page.url));
			}
		}),
	]);
}

/** Asks for one of several items. */
export async function askPick<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<Answer<T>> {
	const pick = vscode.window.createQuickPick<T>();
	setUp(pick, question);
	pick.placeholder = question.placeholder;
	pick.matchOnDescription = true;
	pick.items = question.items;
	pick.activeItems = question.active ? [question.active] : [];
	return answerOf<T>(pick, (answer) => [
		pick.onDidAccept(() => {
			const [chosen] = pick.selectedItems;
			if (chosen) {
				answer(chosen);
			}
		}),
		pick.onDidTriggerButton(() => answer(back)),
	]);
}

function setUp(
	input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
	question: Question,
	extra?: vscode.QuickInputButton,
): void {
	input.title = question.title;
	input.step = question.step;
	input.totalSteps = question.steps;
	// People look things up in other windows while they word a prompt.
	input.ignoreFocusOut = true;
	input.buttons = [...(question.canGoBack ? [vscode.QuickInputButtons.Back] : []), ...(extra ? [extra] : [])];
}

function answerOf<T>(
	input: vscode.QuickInput,
	listen: (answer: (value: Answer<T>) => void) => vscode.Disposable[],
): Promise<Answer<T>> {
	return new Promise<Answer<T>>((resolve) => {
		const listeners = listen((value) => {
			resolve(value);
			input.dispose();
		});
		const hidden = input.onDidHide(() => {
			resolve(undefined);
			input.dispose();
			vscode.Disposable.from(hidden, ...listeners).dispose();
		});
		input.show();
	});
}

function isRefusal(message: string | vscode.InputBoxValidationMessage | undefined): boolean {
	return typeof message === 'object'
		? message.severity === vscode.InputBoxValidationSeverity.Error
		: message !== undefined;
}
