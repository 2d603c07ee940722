import * as vscode from 'vscode';
import { type ImageSize, imageSizes } from '../../engine/request';
import { presetOf } from '../../engine/services/catalogue';
import { diagnoseConnection } from '../diagnosis/diagnoser';
import { reportOn } from '../diagnosis/report';
import type { Order, Orders } from '../form/orders';
import { selectService, showLog } from '../progress/actions';
import { notify } from '../progress/notify';
import type { Command } from './command';

/** Looks at the connection to the chosen service, and opens a report on it. Asks for no image. */
export class DiagnoseConnectionCommand implements Command {
	readonly id = 'imagegen.diagnose';

	constructor(
		private readonly orders: Orders,
		private readonly paths: { readonly cliPath: string; readonly jobsPath: string },
	) {}

	/** @param size the size of the image that failed; the largest, which takes longest, from the command palette. */
	async execute(size?: unknown): Promise<void> {
		const { t } = vscode.l10n;
		const title = t('Diagnose Connection');
		const order = await this.orders.forDiagnosis(title, imageSizes.find((known) => known === size) ?? largest);
		if (order?.request.connection.service === 'sandbox') {
			await notify('info', t('The sandbox is on this machine and needs no connection.'), [selectService()]);
		} else if (order) {
			await this.diagnose(title, order);
		}
	}

	private async diagnose(title: string, order: Order): Promise<void> {
		const { service } = order.request.connection;
		const label = presetOf(service)?.label ?? service;
		const cancel = new AbortController();
		try {
			const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
			const diagnosis = await vscode.window.withProgress(options, (_progress, cancelled) => {
				cancelled.onCancellationRequested(() => cancel.abort());
				return diagnoseConnection(order, this.paths, cancel.signal);
			});
			const content = reportOn(diagnosis, label, Date.now());
			const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
			await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
		} catch (error) {
			if (!cancel.signal.aborted) {
				const reason = error instanceof Error ? error.message : String(error);
				await notify('error', vscode.l10n.t('The connection could not be looked at: {0}', reason), [showLog()]);
			}
		}
	}
}

const largest: ImageSize = '4K';
