import * as vscode from 'vscode';
import { mayLinkTo } from '../../engine/network/privacy';
import type { Resolution } from '../../engine/task';
import { extensionId } from './extensionId';
import type { Action } from './notify';
import { askPick, back } from './quickInput';
import { t } from './translate';

/** Opens the settings editor at one setting, or at all of the extension's. */
export function openSettings(query = `@ext:${extensionId}`): Action {
	return {
		title: t('Open Settings'),
		run: () => vscode.commands.executeCommand('workbench.action.openSettings', query),
	};
}

/** Opens a file in the editor. */
export function openFile(uri: vscode.Uri, title = t('Open')): Action {
	return { title, run: () => vscode.commands.executeCommand('vscode.open', uri) };
}

/** Where a document links to an image. */
export interface PlaceOfLink {
	readonly document: string;
}

/** Asks what is to change in an image. */
export function editImage(uri: vscode.Uri, place: PlaceOfLink | undefined): Action {
	return {
		title: t('Edit…'),
		run: () => vscode.commands.executeCommand('imagegen.edit', uri.toString(), place),
	};
}

/** Asks what a lighter copy of an image is to be, and makes it. */
export function makeSmaller(uri: vscode.Uri, place: PlaceOfLink | undefined): Action {
	return {
		title: t('Make a Smaller Copy…'),
		run: () => vscode.commands.executeCommand('imagegen.makeSmaller', uri.toString(), place),
	};
}

/** Shows what was cut off of an image, and asks what is to be kept. */
export function chooseCrop(uri: vscode.Uri, place: PlaceOfLink | undefined): Action {
	return {
		title: t('Choose Crop…'),
		run: () => vscode.commands.executeCommand('imagegen.chooseCrop', uri.toString(), place),
	};
}

/** What else can be done with an image that has come: so many buttons do not fit. */
export function moreVersions(uri: vscode.Uri, place: PlaceOfLink | undefined, ...others: readonly Action[]): Action {
	const doing = (title: string, command: string): Action => ({
		title,
		run: () => vscode.commands.executeCommand(command, uri.toString(), place),
	});
	const actions = [
		doing(t('Generate Again'), 'imagegen.generateAgain'),
		doing(t('Vary…'), 'imagegen.vary'),
		doing(t('Use as Reference Image…'), 'imagegen.useAsReference'),
		makeSmaller(uri, place),
		...others,
	];
	return { title: t('More…'), run: () => chooseAction(vscode.workspace.asRelativePath(uri), actions) };
}

/** Shows the view of all images. */
export function showImages(): Action {
	return { title: t('Show'), run: () => vscode.commands.executeCommand('imagegen.showJobs') };
}

export function showLog(): Action {
	return { title: t('Show Log'), run: () => vscode.commands.executeCommand('imagegen.showLog') };
}

export function selectService(title = t('Select Service…')): Action {
	return { title, run: () => vscode.commands.executeCommand('imagegen.selectService') };
}

/** Looks at the way to the service, for an image of that size. */
export function diagnose(resolution: Resolution): Action {
	return {
		title: t('Diagnose…'),
		run: () => vscode.commands.executeCommand('imagegen.diagnose', resolution),
	};
}

/** Of a longer host only the end is shown, which says whose it is. */
const maxHostLength = 50;

/**
 * Opens a link in a reply of the service at `baseUrl` in the browser; the host is on the button. Undefined for what is no link
 * or must not be opened: a program, a file, a page of this machine's network.
 */
export function openLink(link: string, baseUrl: string): Action | undefined {
	const service = new URL(baseUrl);
	if (!URL.canParse(link, service.href) || !mayLinkTo(new URL(link, service), service)) {
		return undefined;
	}
	const url = new URL(link, service);
	const host = url.host.length > maxHostLength ? `…${url.host.slice(-maxHostLength)}` : url.host;
	return openPage(t('Open Link ({0})', host), url.href);
}

/** Opens a web page that Image Gen itself knows of. */
export function openPage(title: string, url: string): Action {
	return { title, run: () => vscode.env.openExternal(vscode.Uri.parse(url)) };
}

async function chooseAction(title: string, actions: readonly Action[]): Promise<void> {
	const items = actions.map((action) => ({ label: action.title, action }));
	const answer = await askPick({ title, placeholder: t('What to do with the image'), items });
	await (answer === back ? undefined : answer?.action.run());
}
