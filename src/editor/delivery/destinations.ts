import * as v from 'valibot';
import * as vscode from 'vscode';
import {
	asTemplate,
	type CopyRules,
	defaultDestination,
	type Destination,
	destinationFor,
	ruleFor,
} from '../../documents/destination/destination';
import { fileOf, findDocument, folderOf } from '../anchors/documents';
import type { Settings } from '../settings';
import { leadsOutOf } from './realPath';

/** Where an image goes; which setting, or which link on the disk, leads out of the workspace; or that there is no folder. */
export type SaveTarget =
	| { readonly kind: 'file'; readonly uri: vscode.Uri }
	| { readonly kind: 'refused'; readonly setting: string; readonly path: string }
	| { readonly kind: 'linkedOut'; readonly folder: vscode.Uri; readonly path: string }
	| { readonly kind: 'noFolder' };

/** Where an image with that file name goes that was asked for in `documentUri`, or without a document. */
export async function chooseTarget(
	settings: Settings,
	fileName: string,
	documentUri: vscode.Uri | undefined,
): Promise<SaveTarget> {
	const file = documentUri && fileOf(documentUri);
	const folder = folderOf(file);
	const home = file ?? folder;
	if (!home) {
		return { kind: 'noFolder' };
	}
	const { template, setting } = await chooseTemplate(settings, home, documentUri);
	const destination: Destination | undefined = destinationFor(template, {
		...(file && { documentPath: file.path }),
		...(folder && { folderPath: folder.path }),
		fileName,
		now: Date.now(),
	});
	if (!destination) {
		return { kind: 'noFolder' };
	}
	if ('refused' in destination) {
		return { kind: 'refused', setting, path: destination.path };
	}
	const uri = home.with({ path: destination.path });
	const target = vscode.Uri.joinPath(uri, '..');
	const path = await realFolderOutside(folder ?? vscode.Uri.joinPath(home, '..'), target);
	return path === undefined ? { kind: 'file', uri } : { kind: 'linkedOut', folder: target, path };
}

/** Links are followed where there are any: in files. */
async function realFolderOutside(root: vscode.Uri, folder: vscode.Uri): Promise<string | undefined> {
	return folder.scheme === 'file' ? leadsOutOf(root.fsPath, folder.fsPath) : undefined;
}

async function chooseTemplate(
	settings: Settings,
	home: vscode.Uri,
	documentUri: vscode.Uri | undefined,
): Promise<{ template: string; setting: string }> {
	const own = settings.destination(home);
	if (own !== '') {
		return { template: asTemplate(own), setting: 'imagegen.destination' };
	}
	const document = documentUri && (await findDocument(documentUri));
	const rule =
		document?.languageId === 'markdown' ? ruleFor(copyRules(home), (glob) => isMatch(document, glob)) : undefined;
	return { template: rule ?? defaultDestination, setting: 'markdown.copyFiles.destination' };
}

/** The person's rules; a workspace that is not trusted has none. */
function copyRules(resource: vscode.Uri): CopyRules {
	const setting = vscode.workspace.getConfiguration('markdown', resource).inspect('copyFiles.destination');
	const value = vscode.workspace.isTrusted
		? (setting?.workspaceFolderValue ?? setting?.workspaceValue ?? setting?.globalValue)
		: setting?.globalValue;
	return v.parse(v.fallback(v.record(v.string(), v.string()), {}), value);
}

/** Globs as Visual Studio Code reads them there: `/` at the start means a workspace folder, and others match at any depth. */
function isMatch(document: vscode.TextDocument, glob: string): boolean {
	const patterns = glob.startsWith('/')
		? (vscode.workspace.workspaceFolders ?? []).map((folder) => new vscode.RelativePattern(folder, glob.slice(1)))
		: [glob.startsWith('**') ? glob : `**/${glob}`];
	return patterns.some((pattern) => vscode.languages.match({ pattern }, document) > 0);
}
