import * as vscode from 'vscode';
import { sizeOf } from '../../engine/jobs/retention';
import type { JobRecord } from '../../engine/jobs/records';
import { dataSize } from '../../messages/elapsed';
import type { Library } from '../jobs/library';
import { confirm, notify, remark } from '../ui/notify';
import { askPick, back } from '../ui/quickInput';
import type { Command } from './command';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

interface Group extends vscode.QuickPickItem {
	readonly records: readonly JobRecord[];
	/** What is lost with them. */
	readonly loss: string;
}

/** Shows what is kept of all images and how much room it takes, and removes what the person chooses. Only ever what is the extension's own. */
export class CleanUpCommand implements Command {
	readonly id = 'imagegen.cleanUp';

	constructor(private readonly library: Library) {}

	async execute(): Promise<void> {
		await this.library.refresh();
		const groups = await this.groups();
		if (groups.length === 0) {
			return notify('info', t('There is nothing to clean up.'), []);
		}
		const answer = await askPick<Group>({
			title: t('Clean Up'),
			placeholder: t('Choose what to remove. Images in your workspace stay.'),
			items: groups,
			active: groups[0],
		});
		if (answer === undefined || answer === back) {
			return;
		}
		const { records, loss } = answer;
		const count = records.length;
		const question = plural(t, count, 'Remove {0} image for good?', 'Remove {0} images for good?');
		if ((await confirm(question, loss, [t('Remove')], t('Keep'))) !== undefined) {
			await this.library.remove(records.map((record) => this.library.folderOf(record)));
			remark(plural(t, count, '{0} image removed.', '{0} images removed.'));
		}
	}

	private async groups(): Promise<Group[]> {
		const { waiting, recent } = this.library;
		const monthAgo = Date.now() - 30 * 24 * 60 * 60 * 1000;
		const kinds = [
			{
				label: t('Images that are dealt with, older than 30 days'),
				records: recent.filter(({ startedAt }) => startedAt < monthAgo),
				loss: t('Their prompts, times and thumbnails are forgotten. The images in your workspace stay.'),
			},
			{
				label: t('Images that are dealt with'),
				records: recent,
				loss: t('Their prompts, times and thumbnails are forgotten. The images in your workspace stay.'),
			},
			{
				label: t('Images that are not saved yet'),
				records: waiting.filter(({ saved, deliveredTo }) => saved && deliveredTo === undefined),
				loss: t('You have paid for them, and they are saved nowhere else.'),
			},
			{
				label: t('Failures that wait for you'),
				records: waiting.filter(({ failure }) => failure),
				loss: t('You may have been billed for them. Their records, and replies that may hold an image, are gone then.'),
			},
		];
		const groups = kinds
			.filter(({ records }) => records.length > 0)
			.map(async ({ records, ...kind }): Promise<Group> => {
				const sizes = await Promise.all(records.map((record) => sizeOf(this.library.folderOf(record))));
				const bytes = sizes.reduce((sum, size) => sum + size, 0);
				return {
					...kind,
					records,
					description: `${records.length} · ${dataSize(t, bytes)}`,
					iconPath: new vscode.ThemeIcon('trash'),
				};
			});
		return await Promise.all(groups);
	}
}
