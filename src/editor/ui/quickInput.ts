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
	/** A button beside the title; it leads elsewhere, where no icon says what it does. */
	readonly help?: (Action & { readonly icon?: string }) | undefined;
	/** The question is there. */
	readonly onOpen?: (open: OpenText) => void;
	/** Why a text cannot be accepted; undefined when it can. Mere warnings do not hold it back. */
	readonly check?: (value: string) => string | vscode.InputBoxValidationMessage | undefined;
	/** Looks at an acceptable answer once more, which may take a while. Where it has something to say the question stays; the same answer again is taken. */
	readonly verify?: (value: string, signal: AbortSignal) => Promise<string | undefined>;
	readonly onChange?: (value: string) => void;
}

/** A question for a text, while it is there. */
export interface OpenText {
	/** What is typed. */
	value: string;
	/** Ends the question as Escape does. */
	close(): void;
}

export interface PickQuestion<T extends vscode.QuickPickItem> extends Question {
	readonly placeholder: string;
	readonly items: readonly T[];
	/** The one that Enter takes. */
	readonly active?: T | undefined;
	/** Finds further items, which may take a while; the signal says that nobody waits for them any more. Never rejects. */
	readonly more?: (signal: AbortSignal) => Promise<readonly T[]>;
	/** The item for what is typed, where that need not be among the others; none for an empty text. */
	readonly typed?: (text: string) => T | undefined;
}

/** Asks for one line of text. */
export async function askText(question: TextQuestion): Promise<Answer<string>> {
	const input = vscode.window.createInputBox();
	const { help, check, verify } = question;
	const closing = new AbortController();
	let verified: string | undefined;
	setUp(
		input,
		question,
		help && { iconPath: new vscode.ThemeIcon(help.icon ?? 'link-external'), tooltip: inert(help.title) },
	);
	input.prompt = inert(question.prompt);
	input.placeholder = question.placeholder && inert(question.placeholder);
	input.value = question.value ?? '';
	input.password = question.isSecret ?? false;
	question.onOpen?.({
		get value() {
			return input.value;
		},
		set value(text) {
			input.value = text;
			input.validationMessage = inertMessage(check?.(text));
		},
		close: () => input.hide(),
	});
	return answerOf<string>(input, (answer) => [
		input.onDidAccept(() => {
			const found = check?.(input.value);
			input.validationMessage = inertMessage(found);
			const { value } = input;
			if (isRefusal(found) || input.busy) {
				return;
			}
			if (!verify || verified === value) {
				answer(value);
				return;
			}
			input.busy = true;
			verify(value, closing.signal).then(
				(message) => {
					input.busy = false;
					verified = value;
					if (message === undefined) {
						answer(value);
					} else if (input.value === value) {
						input.validationMessage = { severity: vscode.InputBoxValidationSeverity.Warning, message: inert(message) };
					}
				},
				(error: unknown) => answer(Promise.reject(error as Error)),
			);
		}),
		input.onDidHide(() => closing.abort()),
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

/** Asks for one of several items, which may become more while the question is there, or for what is typed. */
export async function askPick<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<Answer<T>> {
	const pick = vscode.window.createQuickPick<ShownItem<T>>();
	const closing = new AbortController();
	const { more, typed } = question;
	setUp(pick, question);
	pick.placeholder = inert(question.placeholder);
	pick.matchOnDescription = true;
	let items = question.items.map(shown);
	// The editor tells what was chosen by its place: what comes meanwhile goes behind all that is there, also behind what is typed.
	let typedAt: number | undefined;
	const show = (active = pick.activeItems[0]?.item): void => {
		const text = pick.value.trim();
		const own = typed?.(text);
		const typedItem = own && { ...shown(own), alwaysShow: true };
		typedAt = typedItem && (typedAt ?? items.length);
		pick.items = typedItem ? items.toSpliced(typedAt ?? 0, 0, typedItem) : items;
		const isFound = items.some(({ label, description = '' }) => `${label} ${description}`.includes(text));
		const focused = typedItem && !isFound ? typedItem : pick.items.find(({ item }) => item === active);
		if (focused) {
			pick.activeItems = [focused];
		}
	};
	show(question.active);
	pick.keepScrollPosition = true;
	const answer = answerOf<T>(pick, (give) => [
		pick.onDidAccept(() => {
			const chosen = pick.selectedItems[0]?.item ?? typed?.(pick.value.trim());
			if (chosen) {
				give(chosen);
			}
		}),
		pick.onDidTriggerButton(() => give(back)),
		pick.onDidHide(() => closing.abort()),
		...(typed ? [pick.onDidChangeValue(() => show(pick.value.trim() === '' ? question.active : undefined))] : []),
	]);
	if (more) {
		pick.busy = true;
		const found = await Promise.race([answer, more(closing.signal)]);
		if (Array.isArray(found)) {
			items = [...items, ...(found as readonly T[]).map(shown)];
			pick.busy = false;
			show();
		}
	}
	return await answer;
}

export interface PicksQuestion<T extends vscode.QuickPickItem> extends Question {
	/** Until the items are there. */
	readonly waiting: string;
	readonly placeholder: string;
	/** Finds the items; the signal says that nobody waits for them any more. */
	readonly find: (cancelled: vscode.CancellationToken) => Promise<readonly T[]>;
	/** Whether the item can be ticked; one that cannot only tells of something. */
	readonly isTickable: (item: T) => boolean;
	/** Whether the item is ticked already. */
	readonly isTicked: (item: T) => boolean;
	/** No more can be ticked at once. */
	readonly most?: number;
	/** Whether Enter takes none as well. */
	readonly mayBeNone?: boolean;
}

/**
 * Asks for some of several items, which may take a while to find: Escape ends that, too. Resolves with none where there are none. Enter
 * does nothing before something is ticked, unless none is an answer as well.
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
		let last: readonly ShownItem<T>[] = [];
		question.find(finding.token).then(
			(items) => {
				if (items.length === 0) {
					give([]);
				} else if (!finding.token.isCancellationRequested) {
					pick.items = items.map(shown);
					pick.selectedItems = pick.items.filter(({ item }) => question.isTicked(item));
					last = pick.selectedItems;
					pick.placeholder = inert(question.placeholder);
					pick.busy = false;
				}
			},
			(error: unknown) => give(Promise.reject(error as Error)),
		);
		return [
			pick.onDidChangeSelection((selected) => {
				const tickable = selected.filter(({ item }) => question.isTickable(item));
				const isBeyond = tickable.length > (question.most ?? Infinity);
				last = isBeyond ? tickable.filter((one) => last.includes(one)) : tickable;
				if (last.length < selected.length) {
					pick.selectedItems = last;
				}
			}),
			pick.onDidAccept(() => {
				if (pick.selectedItems.length > 0 || (question.mayBeNone && !pick.busy)) {
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
