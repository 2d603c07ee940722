import * as vscode from 'vscode';
import { inert } from './inert';
import type { Action } from './notify';

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
	/** A button beside the title. */
	readonly help?: Action | undefined;
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
	const { help, check } = question;
	setUp(input, question, help && { iconPath: new vscode.ThemeIcon('link-external'), tooltip: inert(help.title) });
	input.prompt = inert(question.prompt);
	input.placeholder = question.placeholder && inert(question.placeholder);
	input.value = question.value ?? '';
	input.password = question.isSecret ?? false;
	return answerOf<string>(input, (answer) => [
		input.onDidAccept(() => {
			const found = check?.(input.value);
			input.validationMessage = inertMessage(found);
			if (!isRefusal(found)) {
				answer(input.value);
			}
		}),
		input.onDidChangeValue((value) => {
			// An empty text is not wrong before it is sent.
			input.validationMessage = value === '' ? undefined : inertMessage(check?.(value));
			question.onChange?.(value);
		}),
		input.onDidTriggerButton((button) => {
			if (button === vscode.QuickInputButtons.Back) {
				answer(back);
			} else {
				help?.run();
			}
		}),
	]);
}

/** Asks for a text that acts while it is typed. Undefined when the person left with Escape. */
export async function watchText(
	question: Pick<TextQuestion, 'title' | 'prompt' | 'value'>,
	onChange: (text: string) => void,
): Promise<string | undefined> {
	const answer = await askText({ ...question, onChange });
	return answer === back ? undefined : answer;
}

/** Asks for one of several items. */
export async function askPick<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<Answer<T>> {
	const pick = vscode.window.createQuickPick<ShownItem<T>>();
	setUp(pick, question);
	pick.placeholder = inert(question.placeholder);
	pick.matchOnDescription = true;
	pick.items = question.items.map(shown);
	pick.activeItems = pick.items.filter(({ item }) => item === question.active);
	return answerOf<T>(pick, (answer) => [
		pick.onDidAccept(() => {
			const [chosen] = pick.selectedItems;
			if (chosen) {
				answer(chosen.item);
			}
		}),
		pick.onDidTriggerButton(() => answer(back)),
	]);
}

export interface PicksQuestion<T extends vscode.QuickPickItem> extends Question {
	/** Until the items are there. */
	readonly waiting: string;
	readonly placeholder: string;
	/** Finds the items; the signal says that nobody waits for them any more. */
	readonly find: (cancelled: vscode.CancellationToken) => Promise<readonly T[]>;
	/** Whether the item can be ticked; one that cannot only tells of something. */
	readonly isTickable: (item: T) => boolean;
	/** Those that are ticked already. */
	readonly ticked?: readonly T[];
}

/**
 * Asks for some of several items, which may take a while to find: Escape ends that, too. Resolves with none where there are none. Enter
 * does nothing before something is ticked.
 */
export async function askPicks<T extends vscode.QuickPickItem>(
	question: PicksQuestion<T>,
): Promise<Answer<readonly T[]>> {
	const pick = vscode.window.createQuickPick<ShownItem<T>>();
	const finding = new vscode.CancellationTokenSource();
	setUp(pick, question);
	pick.placeholder = inert(question.waiting);
	pick.busy = true;
	pick.canSelectMany = true;
	pick.matchOnDescription = true;
	pick.matchOnDetail = true;
	const answer = answerOf<readonly T[]>(pick, (give) => {
		question.find(finding.token).then(
			(items) => {
				if (items.length === 0) {
					give([]);
				} else if (!finding.token.isCancellationRequested) {
					pick.items = items.map(shown);
					pick.selectedItems = pick.items.filter(({ item }) => question.ticked?.includes(item));
					pick.placeholder = inert(question.placeholder);
					pick.busy = false;
				}
			},
			(error: unknown) => give(Promise.reject(error as Error)),
		);
		return [
			pick.onDidChangeSelection((selected) => {
				const ticked = selected.filter(({ item }) => question.isTickable(item));
				if (ticked.length < selected.length) {
					pick.selectedItems = ticked;
				}
			}),
			pick.onDidAccept(() => {
				if (pick.selectedItems.length > 0) {
					give(pick.selectedItems.map(({ item }) => item));
				}
			}),
			pick.onDidTriggerButton(() => give(back)),
			pick.onDidHide(() => finding.cancel()),
		];
	});
	return await answer;
}

/** An item as it stands in a list. Icons of our own are its `iconPath`. */
type ShownItem<T> = vscode.QuickPickItem & { readonly item: T };

/** The item with whatever its texts say, and nothing that they could do. */
function shown<T extends vscode.QuickPickItem>(item: T): ShownItem<T> {
	const { label, description, detail } = item;
	return {
		...item,
		label: inert(label),
		...(description !== undefined && { description: inert(description) }),
		...(detail !== undefined && { detail: inert(detail) }),
		item,
	};
}

function inertMessage(message: ReturnType<NonNullable<TextQuestion['check']>>): typeof message {
	return typeof message === 'object' ? { ...message, message: inert(message.message) } : message && inert(message);
}

function setUp(
	input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
	question: Question,
	extra?: vscode.QuickInputButton,
): void {
	input.title = inert(question.title);
	input.step = question.step;
	input.totalSteps = question.steps;
	// People look things up in other windows while they word a prompt.
	input.ignoreFocusOut = true;
	input.buttons = [...(question.canGoBack ? [vscode.QuickInputButtons.Back] : []), ...(extra ? [extra] : [])];
}

function answerOf<T>(
	input: vscode.QuickInput,
	listen: (answer: (value: Answer<T> | Promise<never>) => void) => vscode.Disposable[],
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
