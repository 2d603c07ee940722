import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { ruleFor } from '../../documents/destination/copyRules';
import {
	defaultDestination,
	type DestinationContext,
	destinationFor,
	type Refusal,
} from '../../documents/destination/destination';
import { fileNameFor, type Letters, needsAscii } from '../../documents/destination/fileName';
import { type Template, uses } from '../../documents/destination/template';
import { baseInAsciidoc } from '../../documents/formats/asciidocAttributes';
import type { Site } from '../../documents/sites/site';
import { leadsOutOf } from '../../engine/jobs/realPath';
import type { Anchor } from '../anchors/anchor';
import { fileOf, findDocument, folderOf, languageOf, markdownLanguages } from '../anchors/documents';
import type { Settings } from '../settings';
import { siteOfDocument } from './sites';

/** An image that is to be saved. */
export interface NewImage {
	/** Where it is by now: a file on this machine's disk. */
	readonly path: string;
	readonly prompt: string;
	/** Such as `2K`; absent where it is not known what was asked for. */
	readonly resolution?: string;
	/** The id of the model that made it. */
	readonly model?: string;
}

/** Where an image goes; which setting, or which link on the disk, leads out of the workspace; or that there is no folder. */
export type SaveTarget =
	/** `replaces`: what is called so already is to make room. `isNumbered`: it gets a number in any case. */
	| {
			readonly kind: 'file';
			readonly uri: vscode.Uri;
			readonly replaces: boolean;
			readonly isNumbered?: boolean;
	  }
	| { readonly kind: 'refused'; readonly setting: Template['setting']; readonly why: Refusal }
	| { readonly kind: 'linkedOut'; readonly folder: vscode.Uri; readonly path: string }
	| { readonly kind: 'noFolder' };

/** The document that an image is for, and where in it that is, as long as it is known. */
export type PlaceOfImage = Pick<Anchor, 'uri' | 'offsetIn'>;

/** Where that image goes, which was asked for at that place, or at none. */
export async function chooseTarget(
	settings: Settings,
	image: NewImage,
	place: PlaceOfImage | undefined,
): Promise<SaveTarget> {
	const documentUri = place?.uri;
	const file = documentUri && fileOf(documentUri);
	const folder = folderOf(file);
	const home = file ?? folder;
	if (!home) {
		return { kind: 'noFolder' };
	}
	const document = documentUri && (await findDocument(documentUri));
	const site = document && (await siteOfDocument(settings, document));
	const letters = lettersFor(settings.fileNames(home), document, site);
	const fileName = fileNameFor(image.prompt, letters) + posix.extname(image.path);
	const { template, replaces } = chooseTemplate(settings, home, document);
	const folders = foldersBeside(home);
	const context = {
		...(file && { documentPath: file.path }),
		...(folder && { folderPath: folder.path }),
		folderPaths: folders.map(({ path }) => path),
		fileName,
		...(image.resolution !== undefined && { resolution: image.resolution }),
		...(image.model !== undefined && { model: image.model }),
		...(template && uses(template, 'hash') && { hash: await hashOf(image.path) }),
		now: Date.now(),
	};
	const convention = template
		? undefined
		: site?.images !== undefined
			? { path: posix.join(site.images, fileName) }
			: imageIn(document, place, context);
	const destination = convention ?? destinationFor(template ?? defaultDestination, context);
	if (!destination) {
		return { kind: 'noFolder' };
	}
	if ('refused' in destination) {
		return { kind: 'refused', setting: template?.setting ?? 'imagegen.destination', why: destination };
	}
	const uri = home.with({ path: destination.path });
	const target = vscode.Uri.joinPath(uri, '..');
	const path = await realFolderOutside([folder ?? vscode.Uri.joinPath(home, '..'), ...folders], target);
	return path === undefined ? { kind: 'file', uri, replaces } : { kind: 'linkedOut', folder: target, path };
}

function lettersFor(setting: Letters, document: vscode.TextDocument | undefined, site: Site | undefined): Letters {
	const isAscii = setting === 'ascii' || site?.needsAscii === true || (document && needsAscii(languageOf(document)));
	return isAscii ? 'ascii' : 'asWritten';
}

/** The workspace folders that are where `home` is: on the same disk, or the same server. */
function foldersBeside(home: vscode.Uri): readonly vscode.Uri[] {
	return (vscode.workspace.workspaceFolders ?? [])
		.map(({ uri }) => uri)
		.filter(({ scheme, authority }) => scheme === home.scheme && authority === home.authority);
}

/** Where the folder really is, if that is in none of the roots. Links are followed where there are any: in files. */
export async function realFolderOutside(roots: readonly vscode.Uri[], folder: vscode.Uri): Promise<string | undefined> {
	const paths = roots.map(({ fsPath }) => fsPath);
	return folder.scheme === 'file' ? leadsOutOf(paths, folder.fsPath) : undefined;
}

/** Told apart by so much of it: enough for the images of one folder. */
async function hashOf(path: string): Promise<string> {
	return createHash('sha256')
		.update(await readFile(path))
		.digest('hex')
		.slice(0, 8);
}

/** The template that is set for images in the document; none where nothing is. */
function chooseTemplate(
	settings: Settings,
	home: vscode.Uri,
	document: vscode.TextDocument | undefined,
): { readonly template?: Template; readonly replaces: boolean } {
	const text = settings.destination(home);
	if (text !== '') {
		return { template: { text, setting: 'imagegen.destination' }, replaces: false };
	}
	const rule =
		document &&
		markdownLanguages.has(document.languageId) &&
		ruleFor(copySetting(document, 'copyFiles.destination'), {
			documentPath: home.path,
			folderPaths: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.path),
		});
	return rule
		? { template: rule, replaces: copySetting(document, 'copyFiles.overwriteBehavior') === 'overwrite' }
		: { replaces: false };
}

/** In the folder in which a document itself has its images from there on, by `:imagesdir:` in AsciiDoc; undefined where it has none. */
function imageIn(
	document: vscode.TextDocument | undefined,
	place: PlaceOfImage | undefined,
	context: DestinationContext,
): { readonly path: string } | undefined {
	const offset = document && languageOf(document) === 'asciidoc' ? place?.offsetIn(document) : undefined;
	if (!document || offset === undefined) {
		return undefined;
	}
	const { folder } = baseInAsciidoc(document.getText(), offset);
	const destination = folder ? destinationFor({ ...defaultDestination, text: `${folder}/` }, context) : undefined;
	return destination && !('refused' in destination) ? destination : undefined;
}

/** A setting for copied files, all its layers merged; in a workspace that is not trusted, the person's own alone. */
function copySetting(document: vscode.TextDocument, key: string): unknown {
	const configuration = vscode.workspace.getConfiguration('markdown', document);
	if (vscode.workspace.isTrusted) {
		return configuration.get(key);
	}
	const own = configuration.inspect(key);
	return own?.globalLanguageValue ?? own?.globalValue;
}
