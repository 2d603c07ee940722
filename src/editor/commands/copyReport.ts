import * as vscode from 'vscode';
import type { Reports } from '../diagnosis/reports';
import { notify, remark } from '../ui/notify';
import type { Command } from './command';
import { t } from '../ui/translate';

/** Copies a report on a connection as it is written, in Markdown. */
export class CopyReportCommand implements Command {
	readonly id = 'imagegen.copyReport';

	constructor(private readonly reports: Reports) {}

	/** @param uri the report's document, from its button; the latest report without one. */
	async execute(uri?: unknown): Promise<void> {
		const text = this.reports.textOf(uri);
		if (text === undefined) {
			return notify('info', t('There is no report to copy.'), []);
		}
		await vscode.env.clipboard.writeText(text);
		remark(t('Report copied.'));
	}
}
