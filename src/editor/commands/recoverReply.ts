import * as vscode from 'vscode';
import { shorten } from '../../documents/shorten';
import { nameOf } from '../../engine/providers/catalogue';
import { askPick, back } from '../ui/quickInput';
import type { Anchors } from '../anchors/anchors';
import type { Jobs } from '../jobs/jobs';
import { keptReplies, type KeptReply } from '../jobs/keptReplies';
import type { Command } from './command';
import { t } from '../ui/translate';

type ReplyItem = vscode.QuickPickItem & { readonly reply: KeptReply | undefined };

/** Looks once more for an image in a reply that was kept because none could be read from it. */
export class RecoverReplyCommand implements Command {
	readonly id = 'imagegen.recover';

	constructor(
		private readonly jobsPath: string,
		private readonly jobs: Jobs,
		private readonly anchors: Anchors,
	) {}

	async execute(): Promise<void> {
		const replies = await keptReplies(this.jobsPath);
		const file: ReplyItem = {
			iconPath: new vscode.ThemeIcon('folder-opened'),
			label: t('Choose a File…'),
			reply: undefined,
		};
		if (replies.length === 0) {
			return this.recoverFile();
		}
		const items = [...replies.map(itemOf), file];
		const answer = await askPick<ReplyItem>({
			title: t('Recover From Reply'),
			placeholder: t('Choose a reply to search for an image'),
			items,
			active: items[0],
		});
		if (answer === undefined || answer === back) {
			return;
		}
		if (!answer.reply) {
			return this.recoverFile();
		}
		const { folder, of, delivery } = answer.reply;
		const place = this.jobs.keptPlace(folder)?.record() ?? delivery?.anchor;
		const anchor = place && this.anchors.restore(place);
		try {
			const { target, output } = delivery ?? {};
			await this.jobs.recover(folder.path, {
				...{ of, command: delivery?.command ?? 'generate', anchor },
				...(target && { target }),
				...(output && { output }),
			});
		} catch (error) {
			anchor?.dispose();
			throw error;
		}
	}

	private async recoverFile(): Promise<void> {
		const [file] =
			(await vscode.window.showOpenDialog({
				title: t('Choose a Reply That Holds an Image'),
				openLabel: t('Recover'),
				filters: { [t('Replies')]: ['json', 'txt', 'log', 'sse'], [t('All Files')]: ['*'] },
			})) ?? [];
		if (file) {
			await this.jobs.recover(file.fsPath, { command: 'generate', anchor: undefined });
		}
	}
}

function itemOf(reply: KeptReply): ReplyItem {
	const { of, folder, state } = reply;
	const parts = [of && nameOf(of.endpoint), new Date(state.startedAt ?? 0).toLocaleString(t.language)];
	return { label: shorten(of?.image.prompt ?? folder.id, 80), description: parts.filter(Boolean).join(' · '), reply };
}
