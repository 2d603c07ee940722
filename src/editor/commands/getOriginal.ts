import { join, posix } from 'node:path';
import * as vscode from 'vscode';
import { imagesAmong, namesIn, newJobId } from '../../engine/jobs/layout';
import type { JobRecord } from '../../engine/jobs/records';
import type { ImageFiles } from '../delivery/imageFiles';
import type { Library } from '../jobs/library';
import { openFile } from '../ui/actions';
import { notify } from '../ui/notify';
import type { Command } from './command';
import { chosen, type ImageCommandsParts } from './imageCommands';
import { t } from '../ui/translate';

/** Brings the original of an image that was delivered as a copy to where the person says; never over another file. */
export class GetOriginalCommand implements Command {
	readonly id = 'imagegen.getOriginal';

	constructor(
		private readonly parts: ImageCommandsParts,
		private readonly library: Library,
		private readonly files: ImageFiles,
	) {}

	async execute(...args: unknown[]): Promise<void> {
		for (const node of await chosen(this.parts, args)) {
			if (node.kind === 'record' && !(await this.bring(node.record))) {
				return;
			}
		}
	}

	/** False when the person changed their mind. */
	private async bring(record: JobRecord): Promise<boolean> {
		const folder = this.library.folderOf(record);
		const [first, ...others] = imagesAmong(await namesIn(folder)).map((name) => join(folder.path, name));
		if (first === undefined || record.deliveredTo === undefined) {
			await notify('info', t("The original of this image isn't kept any more."), []);
			return true;
		}
		const copy = vscode.Uri.parse(record.deliveredTo);
		const name = `${posix.parse(copy.path).name}-original${posix.extname(first)}`;
		const target = await vscode.window.showSaveDialog({
			title: t('Save Original'),
			filters: { [t('Images')]: [posix.extname(first).slice(1)] },
			defaultUri: vscode.Uri.joinPath(copy, '..', name),
		});
		if (!target) {
			return false;
		}
		const saved = [];
		for (const source of [first, ...others]) {
			saved.push(await this.files.add(source, target, { id: newJobId(), onName: () => Promise.resolve() }));
		}
		const paths = saved.map((uri) => vscode.workspace.asRelativePath(uri)).join(', ');
		await notify(
			'info',
			t('Original saved: {0}.', paths),
			saved.slice(0, 1).map((uri) => openFile(uri)),
		);
		return true;
	}
}
