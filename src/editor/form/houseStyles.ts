import * as vscode from 'vscode';
import { leadsOutOf } from '../../engine/jobs/realPath';
import { type HouseStyle, houseStyleIn } from '../../engine/recipes/houseStyle';
import { imagegenFileName, maxImagegenFileBytes } from '../../engine/recipes/recipeText';
import { wordStyleFlaw } from '../../messages/houseStyle';
import { fileOf, folderOf, statOf } from '../anchors/documents';
import { type InputFile, inputFile, inputFlawOf } from '../jobs/inputs';
import type { Settings } from '../settings';
import { t } from '../ui/translate';

/** The house style of a workspace, as the next image may have it. */
export interface FoundStyle {
	readonly style: HouseStyle;
	/** The images to go by that are there. */
	readonly references: readonly InputFile[];
	/** What is left out of it, and why: a sentence each. */
	readonly flaws: readonly string[];
	/** Where it stands: its file; undefined for the setting. */
	readonly file: vscode.Uri | undefined;
}

const isOffKey = 'isHouseStyleOff';

/** Finds the house style of the workspace: data that comes with a repository, and only where the person trusts that. */
export class HouseStyles {
	private readonly told = new Set<string>();

	constructor(
		private readonly settings: Settings,
		/** The workspace's. */
		private readonly memory: vscode.Memento,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Whether the person has it applied in this workspace. */
	get isOn(): boolean {
		return this.memory.get(isOffKey) !== true;
	}

	async choose(isOn: boolean): Promise<void> {
		await this.memory.update(isOffKey, isOn ? undefined : true);
	}

	/**
	 * That of the folder which holds the file, or else of the first one; `untrusted` where it is ignored for that.
	 *
	 * @param file @default the document that is shown
	 */
	async find(file = vscode.window.activeTextEditor?.document.uri): Promise<FoundStyle | 'untrusted' | undefined> {
		const folder = folderOf(file && fileOf(file)) ?? folderOf(undefined);
		if (!folder) {
			return undefined;
		}
		const styleFile = vscode.Uri.joinPath(folder, imagegenFileName);
		const set = this.settings.style(folder);
		const isSet = Object.keys(set).length > 0;
		const name = isSet ? 'imagegen.style' : vscode.workspace.asRelativePath(styleFile);
		const read = isSet ? set : await readJson(styleFile);
		const isBroken = read !== undefined && (typeof read !== 'object' || read === null || Array.isArray(read));
		const found = isBroken ? { style: {}, flaws: [] } : houseStyleIn(read);
		if (!found) {
			return undefined;
		}
		if (!vscode.workspace.isTrusted) {
			this.tell(t('{0} is ignored: this workspace is not trusted.', name));
			return 'untrusted';
		}
		const { references, missing } = await referencesIn(found.style, folder, name);
		const flaws = [
			...(isBroken ? [t("{0} isn't a JSON object, so no house style is applied.", name)] : []),
			...found.flaws.map((flaw) => wordStyleFlaw(t, name, flaw)),
			...missing,
		];
		flaws.forEach((flaw) => this.tell(flaw));
		return { style: found.style, references, flaws, file: isSet ? undefined : styleFile };
	}

	/** Once for each thing that is to be said. */
	private tell(message: string): void {
		if (!this.told.has(message)) {
			this.told.add(message);
			this.log.warn(message);
		}
	}
}

/** The images that a style has an image go by, and what is wrong with those that can't. */
async function referencesIn(
	{ references = [] }: HouseStyle,
	folder: vscode.Uri,
	name: string,
): Promise<{ readonly references: readonly InputFile[]; readonly missing: readonly string[] }> {
	const found: InputFile[] = [];
	const missing: string[] = [];
	for (const path of references) {
		const file = inputFile(vscode.Uri.joinPath(folder, path));
		const isOutside = file.uri.scheme === 'file' && (await leadsOutOf([folder.fsPath], file.uri.fsPath)) !== undefined;
		const flaw = isOutside ? t('{0} leads out of the workspace.', path) : await inputFlawOf(file);
		if (flaw === undefined) {
			found.push(file);
		} else {
			missing.push(`${name}: ${flaw}`);
		}
	}
	return { references: found, missing };
}

/** Undefined for what is no file of its own; null for one that isn't JSON. */
async function readJson(file: vscode.Uri): Promise<unknown> {
	const stat = await statOf(file);
	if (typeof stat !== 'object' || stat.type !== vscode.FileType.File || stat.size > maxImagegenFileBytes) {
		return undefined;
	}
	const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return null;
	}
}
