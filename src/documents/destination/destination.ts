import { posix } from 'node:path';
import { printable } from '../printable';
import { withLowerDrive } from '../driveLetter';
import { fillIn } from './template';

/** Who asks where an image goes. All paths are those of URIs: absolute, with slashes, not encoded. */
export interface DestinationContext {
	/** None for an image that was asked for without a document. */
	readonly documentPath?: string;
	/** The workspace folder of the document, or the one to use without a document. */
	readonly folderPath?: string;
	/** The image's own name, with its extension. */
	readonly fileName: string;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Where the image goes, or why it must not go there. */
export type Destination =
	{ readonly path: string } | { readonly refused: 'outside' | 'backslash'; readonly path: string };

/** Beside the document. */
export const defaultDestination = 'images/';

/** The value of `markdown.copyFiles.destination`: globs on documents' paths, each with the template for images in them. */
export type CopyRules = Readonly<Record<string, string>>;

/** The template of the first rule that matches the document; an empty one means: beside the document. */
export function ruleFor(rules: CopyRules, matches: (glob: string) => boolean): string | undefined {
	const rule = Object.entries(rules).find(([glob]) => matches(glob))?.[1];
	return rule === undefined ? undefined : rule.trim() || '${fileName}';
}

/**
 * A template of `imagegen.destination` in the language of `markdown.copyFiles.destination`: there a name without a final slash
 * is a file's. A plain word is meant as a folder here, because an image's name has a variable or an extension in it.
 */
export function asTemplate(setting: string): string {
	const trimmed = setting.trim();
	return /(^|\/)[^/.$]+$/.test(trimmed) ? `${trimmed}/` : trimmed;
}

/**
 * The path that a template gives. A relative one is meant from the document's folder, one with a leading slash from the
 * workspace folder, and a final slash keeps the image's name. Refused when it leads out of the workspace folder, or out
 * of the document's own folder where there is none. The extension is always the image's own, and no control gets into
 * the name.
 */
export function destinationFor(template: string, asked: DestinationContext): Destination | undefined {
	const context = withLowerDrives(asked);
	const documentFolder = context.documentPath === undefined ? context.folderPath : posix.dirname(context.documentPath);
	const root = context.folderPath ?? documentFolder;
	if (root === undefined || documentFolder === undefined) {
		return undefined;
	}
	const anchored = template.startsWith('/') ? `\${documentWorkspaceFolder}${template}` : template;
	const whole = anchored.endsWith('/') ? `${anchored}\${fileName}` : anchored;
	const filled = fillIn(whole, variablesOf(context, documentFolder, root));
	const path = named(documentFolder, filled, context.fileName);
	const inside = posix.relative(root, path);
	if (inside === '' || inside.startsWith('../')) {
		return { refused: 'outside', path };
	}
	// On Windows it would separate folders, and could lead out after all.
	return inside.includes('\\') ? { refused: 'backslash', path } : { path };
}

/** The name of the `count`th file that would be called `path`: `fox.jpg`, `fox-1.jpg`, `fox-2.jpg`. */
export function numbered(path: string, count: number): string {
	const { dir, name, ext } = posix.parse(path);
	return count === 0 ? path : posix.join(dir, `${name}-${count}${ext}`);
}

function variablesOf(context: DestinationContext, documentFolder: string, root: string): Map<string, string> {
	const { documentPath = '', folderPath, fileName, now } = context;
	const { base, name, ext } = posix.parse(documentPath);
	const fromWorkspace = (path: string): string => (folderPath === undefined ? path : posix.relative(folderPath, path));
	return new Map([
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
	]);
}

function withLowerDrives(context: DestinationContext): DestinationContext {
	const { documentPath, folderPath } = context;
	return {
		...context,
		...(documentPath !== undefined && { documentPath: withLowerDrive(documentPath) }),
		...(folderPath !== undefined && { folderPath: withLowerDrive(folderPath) }),
	};
}

/**
 * The path that `filled` means from `folder`, with the image's own extension, and without the controls that a document's name may
 * have brought into it. What is on the way from one to the other is called what it is called, wherever they part.
 */
function named(folder: string, filled: string, fileName: string): string {
	const steps = posix.relative(folder, posix.resolve(folder, filled)).split('/');
	const { dir, base } = posix.parse(posix.join(folder, ...steps.map(printable)));
	return posix.join(dir, base.replace(/\.(png|jpe?g|webp|gif|avif|heic)$/i, '') + posix.extname(fileName));
}
