import { posix } from 'node:path';
import { driveOf, withLowerDrive } from '../driveLetter';
import { isWithin, mayTake } from '../isWithin';
import { printable } from '../printable';
import { fileNameLike } from './fileName';
import { fillIn, type Template, unknownIn } from './template';

/** Who asks where an image goes. All paths are those of URIs: absolute, with slashes, not encoded. */
export interface DestinationContext {
	/** None for an image that was asked for without a document. */
	readonly documentPath?: string;
	/** The workspace folder of the document, or the one to use without a document. */
	readonly folderPath?: string;
	/** All workspace folders: an image may go to any of them. */
	readonly folderPaths?: readonly string[];
	/** The image's own name, with its extension. */
	readonly fileName: string;
	/** Such as `2K`; absent where it is not known what was asked for. */
	readonly resolution?: string;
	/** The id of the model that made it, as its service calls it. */
	readonly model?: string;
	/** A short hash of the image; only where the template has it in it. */
	readonly hash?: string;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Where the image goes, or why it must not go there. */
export type Destination = { readonly path: string } | Refusal;

/** Why an image must not go where a setting says. */
export type Refusal =
	| { readonly refused: 'outside' | 'git' | 'backslash'; readonly path: string }
	/** What looks like a variable in the template and is none, and those that there are. */
	| { readonly refused: 'variables'; readonly unknown: readonly string[]; readonly known: readonly string[] };

/** Beside the document. */
export const defaultDestination: Template = { text: 'images/', setting: 'imagegen.destination' };

/** What an image's file name ends with. */
const imageExtension = /\.(avif|bmp|gif|hei[cf]|jfif|jpe?g|png|svg|tiff?|webp)$/i;

/**
 * The path that a template gives. A relative one is meant from the document's folder, one with a leading slash from the
 * workspace folder, and a final slash keeps the image's name; in `imagegen.destination` so does whatever has no image's extension.
 * Refused when it leads out of all workspace folders, or out of the document's own folder where that is in none of them, or to what
 * git keeps for itself. The
 * extension is always the image's own, and no control gets into the name.
 */
export function destinationFor(template: Template, asked: DestinationContext): Destination | undefined {
	const context = withLowerDrives(asked);
	const documentFolder = context.documentPath === undefined ? context.folderPath : posix.dirname(context.documentPath);
	const root = context.folderPath ?? documentFolder;
	if (root === undefined || documentFolder === undefined) {
		return undefined;
	}
	const { setting } = template;
	const variables = variablesOf(context, documentFolder, root, setting);
	const unknown = unknownIn(template, variables);
	if (unknown.length > 0) {
		return { refused: 'variables', unknown, known: [...variables.keys()] };
	}
	const text = template.text.trim();
	const filled = fillIn(
		{ text: text.startsWith('/') ? `\${documentWorkspaceFolder}${text}` : text, setting },
		variables,
	);
	const isFolder = text.endsWith('/') || (setting === 'imagegen.destination' && !imageExtension.test(filled));
	const steps = stepsFrom(documentFolder, isFolder ? `${filled}/${context.fileName}` : filled);
	const path = withExtensionOf(context.fileName, posix.join(documentFolder, ...steps));
	const folders = [root, ...(context.folderPaths ?? [])];
	if (!folders.some((folder) => isWithin(folder, path))) {
		return { refused: 'outside', path };
	}
	if (!folders.some((folder) => mayTake(folder, path))) {
		return { refused: 'git', path };
	}
	// On Windows it would separate folders, and could lead out after all.
	return steps.some((step) => step.includes('\\')) ? { refused: 'backslash', path } : { path };
}

/** The name of the `count`th file that would be called `path`: `fox.jpg`, `fox-1.jpg`, `fox-2.jpg`. */
export function numbered(path: string, count: number): string {
	const { dir, name, ext } = posix.parse(path);
	return count === 0 ? path : posix.join(dir, `${name}-${count}${ext}`);
}

function variablesOf(
	context: DestinationContext,
	documentFolder: string,
	root: string,
	setting: Template['setting'],
): ReadonlyMap<string, string> {
	const { documentPath = '', folderPath, fileName, now, resolution = '', model = '', hash = '' } = context;
	const { base, name, ext } = posix.parse(documentPath);
	const fromWorkspace = (path: string): string => (folderPath === undefined ? path : posix.relative(folderPath, path));
	const vscodeVariables = [
		['documentDirName', documentFolder],
		['documentRelativeDirName', fromWorkspace(documentFolder)],
		['documentFileName', base],
		['documentBaseName', name],
		['documentExtName', ext.slice(1)],
		['documentFilePath', documentPath],
		['documentRelativeFilePath', documentPath && fromWorkspace(documentPath)],
		['documentWorkspaceFolder', root],
		['fileName', fileName],
		['fileExtName', posix.extname(fileName).slice(1)],
		['unixTime', String(now)],
		['isoTime', new Date(now).toISOString()],
	] as const;
	const own = [
		['slug', posix.parse(fileName).name],
		['date', localDate(new Date(now))],
		['resolution', asStep(resolution)],
		['model', asStep(model)],
		['hash', asStep(hash)],
	] as const;
	return new Map(setting === 'imagegen.destination' ? [...vscodeVariables, ...own] : vscodeVariables);
}

function localDate(time: Date): string {
	const twoDigits = (number: number): string => String(number).padStart(2, '0');
	return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}`;
}

/** A service's word as a part of one step of a path: `org/model:free` has three that are none. */
function asStep(word: string): string {
	return word.replace(/[^\p{L}\p{M}\p{N}._+-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '') || 'unknown';
}

function withLowerDrives(context: DestinationContext): DestinationContext {
	const { documentPath, folderPath, folderPaths = [] } = context;
	return {
		...context,
		...(documentPath !== undefined && { documentPath: withLowerDrive(documentPath) }),
		...(folderPath !== undefined && { folderPath: withLowerDrive(folderPath) }),
		folderPaths: folderPaths.map(withLowerDrive),
	};
}

/**
 * The steps from `folder` to the path that `filled` means there, without the controls that a document's name may have brought
 * into it. What is on the way from one to the other is called what it is called, wherever they part.
 */
function stepsFrom(folder: string, filled: string): readonly string[] {
	const steps = posix.relative(folder, posix.resolve(folder, filled)).split('/');
	return driveOf(folder) === undefined ? steps.map(printable) : steps.map(printable).map(onWindows);
}

/** A step as Windows takes it: there a colon begins a hidden stream of a file, and what ends with a dot is called otherwise. */
function onWindows(step: string): string {
	return step === '..' || /^[a-z]:$/i.test(step) ? step : step.replace(/[<>:"|?*]/g, '-').replace(/[. ]+$/, '');
}

function withExtensionOf(fileName: string, path: string): string {
	const { dir, base } = posix.parse(path);
	return posix.join(dir, fileNameLike(base.replace(imageExtension, '')) + posix.extname(fileName));
}
