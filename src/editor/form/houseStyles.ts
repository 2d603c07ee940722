import * as vscode from 'vscode';
import { leadsOutOf } from '../../engine/jobs/realPath';
import { type HouseStyle, houseStyleIn } from '../../engine/recipes/houseStyle';
import { imagegenFileName, maxImagegenFileBytes } from '../../engine/recipes/recipeText';
import { wordStyleFlaw } from '../../messages/houseStyle';
import { fileOf, folderOf, statOf } from '../anchors/documents';
import { type InputFile, inputFile, inputFlawOf } from '../jobs/inputs';
import type { Settings } from '../settings';

/** The house style of a workspace, as the next image may have it. */
export interface FoundStyle {
	readonly style: HouseStyle;
	/** The images to go by that are there. */
	readonly references: readonly InputFile[];
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

	/** That of the folder of the document that is shown, or of the first one; `untrusted` where it is ignored for that. */
	async find(): Promise<FoundStyle | 'untrusted' | undefined> {
		const { t } = vscode.l10n;
		const shown = vscode.window.activeTextEditor?.document.uri;
		const folder = folderOf(shown && fileOf(shown)) ?? folderOf(undefined);
		if (!folder) {
			return undefined;
		}
		const file = vscode.Uri.joinPath(folder, imagegenFileName);
		const set = this.settings.style(folder);
		const isSet = Object.keys(set).length > 0;
		const found = houseStyleIn(isSet ? set : await this.readFile(file));
		if (!found) {
			return undefined;
		}
		const name = isSet ? 'imagegen.style' : vscode.workspace.asRelativePath(file);
		if (!vscode.workspace.isTrusted) {
			this.tell(t('{0} is ignored: this workspace is not trusted.', name));
			return 'untrusted';
		}
		found.flaws.forEach((flaw) => this.tell(wordStyleFlaw(t, name, flaw)));
		return { style: found.style, references: await this.referencesIn(found.style, folder, name) };
	}

	private async referencesIn(
		{ references = [] }: HouseStyle,
		folder: vscode.Uri,
		name: string,
	): Promise<readonly InputFile[]> {
		const found: InputFile[] = [];
		for (const path of references) {
			const file = inputFile(vscode.Uri.joinPath(folder, path));
			const isOutside =
				file.uri.scheme === 'file' && (await leadsOutOf([folder.fsPath], file.uri.fsPath)) !== undefined;
			const flaw = isOutside ? vscode.l10n.t('{0} leads out of the workspace.', path) : await inputFlawOf(file);
			if (flaw === undefined) {
				found.push(file);
			} else {
				this.tell(`${name}: ${flaw}`);
			}
		}
		return found;
	}

	/** Undefined for what is no file of its own, or no JSON. */
	private async readFile(file: vscode.Uri): Promise<unknown> {
		const stat = await statOf(file);
		if (typeof stat !== 'object' || stat.type !== vscode.FileType.File || stat.size > maxImagegenFileBytes) {
			return undefined;
		}
		const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
		try {
			return JSON.parse(text);
		} catch {
			this.tell(vscode.l10n.t("{0} isn't JSON, so no house style is applied.", vscode.workspace.asRelativePath(file)));
			return undefined;
		}
	}

	/** Once for each thing that is to be said. */
	private tell(message: string): void {
		if (!this.told.has(message)) {
			this.told.add(message);
			this.log.warn(message);
		}
	}
}
