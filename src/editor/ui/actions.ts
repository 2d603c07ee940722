import * as vscode from 'vscode';
import type { Resolution } from '../../engine/task';
import type { Action } from './notify';

/** Opens the settings editor at one setting, or at all of the extension's. */
export function openSettings(query = '@ext:imagegen.imagegen'): Action {
	return {
		title: vscode.l10n.t('Open Settings'),
		run: () => vscode.commands.executeCommand('workbench.action.openSettings', query),
	};
}

export function showLog(): Action {
	return { title: vscode.l10n.t('Show Log'), run: () => vscode.commands.executeCommand('imagegen.showLog') };
}

export function selectService(title = vscode.l10n.t('Select Service…')): Action {
	return { title, run: () => vscode.commands.executeCommand('imagegen.selectService') };
}

/** Looks at the way to the service, for an image of that size. */
export function diagnose(resolution: Resolution): Action {
	return {
		title: vscode.l10n.t('Diagnose…'),
		run: () => vscode.commands.executeCommand('imagegen.diagnose', resolution),
	};
}
