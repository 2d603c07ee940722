import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { defaultRetryRules, timeoutsFor } from '../../engine/policy/timeouts';
import { shorten } from '../../documents/shorten';
import type { GenerateTask } from '../../engine/task';
import { labelOf, sandboxPlaceholder } from '../../engine/providers/catalogue';
import { askPick, back } from '../ui/quickInput';
import type { Anchors } from '../anchors/anchors';
import type { Jobs } from '../jobs/jobs';
import { keptReplies, type KeptReply } from '../jobs/keptReplies';
import type { Command } from './command';

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
		const { t } = vscode.l10n;
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
		const { folder, request, delivery } = answer.reply;
		const anchor = delivery?.anchor && this.anchors.restore(delivery.anchor);
		try {
			await this.jobs.recover(folder.path, { request, command: delivery?.command ?? 'generate', anchor });
		} catch (error) {
			anchor?.dispose();
			throw error;
		}
	}

	private async recoverFile(): Promise<void> {
		const { t } = vscode.l10n;
		const [file] =
			(await vscode.window.showOpenDialog({
				title: t('Choose a Reply That Holds an Image'),
				openLabel: t('Recover'),
				filters: { [t('Replies')]: ['json', 'txt', 'log', 'sse'], [t('All Files')]: ['*'] },
			})) ?? [];
		if (file) {
			const request = requestOf(basename(file.fsPath, extname(file.fsPath)));
			await this.jobs.recover(file.fsPath, { request, command: 'generate', anchor: undefined });
		}
	}
}

/** What is known of an image that was asked for elsewhere: next to nothing. Nobody is asked for it again. */
function requestOf(name: string): GenerateTask {
	const endpoint = { service: 'file', protocol: 'openaiImages', baseUrl: sandboxPlaceholder, model: name } as const;
	return {
		type: 'generate',
		image: { prompt: name, resolution: '1K' },
		endpoint,
		timeouts: timeoutsFor('1K'),
		retry: defaultRetryRules,
	};
}

function itemOf(reply: KeptReply): ReplyItem {
	const { image, endpoint } = reply.request;
	const service = labelOf(endpoint.service);
	const description = `${service} · ${new Date(reply.startedAt).toLocaleString()}`;
	return { label: shorten(image.prompt, 80), description, reply };
}
