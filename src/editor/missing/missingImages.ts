import { lstat, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Range } from '../../documents/lines';
import type { LinkedFile } from '../../documents/linkedFiles';
import { Positions } from '../../documents/position';
import { imageFileFormat, wantedFor } from '../../documents/wantedImage';
import { isCode } from '../../engine/jobs/fileErrors';
import { mapPooled } from '../../engine/pool';
import { isWithin, refusalOf } from '../delivery/atLink';
import { homeOf, type LinkingText } from '../delivery/linkedImages';
import type { LinkTarget } from '../jobs/delivery';
import type { Jobs } from '../jobs/jobs';

/** A link that leads to no file, and to which an image can be made. */
export interface MissingImage extends Pick<LinkedFile, 'whole'>, Range {
	readonly document: vscode.Uri;
	/** From 1. */
	readonly line: number;
	/** From 1, in UTF-16 units. */
	readonly column: number;
	/** As the document has it, decoded. */
	readonly path: string;
	/** What the link says that the image shows: nothing, perhaps. */
	readonly prompt: string;
	readonly target: LinkTarget;
	/** Whether the link names an SVG. */
	readonly isSvg: boolean;
}

/** Finds the links of documents that lead to no image. */
export class MissingImages {
	constructor(private readonly jobs: Jobs) {}

	/** Those of the links that lead to no file just now, in order, where no image is on its way to it: so many at least, if there are. */
	async missing(
		{ uri, text }: LinkingText,
		links: readonly LinkedFile[],
		enough = Infinity,
	): Promise<readonly MissingImage[]> {
		const home = homeOf(uri);
		if (!home) {
			return [];
		}
		const kinds = new Map<string, Promise<Kind>>();
		const kindAt = (path: string): Promise<Kind> => {
			const kind = kinds.get(path) ?? kindOf(home.file.with({ path }));
			kinds.set(path, kind);
			return kind;
		};
		const look = async (link: LinkedFile): Promise<MissingImage | undefined> => {
			const there = await Promise.all(link.candidates.map(kindAt));
			const wanted = there.includes('file') ? undefined : wantedFor(link);
			if (typeof wanted !== 'object' || (await kindAt(wanted.targets[0])) !== 'nothing') {
				return undefined;
			}
			const [first, ...others] = wanted.targets.map((path) => home.file.with({ path }));
			const target = first && (await this.targetIn(home.root, [first, ...others]));
			const isSvg = imageFileFormat(wanted.targets[0]) === 'svg';
			const { prompt } = wanted;
			return target && { ...rangesOf(link), document: uri, line: 0, column: 0, path: link.path, prompt, target, isSvg };
		};
		const found: MissingImage[] = [];
		for (let at = 0; at < links.length && found.length < enough; at += atOnce) {
			const looked = await mapPooled(links.slice(at, at + atOnce), look);
			found.push(...looked.filter((image) => image !== undefined));
		}
		const positions = new Positions(text);
		return found.toSorted((a, b) => a.from - b.from).map((image) => ({ ...image, ...positions.at(image.from) }));
	}

	/** Undefined where no image may go there, or one is on its way. */
	private async targetIn(root: vscode.Uri, uris: LinkTarget['uris']): Promise<LinkTarget | undefined> {
		const [first] = uris;
		const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
		// A link may lead to another folder of the workspace.
		const within = [root, ...folders].find((folder) => isWithin(folder, first));
		if (!within || this.isAwaited(first) || (await refusalOf(first, within).catch(() => true))) {
			return undefined;
		}
		return { uris, root: within };
	}

	private isAwaited(uri: vscode.Uri): boolean {
		return this.jobs.running.some(({ target }) => target?.uris[0].toString() === uri.toString());
	}
}

/** Between looking at so many links somebody may have seen enough. */
const atOnce = 256;

type Kind = 'file' | 'nothing' | 'other';

/** What must not be looked at is taken to be there. So is a link that leads nowhere: nothing can be put in its stead. */
async function kindOf(uri: vscode.Uri): Promise<Kind> {
	try {
		if (uri.scheme !== 'file') {
			const { type } = await vscode.workspace.fs.stat(uri);
			return (type & vscode.FileType.File) === 0 ? 'other' : 'file';
		}
		return (await stat(uri.fsPath)).isFile() ? 'file' : 'other';
	} catch (error) {
		if (uri.scheme !== 'file') {
			return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? 'nothing' : 'other';
		}
		const isNowhere = isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR');
		return isNowhere && !(await lstat(uri.fsPath).catch(() => undefined)) ? 'nothing' : 'other';
	}
}

function rangesOf({ from, to, whole }: LinkedFile): Pick<MissingImage, 'from' | 'to' | 'whole'> {
	return { from, to, ...(whole && { whole }) };
}
