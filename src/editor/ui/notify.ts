import * as vscode from 'vscode';
import type { Section } from '../../messages/sections';
import { inert } from './inert';
import { learnMore } from './learnMore';
import { t } from './translate';

/** A button of a notification. */
export interface Action {
	readonly title: string;
	run(): unknown;
}

/** How long a remark stays in the status bar. */
const remarkMs = 5000;

const show = {
	info: vscode.window.showInformationMessage,
	warning: vscode.window.showWarningMessage,
	error: vscode.window.showErrorMessage,
} satisfies Record<string, (message: string, ...items: vscode.MessageItem[]) => Thenable<unknown>>;

type Severity = keyof typeof show;

/** More buttons than these, and the one that explains what failed, don't fit: VS Code cuts the titles of all of them. */
export const mostActions = 2;

export function notify(severity: 'info', message: string, actions: readonly Action[]): Promise<void>;
export function notify(
	severity: Severity,
	message: string,
	actions: readonly Action[],
	section: Section,
): Promise<void>;
/**
 * Shows a notification and runs the action that is chosen. Resolves when it was dismissed or the action is done.
 *
 * @param section that explains what failed: the last button of a warning or an error opens it.
 */
export async function notify(
	severity: Severity,
	message: string,
	actions: readonly Action[],
	section?: Section,
): Promise<void> {
	const all = severity === 'info' || section === undefined ? actions : [...actions, explain(section)];
	const items = all.map((action) => ({ title: inert(action.title), action }));
	const chosen = await show[severity](inert(message), ...items);
	await chosen?.action.run();
}

/** Shows a warning with one button, and one that explains it. True when the first is pressed. */
export async function offer(message: string, title: string, section: Section): Promise<boolean> {
	let isTaken = false;
	await notify('warning', message, [{ title, run: () => (isTaken = true) }], section);
	return isTaken;
}

function explain(section: Section): Action {
	return { title: t('Learn More'), run: () => learnMore(section) };
}

/**
 * Asks a question that nothing goes on without, in a dialog. Undefined when it was cancelled.
 *
 * @param keep where an answer loses something: what the button that does nothing is called then, in place of Cancel.
 */
export async function confirm<T extends string>(
	question: string,
	detail: string,
	answers: readonly T[],
	keep?: string,
): Promise<T | undefined> {
	const buttons: readonly {
		readonly title: string;
		readonly isCloseAffordance: boolean;
		readonly answer: T | undefined;
	}[] = [
		...(keep === undefined ? [] : [{ title: inert(keep), isCloseAffordance: true, answer: undefined }]),
		...answers.map((answer) => ({ title: inert(answer), isCloseAffordance: false, answer })),
	];
	const options = { modal: true, detail: inert(detail) };
	return (await vscode.window.showWarningMessage(inert(question), options, ...buttons))?.answer;
}

/** Shows a short text in the status bar for some seconds; as a notification to whoever would hear nothing of it there. */
export function remark(text: string): void {
	if (!hasScreenReader()) {
		vscode.window.setStatusBarMessage(inert(text), remarkMs);
	}
	tellScreenReader(text);
}

/** Says by a notification what others see in the status bar: nothing there is read aloud by itself. Nothing without a screen reader. */
export function tellScreenReader(text: string): void {
	if (hasScreenReader()) {
		// It fails only where the window goes, and nobody is left to hear it.
		vscode.window.showInformationMessage(inert(text)).then(undefined, () => undefined);
	}
}

/** Whether the person has told the editor so: where it finds out by itself it tells no extension, but asks to be told. */
function hasScreenReader(): boolean {
	return vscode.workspace.getConfiguration('editor').get('accessibilitySupport') === 'on';
}

/** Says in the status bar what is being done, until it is. */
export function inStatusBar<T>(title: string, work: () => Promise<T>): Thenable<T> {
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: inert(title) }, work);
}

/** Shows a notification with a Cancel button until the work is done; what it reports stands beside the title. */
export function whileWorking<T>(
	title: string,
	work: (report: (message: string) => void, cancelled: vscode.CancellationToken) => Promise<T>,
): Thenable<T> {
	const options = { location: vscode.ProgressLocation.Notification, title: inert(title), cancellable: true };
	return vscode.window.withProgress(options, (progress, cancelled) =>
		work((message) => progress.report({ message: inert(message) }), cancelled),
	);
}
