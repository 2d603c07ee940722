import * as vscode from 'vscode';
import type { Orders } from '../form/orders';
import type { Places } from '../insertion/places';
import type { Delivery } from '../jobs/delivery';
import type { Jobs } from '../jobs/jobs';
import { showLog } from '../progress/actions';
import { notify } from '../progress/notify';

/** What both ways of asking for a picture have in common: pin the place, ask, start the job. */
export class ImageStarter {
	constructor(
		private readonly places: Places,
		private readonly orders: Orders,
		private readonly jobs: Jobs,
	) {}

	/** Resolves when the job has begun, or the person has changed their mind. */
	async start(command: Delivery['command'], title: string, editor: vscode.TextEditor | undefined): Promise<void> {
		// Pinned before the first await: people go on typing while they are asked, and while the picture is made.
		const place = editor && this.places.pin(editor.document, editor.selection.active);
		// While the person answers, so that the request goes out with the last answer.
		const prepared = this.jobs.prepare();
		let isStarted = false;
		try {
			const order = await this.orders.ask(title, editor ? editor.document.getText(editor.selection) : '');
			if (order) {
				await this.jobs.start(order, command, place, prepared);
				isStarted = true;
			}
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			const message = vscode.l10n.t('The picture could not be started, and nothing was sent: {0}', reason);
			void notify('error', message, [showLog()]);
		} finally {
			if (!isStarted) {
				place?.dispose();
				prepared.process.dismiss();
			}
		}
	}
}
