import * as vscode from 'vscode';

/** A button of a notification. */
export interface Action {
	readonly title: string;
	run(): unknown;
}

const show = {
	info: vscode.window.showInformationMessage,
	warning: vscode.window.showWarningMessage,
	error: vscode.window.showErrorMessage,
} satisfies Record<string, (message: string, ...titles: string[]) => Thenable<string | undefined>>;

/** Shows a notification and runs the action that is chosen. Resolves when it was dismissed or the action is done. */
export async function notify(severity: keyof typeof show, message: string, actions: readonly Action[]): Promise<void> {
	const chosen = await show[severity](message, ...actions.map(({ title }) => title));
	await actions.find(({ title }) => title === chosen)?.run();
}
