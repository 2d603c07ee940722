import { basename, dirname, extname, join, sep } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { fileNameFor } from '../../documents/destination/fileName';
import { imageFileFormat } from '../../documents/wantedImage';
import { measureImage } from '../../engine/decode/imageFile';
import { endpointFor, priceOf } from '../../engine/providers/catalogue';
import { styleSent } from '../../engine/recipes/houseStyle';
import { aspectRatios, type Endpoint, exactPixelsSchema, resolutions } from '../../engine/task';
import { type ImageOrder, Refused } from '../../mcp/desk';
import { Workspace } from '../../mcp/workspace';
import type { Anchor } from '../anchors/anchor';
import type { Anchors } from '../anchors/anchors';
import { findDocument, statOf } from '../anchors/documents';
import { refusalOf } from '../delivery/atLink';
import { chooseTarget, type PlaceOfImage } from '../delivery/destinations';
import { type FoundStyle, type HouseStyles } from '../form/houseStyles';
import { refusalAt, wishesFor } from '../form/imageOptions';
import type { Wanted } from '../form/requestForm';
import type { LinkTarget } from '../jobs/delivery';
import { type InputFile, inputFile, inputFlawsOf } from '../jobs/inputs';
import type { Errand } from '../jobs/jobs';
import type { Settings } from '../settings';
import { t } from '../ui/translate';

/** An order as a job of this window carries it out. */
export interface Looked {
	readonly wanted: Wanted;
	readonly endpoint: Endpoint;
	/** Where its image goes, as the person reads it. */
	readonly place: string;
	/** US dollars; undefined where no price is known. */
	readonly price: number | undefined;
	/** What is to be done with the image, its place pinned in the document as that is now. */
	errand(): Promise<Errand>;
}

/** A place in a document that an agent has named. */
interface Named {
	readonly uri: vscode.Uri;
	/** From 1; without it its end. */
	readonly line: number | undefined;
}

/** What an order names, where it is. */
interface Surroundings {
	readonly edited: vscode.Uri | undefined;
	/** In the folder whose house style counts: whatever document the person looks at meanwhile. */
	readonly home: vscode.Uri;
	readonly workspace: Workspace;
}

/** Reads what agents ask for: by the person's settings and the workspace's house style, and within the folders that the agent works in. */
export class AgentOrders {
	constructor(
		private readonly settings: Settings,
		private readonly houseStyles: HouseStyles,
		private readonly anchors: Anchors,
	) {}

	/** Sends and writes nothing. Throws `Refused`. */
	async read(order: ImageOrder, roots: readonly string[]): Promise<Looked> {
		if (roots.length === 0) {
			throw new Refused('No folder is open in the editor, so there is no place for an image. Open one first.');
		}
		const workspace = new Workspace(roots);
		const endpoint = this.endpointFor(order);
		const edited = order.edited === undefined ? undefined : await fileAt(order.edited, workspace);
		const document = order.document === undefined ? undefined : await fileAt(order.document, workspace);
		const named = document && { uri: document, line: order.line };
		const target = await this.targetFor(order, named, edited, workspace);
		const home = document ?? edited ?? target?.root ?? vscode.Uri.file(workspace.root);
		const wanted = await this.wantedFor(order, endpoint, { edited, home, workspace });
		const { resolution } = wanted.size;
		return {
			...{ wanted, endpoint, price: priceOf(endpoint, resolution) },
			place: await this.placeOf(order.prompt, target, named, edited),
			errand: async () => ({
				...{ command: 'generate', anchor: named && (await this.pin(named)) },
				...(target && { target }),
				...(edited && !target && { versionOf: edited }),
			}),
		};
	}

	/** What the order says goes before what is set. An address, headers and a model are the chosen service's alone. */
	private endpointFor({ service, model }: ImageOrder): Endpoint {
		const settings = this.settings.read();
		const isAnother = service !== undefined && service !== settings.service;
		const choices = isAnother ? { service } : settings;
		const named = model !== undefined && { model, knownAs: settings.knownModels[model] ?? '' };
		const found = endpointFor({ ...choices, ...named });
		if (typeof found === 'string') {
			throw new Refused(
				isAnother
					? `There is no service ${service} that needs no more than a key. Leave service out: the person's own choice is used.`
					: `The person's image service isn't set up: ${found} is missing. They can run "Image Gen: Select Service".`,
			);
		}
		return found;
	}

	private async wantedFor(
		{ prompt, resolution: asked, pixels, aspectRatio, references = [] }: ImageOrder,
		endpoint: Endpoint,
		{ edited, home, workspace }: Surroundings,
	): Promise<Wanted> {
		const house = this.houseStyles.isOn ? await this.houseStyles.find(home) : undefined;
		const { style: found, references: samples }: Pick<FoundStyle, 'style' | 'references'> =
			house === undefined || house === 'untrusted' ? { style: {}, references: [] } : house;
		const named = await Promise.all(references.map((path) => fileAt(path, workspace)));
		const own: InputFile[] = [...(edited ? [edited] : []), ...named].map(inputFile);
		const refused = (await inputFlawsOf(own)) ?? refusalAt(endpoint, { files: own });
		if (refused !== undefined) {
			throw new Refused(refused);
		}
		for (const { uri } of own) {
			// What is no image isn't even copied to the job: not a key, not a `.env`.
			if (!(await measureImage(uri.fsPath))) {
				throw new Refused(`${uri.fsPath} is no image that can go along. Nothing was sent.`);
			}
		}
		const all = [...own, ...samples];
		const files = refusalAt(endpoint, { files: all }) === undefined ? all : own;
		const { format, budget, ratio, resolution } = found;
		const shape = pixels === undefined ? shapeFrom(aspectRatio ?? (edited ? undefined : ratio)) : pixelsFrom(pixels);
		const style = styleSent(found);
		const output = { ...(format && { format }), ...(budget !== undefined && { budget: budget * 1000 }) };
		return {
			...{ prompt, files, isEdit: edited !== undefined },
			size: {
				...{ resolution: oneOf(asked, resolutions, 'resolution') ?? resolution ?? '1K', ...shape },
				...wishesFor(endpoint, { ...(format && { format }) }),
				...(style !== undefined && { style }),
			},
			...(Object.keys(output).length > 0 && { output }),
		};
	}

	/** Where the order names a place, or the settings name none; undefined for where the settings say. */
	private async targetFor(
		{ out, prompt }: ImageOrder,
		document: Named | undefined,
		edited: vscode.Uri | undefined,
		workspace: Workspace,
	): Promise<LinkTarget | undefined> {
		const like = edited ? basename(edited.fsPath, extname(edited.fsPath)) : fileNameFor(prompt);
		if (out !== undefined) {
			return await freeTarget(await workspace.pathTo(out), like, workspace);
		}
		const by = edited ?? document?.uri ?? vscode.Uri.file(workspace.root);
		if (vscode.workspace.getWorkspaceFolder(by)) {
			return undefined;
		}
		const folder = edited
			? dirname(edited.fsPath)
			: join(document ? dirname(document.uri.fsPath) : workspace.root, 'images');
		return await freeTarget(await workspace.pathTo(folder + sep), like, workspace);
	}

	/** Throws `Refused` where the settings lead to no place that an image may have. */
	private async placeOf(
		prompt: string,
		target: LinkTarget | undefined,
		document: Named | undefined,
		edited: vscode.Uri | undefined,
	): Promise<string> {
		if (target) {
			const [first, ...others] = target.uris;
			const path = vscode.workspace.asRelativePath(first);
			// Which of them it will be, what comes decides.
			return others.length > 0 ? path.slice(0, -extname(path).length) : path;
		}
		const folderOf = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
		if (edited) {
			return folderOf(edited);
		}
		const anchor = document && (await this.pin(document));
		try {
			const place: PlaceOfImage | undefined = anchor && { uri: anchor.uri, offsetIn: (text) => anchor.offsetIn(text) };
			const chosen = await chooseTarget(this.settings, { path: 'image.png', prompt }, place).catch(() => undefined);
			if (chosen && chosen.kind !== 'file') {
				throw new Refused(
					chosen.kind === 'refused'
						? `The setting ${chosen.setting} leads to no place that an image may have, so nothing was made. Name a place with out, or have the person mend the setting.`
						: 'The settings lead out of the workspace, so nothing was made. Name a place in it with out.',
				);
			}
			return chosen ? folderOf(chosen.uri) : t('where the settings say');
		} finally {
			anchor?.dispose();
		}
	}

	private async pin({ uri, line }: Named): Promise<Anchor> {
		const document = await findDocument(uri);
		if (!document) {
			throw new Refused(`${uri.fsPath} can't be read as a document. Name another one, or leave document out.`);
		}
		const last = document.lineCount - 1;
		const at = document.lineAt(Math.min(line === undefined ? last : line - 1, last));
		return this.anchors.pin(document, line === undefined ? at.range.end : at.range.start);
	}
}

async function fileAt(path: string, workspace: Workspace): Promise<vscode.Uri> {
	const uri = vscode.Uri.file(await workspace.pathTo(path));
	const stat = await statOf(uri);
	if (typeof stat !== 'object' || (stat.type & vscode.FileType.File) === 0) {
		throw new Refused(
			`There is no file ${path}. Paths are relative to ${workspace.root}, or absolute; what was never saved has none.`,
		);
	}
	return uri;
}

/** What an image may be called that no other file is called: what it is decides among them. Throws `Refused` for what is no image's name. */
async function freeTarget(path: string, like: string, workspace: Workspace): Promise<LinkTarget> {
	const isFolder = path.endsWith(sep);
	const ending = isFolder ? '' : extname(path);
	if (ending !== '' && !['png', 'jpeg', 'webp'].includes(imageFileFormat(path) ?? '')) {
		throw new Refused(
			`${basename(path)} is no name for an image. End it in .png, .jpg or .webp, or name a folder with a slash at its end.`,
		);
	}
	const folder = isFolder ? path : dirname(path);
	const name = isFolder ? like : basename(path, ending);
	const endings = ending === '' ? ['.png', '.jpg', '.webp'] : [ending];
	const root = vscode.Uri.file(workspace.rootOf(path));
	for (let number = 0; ; number++) {
		const [first, ...others] = endings.map((one) =>
			vscode.Uri.file(join(folder, `${name}${number === 0 ? '' : `-${number}`}${one}`)),
		);
		const uris = first ? [first, ...others] : [];
		const taken = await Promise.all(uris.map(isThere));
		if (first && !taken.includes(true)) {
			if (await refusalOf(first, root)) {
				throw new Refused(`${path} is outside of the workspace (${root.fsPath}). Name a path inside of it.`);
			}
			return { uris: [first, ...others], root };
		}
	}
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
	return typeof (await statOf(uri)) === 'object';
}

/** The one of the choices that is named; undefined where none is. Throws `Refused` for what is none of them. */
function oneOf<T extends string>(text: string | undefined, choices: readonly T[], parameter: string): T | undefined {
	const found = choices.find((choice) => choice === text);
	if (text !== undefined && found === undefined) {
		throw new Refused(`${parameter} takes ${choices.join(', ')}, not "${text}".`);
	}
	return found;
}

function shapeFrom(ratio: string | undefined): Pick<Wanted['size'], 'aspectRatio'> {
	const aspectRatio = oneOf(ratio, aspectRatios, 'aspect_ratio');
	return aspectRatio ? { aspectRatio } : {};
}

function pixelsFrom(text: string): Pick<Wanted['size'], 'pixels'> {
	const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
	const { success, output } = v.safeParse(exactPixelsSchema, { width: Number(width), height: Number(height) });
	if (!success) {
		throw new Refused(`pixels takes WIDTHxHEIGHT, such as 1200x630, not "${text}".`);
	}
	return { pixels: output };
}
